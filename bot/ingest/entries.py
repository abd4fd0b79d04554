"""Values out of what a feed parser returns: each field typed, cleaned and made whole.

Nothing a parser returns is trusted to have the type that it should have. Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.ingest import dates, parsers, text, urls
from bot.model import Entry

Raw = Mapping[str, Any]

MAX_FIELD = 1_000_000
"""Characters of one text that are looked at; the longest real entry of the corpus has 400,000."""

MAX_CATEGORIES = 20


def entry(raw: Raw) -> Entry:
    """Return the entry that *raw*, as a parser gave it, describes.

    Its addresses stay relative where the feed has them so: `urls.shown` resolves them once the
    final address of the feed is known. An address of another scheme than http is none.
    """
    link = urls.told(link_of(raw))
    title = text.title(_string(raw, "title"))
    summary, content = _texts(raw)
    return Entry(
        id=text.line(_string(raw, "id"))[:1000] or link or title,
        url=link,
        title=title,
        author=text.cut(text.line(text.title(_string(raw, "author"))), 200) or None,
        published_at=_instant(raw, "published", "created"),
        updated_at=_instant(raw, "updated", "modified"),
        summary=summary,
        content=content,
        image=urls.told(_image(raw)),
        categories=_categories(raw),
    )


def link_of(raw: Raw) -> str:
    """Return the address of an entry as it stands: its link, permalink guid, or enclosure."""
    link = _string(raw, "link")
    if link:
        return link
    for place in _mappings(raw, "links"):
        if place.get("rel") in {None, "alternate"} and _string(place, "href"):
            return _string(place, "href")
    guid = _string(raw, "id")
    if guid.startswith(("http://", "https://")) and raw.get("guidislink") is not False:
        return guid
    for place in _mappings(raw, "enclosures"):
        if _string(place, "url") or _string(place, "href"):
            return _string(place, "url") or _string(place, "href")
    return ""


def published(raw: Raw) -> str:
    """Return the date of an entry for sorting, as the fast parser writes it: ISO 8601 in UTC."""
    return _string(raw, "published") or _string(raw, "updated")


def has_text(raw: Raw) -> bool:
    """Tell whether an entry has a title or a body at all."""
    return bool(_string(raw, "title") or _summary(raw) or _content(raw))


def _texts(raw: Raw) -> tuple[str, str]:
    """Return summary and content; a feed that has but one of them tells it as the content."""
    summary, content = _summary(raw), _content(raw)
    if summary == content or not content:
        return "", text.from_html(summary)
    return text.from_html(summary), text.from_html(content)


def _summary(raw: Raw) -> str:
    return _string(raw, "summary") or _string(raw, "description")


def _content(raw: Raw) -> str:
    """Return the longest of the bodies; Atom allows several."""
    values = [_string(part, "value") for part in _mappings(raw, "content")]
    return max(values, key=len, default="")


def _instant(raw: Raw, *names: str) -> datetime | None:
    for name in names:
        found = _string(raw, name)
        if found:
            return dates.parse(found) or parsers.odd_date(found[: dates.MAX_LENGTH])
    return None


def _image(raw: Raw) -> str:
    """Return the address of the entry's picture: media first, then an enclosed image."""
    if isinstance(raw.get("image"), str):
        return _string(raw, "image")
    for name, kinds in (
        ("media_content", ("image",)),
        ("media_thumbnail", ("", "image")),
        ("enclosures", ("image",)),
    ):
        for place in _mappings(raw, name):
            kind = _string(place, "medium") or _string(place, "type")
            if kind.startswith(kinds[-1]) or kind in kinds:
                return _string(place, "url") or _string(place, "href")
    return ""


def _categories(raw: Raw) -> tuple[str, ...]:
    names = (
        text.title(_string(tag, "term") or _string(tag, "label")) for tag in _mappings(raw, "tags")
    )
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_CATEGORIES]


def _string(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return value.strip()[:MAX_FIELD] if isinstance(value, str) else ""


def _mappings(raw: Raw, name: str) -> list[Mapping[str, Any]]:
    value = raw.get(name)
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
