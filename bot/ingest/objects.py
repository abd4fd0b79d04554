"""An article as a JSON object → a page. Pure; runs in a worker, so it imports little."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.errors import IngestError
from bot.ingest import dates, language, page, text
from bot.model import Page

Values = Mapping[str, Any]

_TEXTS = ("title", "text", "html", "url", "source", "author", "language", "published")


def read(values: Values) -> Page:
    """The page in an object; what the object says goes before what the page says.

    Raises:
        IngestError: a value is missing or wrong; the text says which.
        NoArticleText: there is nothing to read in it.
    """
    _check(values)
    url = values.get("url")
    if values.get("html"):
        found = page.read_html(values["html"], url=url)
    else:
        body = text.paragraphs((values.get("text") or "")[: page.MAX_TEXT])
        found = Page(url=url, title=None, text=body)
    title = text.title(values.get("title") or "") or found.title
    if not any(character.isalpha() for character in (title or "") + found.text):
        raise IngestError("no-text", 'Neither "title" nor "text" says anything.')
    return replace(
        found,
        title=title,
        author=text.line(values.get("author") or "") or found.author,
        language=language.detect(
            title or "", found.text, prior=values.get("language") or found.language
        ),
        published_at=dates.parse(values.get("published")) or found.published_at,
    )


def _check(values: Values) -> None:
    for key in _TEXTS:
        if not isinstance(values.get(key), str | None):
            raise IngestError("shape", f'"{key}" must be a text.')
    if not isinstance(values.get("id"), str | int | None):
        raise IngestError("shape", '"id" must be a text or a number.')
    if values.get("published") and dates.parse(values["published"]) is None:
        raise IngestError("shape", '"published" must be a time like 2026-03-01T07:30:00+01:00.')
