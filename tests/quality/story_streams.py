"""Labelled streams of articles, and how well stories follow the labels."""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from summaries.stories import Item, Stories


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """An article and the event that it tells of."""

    item: Item
    event: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Quality:
    """B-cubed precision, recall and F1 and pairwise F1, in [0, 1]; stories found and true."""

    precision: float
    recall: float
    f1: float
    pairwise_f1: float
    n_found: int
    n_true: int

    def __str__(self) -> str:
        figures = (self.precision, self.recall, self.f1, self.pairwise_f1)
        shown = " ".join(f"{100 * figure:5.1f}" for figure in figures)
        return f"{shown}  {self.n_found}/{self.n_true}"


def read_stream(path: Path, language: str) -> list[Labelled]:
    """A stream of JSON lines {id, story, published, source, title, text, url?}, in its order."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [labelled(id_, row, language) for id_, row in enumerate(rows, 1)]


def labelled(id_: int, row: dict[str, str], language: str) -> Labelled:
    """One row of a stream."""
    item = Item(
        id=id_,
        title=row["title"],
        text=row["text"],
        url_key=row.get("url") or None,
        source=row["source"],
        language=language,
        published_at=datetime.fromisoformat(row["published"]),
    )
    return Labelled(item=item, event=row["story"])


def group(stream: Iterable[Labelled], stories: Stories) -> list[int]:
    """The story of each article after all fuses; `now` is the latest publication so far."""
    found: list[int] = []
    alias: dict[int, int] = {}
    now: datetime | None = None
    for row in stream:
        at = row.item.published_at
        if at is None:
            raise ValueError(f"Article {row.item.id} has no time.")
        now = max(now or at, at)
        placement = stories.place(row.item, now=now, new_story=row.item.id)
        stories.forget(now)
        alias.update(placement.fused)
        found.append(placement.story)
    return [_lasting(story, alias) for story in found]


def quality(true: Sequence[str], found: Sequence[int]) -> Quality:
    """How well the found stories follow the true events.

    Source: Bagga & Baldwin 1998 (B-cubed).
    """
    both = Counter(zip(true, found, strict=True))
    of_true, of_found = Counter(true), Counter(found)
    n = len(true)
    precision = sum(k * k / of_found[story] for (_, story), k in both.items()) / n
    recall = sum(k * k / of_true[event] for (event, _), k in both.items()) / n
    pairs = _pairs(both)
    return Quality(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall),
        pairwise_f1=2 * pairs / max(1, _pairs(of_true) + _pairs(of_found)),
        n_found=len(of_found),
        n_true=len(of_true),
    )


def _pairs(
    sizes: Counter[Hashable] | Counter[str] | Counter[int] | Counter[tuple[str, int]],
) -> int:
    return sum(k * (k - 1) // 2 for k in sizes.values())


def _lasting(story: int, alias: dict[int, int]) -> int:
    while story in alias:
        story = alias[story]
    return story
