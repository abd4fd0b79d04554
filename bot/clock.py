"""What time it is: the database's clock, shifted where a demonstration wants tomorrow today.

Imports nothing of the project. Only the composition root holds a `Clock`; everything else takes
`now` as a parameter, and a stage that runs on moves it on by itself (`Running`).
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Source = Callable[[], Awaitable[datetime]]

# An idle bot's stages ask the time more often than anything else of the database, and in so long
# no host's seconds differ from the database's by what a reader or a feed could notice.
_KEEP_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """An instant that was given and goes on: for a stage that works for longer than a moment."""

    started_at: datetime
    _begun_seconds: float = field(default_factory=time.monotonic)

    @property
    def passed_seconds(self) -> float:
        """How long ago the instant was given."""
        return time.monotonic() - self._begun_seconds

    def now(self) -> datetime:
        """The instant given, moved on by the time that passed since."""
        return self.started_at + timedelta(seconds=self.passed_seconds)


@dataclass(kw_only=True, slots=True)
class Clock:
    """Tells aware UTC instants.

    Attributes:
        source: asked now and then, and between by how long ago; the database's clock in the running
            bot, so that a host whose own clock is off cannot make digests early. Leases are none
            of its business: they run on the database's clock itself.
        shift: added to what the source says; zero but in demonstrations and tests.
    """

    source: Source
    shift: timedelta = timedelta(0)
    _told: Running | None = None

    async def now(self) -> datetime:
        """The present instant."""
        if self._told is None or self._told.passed_seconds > _KEEP_SECONDS:
            self._told = Running(started_at=await self.source())
        return self._told.now() + self.shift


async def host_time() -> datetime:
    """The clock of this machine, for what has no database."""
    return datetime.now(UTC)
