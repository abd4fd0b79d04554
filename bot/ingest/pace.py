"""How often one host is asked: one request at a time and a pause between two, by owner of the host.

Held in memory only: after a restart a busy host is asked once more and says so again. A slow host
delays nobody but itself.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.ingest import urls

GAP_SECONDS = 1.0

_MAX_REMEMBERED = 5_000
"""Hosts kept in mind; a host that nobody waits for can be forgotten once its pause is over."""

# Companies that host many feeds: one bucket of four for all blogs of each.
_PLATFORMS_WORDS = """
    feedburner.com substack.com wordpress.com blogspot.com medium.com youtube.com google.com
"""
_PLATFORMS = frozenset(_PLATFORMS_WORDS.split())
_PLATFORM_PLACES = 4


@dataclass(slots=True)
class _Host:
    """`free_at`: when the next request may start. `held_until`: until when there is none at all."""

    places: asyncio.Semaphore
    free_at: float = 0.0
    held_until: float = 0.0
    n_waiting: int = 0


class Pace:
    """Lets requests through, host by host. Times are of the monotonic clock."""

    def __init__(self, *, gap_seconds: float = GAP_SECONDS) -> None:
        self.gap_seconds = gap_seconds
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for the turn of *url* and hold its host's place until the block ends."""
        host = self._host(url)
        host.n_waiting += 1
        try:
            async with host.places:
                await self._pause(host)
                yield
        finally:
            host.n_waiting -= 1

    def hold(self, url: str, seconds: float) -> None:
        """Ask nothing of the host of *url* for so long."""
        host = self._host(url)
        host.held_until = max(host.held_until, time.monotonic() + seconds)

    def held_seconds(self, url: str) -> float:
        """Return how long the host of *url* is still left alone; 0 if it may be asked."""
        return max(0.0, self._host(url).held_until - time.monotonic())

    async def _pause(self, host: _Host) -> None:
        now = time.monotonic()
        starts_at = max(now, host.free_at)
        host.free_at = starts_at + self.gap_seconds
        if starts_at > now:
            await asyncio.sleep(starts_at - now)

    def _host(self, url: str) -> _Host:
        name = owner(url)
        if name not in self._hosts:
            self._forget_idle()
            places = _PLATFORM_PLACES if name in _PLATFORMS else 1
            self._hosts[name] = _Host(asyncio.Semaphore(places))
        return self._hosts[name]

    def _forget_idle(self) -> None:
        if len(self._hosts) < _MAX_REMEMBERED:
            return
        now = time.monotonic()
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.n_waiting or max(host.free_at, host.held_until) > now
        }


def owner(url: str) -> str:
    """Return who is asked when *url* is: the registered domain, or the platform behind a blog."""
    host = urls.host(url)
    for platform in _PLATFORMS:
        if host == platform or host.endswith(f".{platform}"):
            return platform
    return urls.registrable_domain(host)
