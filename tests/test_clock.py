"""The clock of the composition root."""

from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from tests.builders import NOON


async def test_the_clock_goes_on_between_two_questions() -> None:
    """The source is asked once for many looks, and what is told never stands still or goes back."""
    asked: list[datetime] = []

    async def source() -> datetime:
        asked.append(datetime.now(UTC))
        return NOON

    clock = Clock(source=source)
    told = [await clock.now() for _ in range(5)]
    assert len(asked) == 1
    assert told == sorted(told)
    assert NOON < told[-1] < NOON + timedelta(seconds=5)


async def test_a_shift_holds_at_once() -> None:
    """A demonstration that moves the clock sees tomorrow at its next look."""

    async def source() -> datetime:
        return NOON

    clock = Clock(source=source)
    await clock.now()
    clock.shift = timedelta(days=1)
    assert await clock.now() > NOON + timedelta(days=1)
