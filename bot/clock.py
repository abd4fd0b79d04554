"""What time it is: the database's clock, shifted where a demonstration wants tomorrow today.

Imports nothing of the project. Only the composition root holds a `Clock`; everything else takes
`now` as a parameter, and a stage that runs on moves it on by itself (`Running`).
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Source = Callable[[], Awaitable[datetime]]


@dataclass(kw_only=True, slots=True)
class Clock:
    """Tells aware UTC instants.

    Attributes:
        source: asked at every call; the database's clock in the running bot, so that a host whose
            own clock is off cannot send early or take a lease that is not free.
        shift: added to what the source says; zero but in demonstrations and tests.
    """

    source: Source
    shift: timedelta = timedelta(0)

    async def now(self) -> datetime:
        """The present instant."""
        return await self.source() + self.shift


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """An instant that was given and goes on: for a stage that works for longer than a moment."""

    started_at: datetime
    _begun_seconds: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The instant given, moved on by the time that passed since."""
        return self.started_at + timedelta(seconds=time.monotonic() - self._begun_seconds)


async def host_time() -> datetime:
    """The clock of this machine, for what has no database."""
    return datetime.now(UTC)
