"""How much may come in: so much at once, and so much more with each second (a token bucket).

Held in memory, one a process. The standard library only.
"""

import time


class Allowance:
    """Lets amounts in or says how long to wait.

    Args:
        at_once: what fits after a pause.
        a_second: what is let in for as long as it goes on; the default is below what one core
            places, so that a sender cannot push the feeds' own articles back for long.
    """

    def __init__(self, *, at_once: int = 2_000, a_second: float = 20.0) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._left = float(at_once)
        self._seen_at = time.monotonic()

    def wait_seconds(self, n: int) -> float:
        """Let *n* in and return 0; or let nothing in and return how long to wait for it."""
        now = time.monotonic()
        grown = self._left + (now - self._seen_at) * self._a_second
        self._left, self._seen_at = min(grown, self._at_once), now
        if n <= self._left:
            self._left -= n
            return 0.0
        return (n - self._left) / self._a_second
