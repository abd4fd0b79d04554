"""Instants out of what feeds and pages call a date. Standard library only.

No zone given means UTC. What cannot be a date of publication is no date at all: then the time of
fetching stands in.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST_YEAR = 1990
"""Older stamps are zeros of some clock: nothing on the web is older."""

TOLERANCE = timedelta(days=1)
"""How far ahead of our clock a publisher's may be; covers a wrong zone."""

MAX_LENGTH = 64

_NUMERIC = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_ZERO_YEAR = re.compile(r"\b000\d\b")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def parse(text: str | None) -> datetime | None:
    """Return the instant that *text* names, or None.

    Reads ISO 8601, the mail form of RSS, numeric forms that start with the year, and seconds or
    milliseconds since 1970. Cost: about 5 µs.
    """
    stripped = (text or "").strip()
    if not stripped or len(stripped) > MAX_LENGTH or _ZERO_YEAR.search(stripped):
        return None
    for read in (_iso, _mail, _numeric, _epoch):
        found = read(stripped)
        if found is not None:
            return sane(found)
    return None


def sane(instant: datetime) -> datetime | None:
    """Return *instant* in UTC if it can be a time of publication, else None."""
    aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
    try:
        utc = aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return utc if utc.year >= EARLIEST_YEAR else None


def local(text: str | None) -> datetime | None:
    """Return the instant that *text* names, in the zone that it names: a page's day is local."""
    found = parse(text)
    written = _iso((text or "").strip()) if found is not None else None
    return written if written is not None and written.tzinfo is not None else found


def guessed(day: str | None) -> datetime | None:
    """Return the *day* that somebody guessed, unless it is the first of a year: that is a year."""
    found = parse(day)
    return None if found is None or (found.month, found.day) == (1, 1) else found


def plausible(published_at: datetime | None, now: datetime) -> datetime | None:
    """Return *published_at*, in UTC, if something can have been published then, seen from *now*."""
    if published_at is None or published_at > now + TOLERANCE:
        return None
    return published_at.astimezone(UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _numeric(text: str) -> datetime | None:
    found = _NUMERIC.search(text)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text) is None:
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)
