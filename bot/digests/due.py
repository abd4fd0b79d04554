"""When a digest is due next. Pure; may import `bot.model`.

A slot is minutes of the local day in a zone, so its instants move with summer time: a time that a
clock skips moves forward by what was skipped (02:30 comes at 03:30), a time that comes twice counts
the first time only.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.model import Slot

DAYS_OF_WEEK = 7


@lru_cache(maxsize=4096)
def next_due(slot: Slot, after: datetime) -> datetime:
    """Return the first instant of the slot that is later than `after`.

    Remembered, as readers share slots and are due together.

    Args:
        slot: at least one minute and one weekday; its zone is an IANA name.
        after: aware instant.

    Returns:
        Aware UTC instant. After a long sleep it is the next one to come: what was missed in between
        is one digest, not many.

    Raises:
        ValueError: the slot has no minute or no weekday, so it never comes.
        ZoneInfoNotFoundError: the zone is unknown (parsers let none in).
    """
    if not slot.minutes or not slot.weekdays:
        raise ValueError("A slot without a minute or without a weekday never comes.")
    zone = ZoneInfo(slot.zone)
    # Yesterday too: a skipped minute near midnight can come on the next local day.
    first = after.astimezone(zone).date() - timedelta(days=1)
    return min(at for at in _instants(slot, zone, first) if at > after)


def _instants(slot: Slot, zone: ZoneInfo, first: date) -> Iterator[datetime]:
    """Yield the instants of nine local days and two more weeks for a day that a zone left out.

    Whole days are skipped where a zone crosses the date line (Samoa had no 30 December 2011).
    """
    for n_days in range(2 + 2 * DAYS_OF_WEEK):
        day = first + timedelta(days=n_days)
        if day.weekday() in slot.weekdays:
            for minute in slot.minutes:
                yield instant_of(day, minute, zone)


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant of a minute of a local day; fold and gap as the module says.

    With fold=0 zoneinfo takes the offset from before the change, both in a gap (the time then moves
    forward) and in a fold (the first of the two).
    """
    local = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
    return local.astimezone(UTC)
