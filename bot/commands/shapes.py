"""The shapes of JSON that people and programs rely on: values read from it, values made for it.

Unknown keys are passed over, missing and wrong ones are said. Times are ISO 8601 with offset.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.commands.lines import BadLine
from bot.model import Entry, FeedDocument, Page
from summaries import SourceText

Values = Mapping[str, Any]

# Half of a pair, which JSON can spell and UTF-8 cannot: one character in its place keeps offsets.
_SURROGATE = re.compile("[\ud800-\udfff]")


def text(values: Values, key: str, *, default: str | None = None) -> str:
    """The text under *key*.

    Raises:
        BadLine: there is none and no *default*, or it is no text.
    """
    value = values.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BadLine(f'"{key}" is missing.' if value is None else f'"{key}" must be a text.')
    return _SURROGATE.sub("\ufffd", value)


def count(values: Values, key: str, *, default: int) -> int:
    """The whole number above 0 under *key*, or *default*."""
    value = values.get(key)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadLine(f'"{key}" must be a whole number above 0.')
    return value


def instant(values: Values, key: str) -> datetime | None:
    """The time under *key*, aware; one without an offset counts as UTC."""
    value = text(values, key, default="")
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadLine(f'"{key}" must be a time like 2026-03-01T07:30:00+01:00.') from error


def articles(values: Values) -> list[SourceText]:
    """The articles of one story, as `summarize` takes them."""
    rows = values.get("articles")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadLine('"articles" must be a list of objects.')
    return [
        SourceText(
            title=text(row, "title", default=""),
            text=text(row, "text"),
            source=text(row, "source", default=""),
            published_at=instant(row, "published"),
        )
        for row in rows
    ]


def of_page(page: Page) -> Values:
    """What `read` tells of a page."""
    return {
        "url": page.url,
        "title": page.title,
        "text": page.text,
        "author": page.author,
        "published": _iso(page.published_at),
        "language": page.language,
        "image": page.image,
        "site": page.site,
    }


def of_entry(entry: Entry) -> Values:
    """What `feeds parse` tells of an entry."""
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "author": entry.author,
        "published": _iso(entry.published_at),
        "updated": _iso(entry.updated_at),
        "summary": entry.summary,
        "content": entry.content,
        "image": entry.image,
        "categories": list(entry.categories),
    }


def of_feed(document: FeedDocument) -> Values:
    """What `feeds parse --jsonl` tells of a document, with all its entries."""
    return {
        "feed": {
            "title": document.title,
            "url": document.url,
            "language": document.language,
            "ttl_seconds": document.ttl_seconds,
        },
        "entries": [of_entry(entry) for entry in document.entries],
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()  # a page names its own zone: its day is local
