"""Rows of a stage, worked on side by side: as one ends the next begins, and no host has them all.

A host is asked one thing after the other (`bot.ingest.pace`), so rows of a slow one would fill
every place and outlive their leases waiting. What is beyond its share goes back to the queue.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.ingest import pace

T = TypeVar("T")
Later = Sequence[tuple[T, datetime]]

N_OF_HOST = 4
"""Rows of one host under way: the last waits three times the 45 s of the slowest answer, well below
the five leases of a minute that a row may be held for."""

# Places that have come free are filled this often while more is due, and else this often.
_MORE_SECONDS = 0.1
_LOOK_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Work(Generic[T]):
    """What a stage does with its rows.

    Attributes:
        claim: takes at most so many rows that are due at an instant.
        do: does one of them, errors and all.
        put_off: gives rows back untried, each to be due at its instant.
        url: what is asked for, for the sake of its host.
    """

    claim: Callable[[int, datetime], Awaitable[Sequence[T]]]
    do: Callable[[T, datetime], Coroutine[None, None, None]]
    put_off: Callable[[Later[T]], Awaitable[None]]
    url: Callable[[T], str]


async def run(
    work: Work[T],
    *,
    n: int,
    now: datetime,
    gap_seconds: float,
    stopping: asyncio.Event | None = None,
) -> int:
    """Do what is due, and what becomes due meanwhile; return how many rows were begun.

    Args:
        work: of the stage.
        n: most rows under way.
        now: the instant of the call; moves on with the time that passes.
        gap_seconds: between two requests to one host.
        stopping: once set nothing more is begun; what is begun is finished.
    """
    this = _Round(work=work, n=n, started_at=now, gap=timedelta(seconds=gap_seconds))
    async with asyncio.TaskGroup() as tasks:
        while True:
            is_ending = stopping is not None and stopping.is_set()
            more_is_due = not is_ending and await this.begin(tasks)
            if not this.under_way:
                return this.n_begun
            pause = _MORE_SECONDS if more_is_due else _LOOK_AGAIN_SECONDS
            await asyncio.wait(this.under_way, timeout=pause)


@dataclass(kw_only=True, slots=True)
class _Round(Generic[T]):
    """The rows that one call has begun; `turns` are when a host's last put-off row is due."""

    work: Work[T]
    n: int
    started_at: datetime
    gap: timedelta
    under_way: dict[asyncio.Task[None], str] = field(default_factory=dict)
    turns: dict[str, datetime] = field(default_factory=dict)
    n_begun: int = 0
    _begun_seconds: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def begin(self, tasks: asyncio.TaskGroup) -> bool:
        """Fill the free places; tell whether there may be more that is due."""
        n_free = self.n - len(self.under_way)
        if not n_free:
            return True
        now = self._now()
        claimed = await self.work.claim(n_free, now)
        later: list[tuple[T, datetime]] = []
        n_of_hosts = Counter(self.under_way.values())
        for row in claimed:
            host = pace.owner(self.work.url(row))
            if n_of_hosts[host] >= N_OF_HOST:
                later.append((row, self._turn(host, now)))
                continue
            n_of_hosts[host] += 1
            self.n_begun += 1
            task = tasks.create_task(self.work.do(row, now))
            self.under_way[task] = host
            task.add_done_callback(self.under_way.pop)
        if later:
            await self.work.put_off(later)
        return len(claimed) == n_free

    def _now(self) -> datetime:
        passed = asyncio.get_running_loop().time() - self._begun_seconds
        return self.started_at + timedelta(seconds=passed)

    def _turn(self, host: str, now: datetime) -> datetime:
        """When the next row of a host that has its share may come: one after the other."""
        at = max(self.turns.get(host, now), now) + self.gap
        self.turns[host] = at
        return at
