"""The feed parsers, and nothing about which of them to believe (`bot.ingest.feed` decides).

All return the same kind of nested dictionaries, as hostile as their input: `bot.ingest.entries`
makes values of them. The only importer of fastfeedparser and feedparser.
"""

import html
import json
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple

from bot.ingest import dates

_RSS_1 = "http://purl.org/rss/1.0/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"


class Parsed(NamedTuple):
    """What a parser found: the feed's own fields, and one mapping an entry in document order."""

    feed: Mapping[str, Any]
    entries: list[Mapping[str, Any]]


def fast(body: bytes) -> Parsed | None:
    """Parse with fastfeedparser; None when it gives up.

    Reads RSS 2.0 and Atom 0.3 and 1.0 at about 100 MB/s. Knows neither RSS 0.90 nor CDF,
    loses `content:encoded` of RSS 1.0 and gives up on most undeclared encodings.
    """
    import fastfeedparser  # noqa: PLC0415  # brings lxml, which an idle process does not need

    try:
        found = fastfeedparser.parse(body)
    except Exception:  # noqa: BLE001  # any error of a parser on hostile bytes means: not by this one
        return None
    return Parsed(found.get("feed") or {}, list(found.get("entries") or ()))


def with_rdf_contents(found: Parsed, body: bytes) -> Parsed | None:
    """Return what `fast` found in RSS 1.0 with the full texts that it passes over.

    None when they cannot be told apart: then only `thorough` can.
    """
    from lxml import etree  # noqa: PLC0415  # an idle process does without it

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        items = list(etree.fromstring(body, parser).iter(f"{{{_RSS_1}}}item"))
    except etree.XMLSyntaxError:
        return None
    if len(items) != len(found.entries):
        return None
    texts = [item.findtext(f"{{{_CONTENT}}}encoded") for item in items]
    entries = [
        {**entry, "content": [{"value": text}]} if text else entry
        for entry, text in zip(found.entries, texts, strict=True)
    ]
    return Parsed(found.feed, entries)


def thorough(body: bytes, *, content_type: str | None) -> Parsed | None:
    """Parse with feedparser; None when the bytes are no feed to it either.

    Takes time that grows faster than a broken input: only for small bodies, only in a worker.
    """
    import feedparser  # noqa: PLC0415  # only one feed in forty needs it

    found = feedparser.parse(
        BytesIO(body),  # bytes themselves would be tried as a file name
        response_headers={"content-type": content_type} if content_type else {},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.get("version") and not found.entries:
        return None
    return Parsed(found.feed, list(found.entries))


def json_feed(body: bytes) -> Parsed | None:
    """Parse a JSON Feed; None when the bytes are no such thing.

    Read here and not by fastfeedparser, which gives up on a single value of the wrong type.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return None
    feed = {**found, "link": found.get("home_page_url")}
    return Parsed(feed, [_json_item(item) for item in found["items"] if isinstance(item, dict)])


def odd_date(text: str) -> datetime | None:
    """Read a date in one of the forms that only feedparser knows (Korean, Greek, Hungarian …)."""
    from feedparser.datetimes import _parse_date  # noqa: PLC0415  # its only entry point

    try:
        found = _parse_date(text)
        return None if found is None else dates.sane(datetime.fromtimestamp(timegm(found), UTC))
    except (ValueError, OverflowError, TypeError):
        return None


def _json_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item of a JSON Feed under the names that the other parsers use."""
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [author.get("name") for author in authors or () if isinstance(author, Mapping)]
    tags = item.get("tags") if isinstance(item.get("tags"), list) else []
    content = item.get("content_html") or _escaped(item.get("content_text"))
    return {
        "id": str(item.get("id", "")),
        "link": item.get("url") or item.get("external_url"),
        "title": _escaped(item.get("title")),
        "content": [{"value": content}],
        "summary": _escaped(item.get("summary")),
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
        "author": ", ".join(name for name in names if isinstance(name, str)),
        "image": item.get("image") or item.get("banner_image"),
        "tags": [{"term": tag} for tag in tags or ()],
    }


def _escaped(text: object) -> str:
    """Return plain text as markup that means the same."""
    if isinstance(text, int | float):
        text = str(text)
    return html.escape(text).replace("\n", "<br>") if isinstance(text, str) else ""
