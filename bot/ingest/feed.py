"""Bytes of a feed → its entries: RSS, RDF, Atom and JSON Feed, well-formed or not.

A fast parser first, a thorough one where the fast one is known to fail. Pure; bytes come from
outside, so it runs in a worker (`bot.compute`). What neither parser reads is an error; an empty
feed is not.
"""

import re
from collections.abc import Iterable
from itertools import islice

from bot.errors import FeedFormatError
from bot.ingest import channel, entries, language, markup, parsers, rhythm, text, urls
from bot.ingest.parsers import Parsed
from bot.model import FeedDocument

MAX_BYTES = 10_000_000
MAX_ENTRIES = 500
"""Entries that are kept of a flood."""

FLOOD = 2_000
"""Entries beyond which a document is no feed but an archive or an attack; the longest real feed of
the corpus has 1,046."""

MAX_THOROUGH_BYTES = 2_000_000
"""feedparser takes over 10 s for 1.8 MB of broken tags; real feeds that need it are smaller."""

MAX_THOROUGH_MARKS = 50_000
"""It takes 12 s for 200,000 unclosed tags; the longest real feed it is needed for has 11,000."""

TIMEOUT_SECONDS = 5.0
"""What a worker is given for one feed; the slowest real one takes 0.2 s."""

_N_HEAD_BYTES = 64_000
_LINKS = (b"<link", b":link", b"<guid", b"<enclosure", b":about")
_RDF_ROOT = re.compile(rb"<(?:[A-Za-z]+:)?RDF[\s>]")
_HTML_ROOT = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([^\"']{1,40})")
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z_-]{2,12})\s*<")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*<")
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL)
_DAY = re.compile(rb"<day>\s*([A-Za-z]{6,9})\s*</day>")
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<")
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*<")
_PERIOD_SECONDS = {
    b"hourly": 3600.0,
    b"daily": 86_400.0,
    b"weekly": 604_800.0,
    b"monthly": 2_592_000.0,
    b"yearly": 31_536_000.0,
}


def parse(body: bytes, *, url: str, content_type: str | None = None) -> FeedDocument:
    """Return the feed in *body*, entries in the order of the document.

    Of a document of more than 2,000 entries the newest 500 are kept.

    Args:
        body: as it came, decompressed.
        url: address that it came from; relative links are resolved against it.
        content_type: the header, for documents that do not declare their encoding.

    Raises:
        FeedFormatError: the bytes are no feed.
    """
    if len(body) > MAX_BYTES:
        raise FeedFormatError("too-large", "The feed is larger than 10 MB.", url=url)
    if not body.strip():
        raise FeedFormatError("empty", "The address answered with an empty document.", url=url)
    if _HTML_ROOT.match(body[:4096]):
        posts = channel.document(body)
        if posts is not None:
            return posts
        raise FeedFormatError("html", "That is a web page and not a feed.", url=url)
    body = _repaired(body, content_type)
    parsed = _parsed(body, content_type=content_type)
    if parsed is None:
        raise FeedFormatError("no-feed", "The document is not a feed.", url=url)
    return _document(parsed, body, url=url)


def _parsed(body: bytes, *, content_type: str | None) -> Parsed | None:
    """Return what the better of the parsers reads."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return parsers.json_feed(body)
    quick = parsers.fast(body)
    if quick is not None and _is_rdf(body):
        quick = parsers.with_rdf_contents(quick, body)
    if (quick is not None and _is_enough(quick, body)) or not _is_safe(body):
        return quick
    slow = parsers.thorough(body, content_type=content_type)
    if slow is None or (quick is not None and len(quick.entries) > len(slow.entries)):
        return quick
    return slow


def _repaired(body: bytes, content_type: str | None) -> bytes:
    """Return bytes that are not the UTF-8 they pass for as true UTF-8; others as they are.

    Without this the fast parser puts a replacement character for every accent of an undeclared
    windows-1252.
    """
    declared = _ENCODING.search(body[:200])
    name = declared[1].decode("ascii", "ignore") if declared else "utf-8"
    if b"\0" in body[:4] or markup.text_encoding(name) not in {"utf-8", ""}:
        return body
    try:
        body.decode()
    except UnicodeDecodeError:
        as_utf8 = body.decode(errors="replace")
        n_broken = as_utf8.count("\ufffd")
        n_whole = len(body) - len(as_utf8)  # each whole sequence is longer than its character
        if declared and n_whole >= n_broken:
            return as_utf8.encode()
        return markup.decode(body, content_type=content_type).encode()
    return body


def _is_enough(quick: Parsed, body: bytes) -> bool:
    """Tell whether the fast parser's word can be taken.

    Not when most entries lack any text, or an address that the document has: then it has met
    elements that it does not know.
    """
    if not quick.entries:
        return False
    enough = (len(quick.entries) + 1) // 2
    if not _at_least(enough, map(entries.has_text, quick.entries)):
        return False
    is_linked = _at_least(enough, map(entries.link_of, quick.entries))
    return is_linked or sum(map(body.count, _LINKS)) < enough


def _is_rdf(body: bytes) -> bool:
    """Tell whether a document is RSS 1.0 with full texts, which the fast parser loses."""
    head = body[:_N_HEAD_BYTES]
    return b"RDF" in head and b":encoded" in body and _RDF_ROOT.search(head) is not None


def _at_least(n: int, found: Iterable[object]) -> bool:
    """Tell whether *n* of what is found is true, looking no further than that."""
    return len(list(islice(filter(None, found), n))) == n


def _is_safe(body: bytes) -> bool:
    """Tell whether feedparser may see the body: it expands entities, and dawdles on large ones."""
    return (
        len(body) <= MAX_THOROUGH_BYTES
        and b"<!ENTITY" not in body
        and body.count(b"<") <= MAX_THOROUGH_MARKS
        and body.count(b"]]") <= MAX_THOROUGH_MARKS
    )


def _document(parsed: Parsed, body: bytes, *, url: str) -> FeedDocument:
    head = _head(body)
    site = urls.shown(_text(parsed, "link"), base=url)
    found = [entries.entry(raw) for raw in _kept(parsed.entries)]
    return FeedDocument(
        title=text.title(_text(parsed, "title")),
        url=site,
        language=language.code(_text(parsed, "language") or _language(head)),
        ttl_seconds=_ttl_seconds(head),
        silent_hours=_silent_hours(head),
        entries=tuple(found),
    )


def _kept(raws: list[entries.Raw]) -> list[entries.Raw]:
    """Return the entries that are worth making values of: all, or the newest of a flood."""
    if len(raws) <= FLOOD:
        return raws
    dates = [entries.published(raw) for raw in raws[: 10 * FLOOD]]
    newest = sorted(range(len(dates)), key=lambda at: dates[at], reverse=True)[:MAX_ENTRIES]
    return [raws[at] for at in sorted(newest)]


def _text(parsed: Parsed, name: str) -> str:
    value = parsed.feed.get(name)
    return value if isinstance(value, str) else ""


def _head(body: bytes) -> bytes:
    """Return what stands before the first entry, where the feed speaks of itself."""
    head = body[:_N_HEAD_BYTES]
    ends = [at for at in (head.find(b"<item"), head.find(b"<entry")) if at >= 0]
    return head[: min(ends)] if ends else head


def _language(head: bytes) -> str:
    found = _LANGUAGE.search(head) if b"language>" in head else None
    return found[1].decode("ascii", "ignore") if found else ""


def _ttl_seconds(head: bytes) -> float | None:
    """Return how long the feed says that its content stays as it is, or None."""
    ttl = _TTL.search(head) if b"<ttl" in head else None
    if ttl:
        return int(ttl[1]) * 60.0
    period = _PERIOD.search(head) if b"<sy:" in head else None
    if period:
        frequency = _FREQUENCY.search(head)
        return _PERIOD_SECONDS[period[1]] / max(1, int(frequency[1]) if frequency else 1)
    return None


def _silent_hours(head: bytes) -> tuple[int, ...]:
    """Return the hours of the week that the feed wants to be left alone in; never all of them."""
    if b"<skip" not in head:
        return ()
    hours = {int(told) % rhythm.HOURS_A_DAY for told in _listed(_SKIP_HOURS, _HOUR, head)}
    days = {told.lower() for told in _listed(_SKIP_DAYS, _DAY, head)}
    found = tuple(
        hour
        for hour in range(rhythm.HOURS_A_WEEK)
        if hour % rhythm.HOURS_A_DAY in hours or _DAYS[hour // rhythm.HOURS_A_DAY] in days
    )
    return found if len(found) < rhythm.HOURS_A_WEEK else ()


def _listed(block: re.Pattern[bytes], item: re.Pattern[bytes], head: bytes) -> list[bytes]:
    found = block.search(head)
    return item.findall(found[1]) if found else []
