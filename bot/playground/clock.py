"""The playground's time, which a person can move. Imports nothing of the project."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class PlaygroundClock:
    """The playground's time: that of the clock given, or the real one moved by a shift.

    Attributes:
        shift_seconds: how far the clock was moved.
        on_shift: called with the new shift; the composition root moves the bot's clock there.
    """

    def __init__(self, clock: Callable[[], datetime] | None) -> None:
        self._clock = clock
        self.shift_seconds = 0.0
        self.on_shift: Callable[[float], None] | None = None

    def now(self) -> datetime:
        """Return the present instant."""
        if self._clock is not None:
            return self._clock()
        return datetime.now(UTC) + timedelta(seconds=self.shift_seconds)

    def shift(self, seconds: float) -> None:
        """Move the clock to so many seconds before or after the real time."""
        self.shift_seconds = seconds
        if self.on_shift is not None:
            self.on_shift(seconds)
