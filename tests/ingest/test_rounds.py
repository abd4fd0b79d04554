"""Rows side by side: places are filled as they come free, and no host has them all."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ingest import rounds
from bot.ingest.rounds import N_OF_HOST, Later, Work
from tests.builders import NOON

SLOW, QUICK = "https://slow.example/", "https://quick.example/"


@dataclass(kw_only=True, slots=True)
class Queue:
    """Rows that are addresses; those of the slow host end when they may."""

    waiting: deque[str]
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    done: list[str] = field(default_factory=list)
    later: list[tuple[str, datetime]] = field(default_factory=list)
    n_slow: int = 0
    most_slow: int = 0

    async def claim(self, n_free: int, _at: datetime) -> Sequence[str]:
        """Take the first rows."""
        return [self.waiting.popleft() for _ in range(min(n_free, len(self.waiting)))]

    async def do(self, url: str, _at: datetime) -> None:
        """Do one row; the last quick one lets the slow ones end."""
        if url.startswith(SLOW):
            self.n_slow += 1
            self.most_slow = max(self.most_slow, self.n_slow)
            await self.may_end.wait()
            self.n_slow -= 1
        self.done.append(url)
        if not self.waiting:
            self.may_end.set()

    async def put_off(self, later: Later[str]) -> None:
        """Note what came back."""
        self.later += later

    async def run(self, *, n: int, stopping: asyncio.Event | None = None) -> int:
        """Do what waits."""
        work = Work(claim=self.claim, do=self.do, put_off=self.put_off, url=str)
        async with asyncio.timeout(10):
            return await rounds.run(work, n=n, now=NOON, gap_seconds=2.0, stopping=stopping)


async def test_places_are_filled_while_a_slow_row_goes_on() -> None:
    """Many more rows than places are done beside one that ends last."""
    quick = [f"{QUICK}{number}" for number in range(N_OF_HOST)]
    queue = Queue(waiting=deque([SLOW, *(one for one in quick)]))
    assert (await queue.run(n=2), queue.done) == (N_OF_HOST + 1, [*quick, SLOW])


async def test_one_host_has_not_all_places() -> None:
    """What is beyond a host's share comes back, one after the other, and others are done."""
    slow = [f"{SLOW}{number}" for number in range(N_OF_HOST + 3)]
    queue = Queue(waiting=deque([*slow, QUICK]))
    await queue.run(n=20)
    assert (queue.most_slow, QUICK in queue.done) == (N_OF_HOST, True)
    assert [url for url, _ in queue.later] == slow[N_OF_HOST:]
    waits = [at - queue.later[0][1] for _, at in queue.later]
    assert waits == [timedelta(seconds=2 * number) for number in range(3)]


async def test_nothing_is_begun_when_stopping() -> None:
    """What waits is left to wait."""
    stopping = asyncio.Event()
    stopping.set()
    queue = Queue(waiting=deque([QUICK]))
    assert (await queue.run(n=2, stopping=stopping), list(queue.waiting)) == (0, [QUICK])
