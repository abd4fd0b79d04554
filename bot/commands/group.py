"""`group`: a stream of articles, in the order of arrival → their stories."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import click

from bot.commands import inputs, lines, shapes
from bot.commands.lines import Values
from bot.ingest import dates, urls
from bot.ingest import language as languages
from summaries.stories import Item, Stories

_UNKNOWN = "und"
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
# Closed stories are let go of this often; when does not change any placement.
_N_BETWEEN_FORGETTING = 500


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]…")
@click.option("--jsonl", is_flag=True, required=True, help="Read and write one object a line.")
def group(files: tuple[str, ...], jsonl: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Group a stream of articles, FILEs or standard input, into stories.

    Each line is {"id", "title", "text"?, "url"?, "source"?, "language"?, "published"}.
    """
    del jsonl
    newsroom = _Stream()
    for name in files or ("-",):
        with inputs.opened(name) as source:
            lines.answer_each(source, newsroom.place)


@dataclass(kw_only=True, slots=True)
class _Stream:
    """Everything that came so far.

    Attributes:
        ids: of the articles, by the number of their arrival.
        now: the latest time of publication, as the stream's clock. What can be no such time (1970,
            next year) counts as none, as in feeds: one wrong date must not close every story.
        by_language: the live stories of each language.
    """

    ids: list[object] = field(default_factory=list)
    now: datetime = _BEFORE_ALL
    by_language: dict[str, Stories] = field(default_factory=dict)
    n_stories: int = 0

    def place(self, values: Values) -> Values:
        """Say which story an article belongs to."""
        item = self._item(values)
        stories = self.by_language.setdefault(item.language, Stories(item.language))
        self.ids.append(values.get("id"))
        placed = stories.place(item, now=self.now, new_story=self.n_stories + 1)
        self.n_stories = max(self.n_stories, placed.story)
        if item.id % _N_BETWEEN_FORGETTING == 0:
            stories.forget(self.now)
        repeated = placed.version_of if placed.copy_of is None else placed.copy_of
        found: dict[str, object] = {
            "story": _name(placed.story),
            "copy_of": None if repeated is None else self.ids[repeated],
        }
        if placed.fused:
            found["fused"] = [[_name(old), _name(lasting)] for old, lasting in placed.fused]
        return found

    def _item(self, values: Values) -> Item:
        title, text = shapes.text(values, "title"), shapes.text(values, "text", default="")
        told = shapes.text(values, "language", default="")
        url = shapes.text(values, "url", default="")
        published_at = _plausible(shapes.instant(values, "published"))
        self.now = max(self.now, published_at or self.now)
        return Item(
            id=len(self.ids),
            title=title,
            text=text,
            url_key=urls.canonical(url) if url else None,
            source=shapes.text(values, "source", default=""),
            language=told or languages.detect(title, text) or _UNKNOWN,
            published_at=published_at,
        )


def _plausible(published_at: datetime | None) -> datetime | None:
    found = None if published_at is None else dates.sane(published_at)
    return dates.plausible(found, datetime.now(UTC))


def _name(story: int) -> str:
    return f"s{story}"
