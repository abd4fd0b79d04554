"""A digest comes once a day at its time, wherever the clocks go."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.due import instant_of, next_due
from bot.model import Slot

# Half-hour and three-quarter offsets, half-hour summer time, changes at midnight, a skipped day.
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "Europe/Lisbon",
        "America/New_York",
        "America/St_Johns",
        "America/Sao_Paulo",
        "America/Havana",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Antarctica/Troll",
        "UTC",
    ]
)
SLOTS = st.builds(
    lambda zone, minutes, weekdays: Slot(
        zone=zone, minutes=tuple(sorted(minutes)), weekdays=tuple(sorted(weekdays))
    ),
    ZONES,
    st.sets(st.integers(min_value=0, max_value=1439), min_size=1, max_size=4),
    st.sets(st.integers(min_value=0, max_value=6), min_size=1),
)
# From 2005 to 2035.
INSTANTS = st.integers(min_value=1_104_537_600, max_value=2_051_222_400).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def a_slot(zone: str, *times: str, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> Slot:
    """Build a slot from times such as ``02:30``."""
    minutes = tuple(int(time[:2]) * 60 + int(time[3:]) for time in times)
    return Slot(zone=zone, minutes=minutes, weekdays=weekdays)


def local(at: datetime, zone: str) -> str:
    """Return the instant on the clocks of a zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M")


@given(SLOTS, INSTANTS)
@settings(deadline=None)
def test_the_next_instant_is_later_and_none_is_between(slot: Slot, after: datetime) -> None:
    """From any moment before the due instant, the due instant is the same."""
    due = next_due(slot, after)
    assert due > after
    assert next_due(slot, due - timedelta(microseconds=1)) == due


@given(SLOTS, INSTANTS)
@settings(deadline=None)
def test_each_minute_comes_once_a_local_day(slot: Slot, after: datetime) -> None:
    """Over two weeks each wanted minute of each wanted day comes once, in a fold too."""
    zone = ZoneInfo(slot.zone)
    end = after + timedelta(days=14)
    found, at = [], next_due(slot, after)
    while at <= end:
        found.append(at)
        at = next_due(slot, at)
    first = after.astimezone(zone).date()
    days = [first + timedelta(days=n) for n in range(-1, 17)]
    wanted = {
        instant_of(day, minute, zone)
        for day in days
        if day.weekday() in slot.weekdays
        for minute in slot.minutes
    }
    assert found == sorted(at for at in wanted if after < at <= end)


def test_a_skipped_time_moves_forward() -> None:
    """On the last Sunday of March 02:30 does not exist in Berlin: the digest comes at 03:30."""
    due = next_due(a_slot("Europe/Berlin", "02:30"), datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert local(due, "Europe/Berlin") == "Sun 29 03:30"


def test_a_repeated_time_counts_once_and_first() -> None:
    """On the last Sunday of October 02:30 comes twice in Berlin: only the first one counts."""
    slot = a_slot("Europe/Berlin", "02:30")
    first = next_due(slot, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local(next_due(slot, first), "Europe/Berlin") == "Mon 26 02:30"


def test_the_hour_stays_across_summer_time() -> None:
    """Eight o'clock is eight o'clock before and after the change."""
    slot = a_slot("America/New_York", "08:00")
    before = next_due(slot, datetime(2026, 3, 7, 5, tzinfo=UTC))
    after = next_due(slot, before)
    assert (after - before, local(after, slot.zone)) == (timedelta(hours=23), "Sun 08 08:00")


def test_several_times_and_weekdays() -> None:
    """A slot of working days goes from Friday evening to Monday morning."""
    slot = a_slot("Europe/Berlin", "07:45", "18:30", weekdays=(0, 1, 2, 3, 4))
    friday = datetime(2026, 11, 20, 7, tzinfo=UTC)
    evening = next_due(slot, friday)
    found = [local(evening, slot.zone), local(next_due(slot, evening), slot.zone)]
    assert found == ["Fri 20 18:30", "Mon 23 07:45"]


def test_a_due_instant_is_not_due_again() -> None:
    """Asked at the very instant, the next day is named."""
    slot = a_slot("UTC", "08:00")
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert next_due(slot, at) == at + timedelta(days=1)


def test_a_day_that_a_zone_left_out() -> None:
    """Samoa had no Friday, 30 December 2011: that week's Friday digest comes with the Saturday."""
    slot = a_slot("Pacific/Apia", "08:00", weekdays=(4,))
    due = next_due(slot, datetime(2011, 12, 29, 20, tzinfo=UTC))
    assert local(due, slot.zone) == "Sat 31 08:00"


@pytest.mark.parametrize(
    "slot", [Slot(zone="UTC", minutes=()), Slot(zone="UTC", minutes=(1,), weekdays=())]
)
def test_a_slot_that_never_comes_is_refused(slot: Slot) -> None:
    """No minute or no weekday is a mistake of the caller, not an endless loop."""
    with pytest.raises(ValueError, match="never"):
        next_due(slot, datetime(2026, 1, 1, tzinfo=UTC))
