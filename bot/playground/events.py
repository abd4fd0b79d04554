"""What happens, as it happens: whoever waits is woken, whoever listens gets a copy.

Imports nothing of the project.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

_Value = TypeVar("_Value")


class Events:
    """Wakes those who wait for a state, and feeds the queues of those who listen."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._listeners: set[asyncio.Queue[dict[str, Any]]] = set()

    def publish(self, kind: str, **fields: object) -> None:
        """Tell all listeners, and let everyone who waits look again."""
        event = {"type": kind, **fields}
        for listener in self._listeners:
            listener.put_nowait(event)
        self._changed.set()
        self._changed = asyncio.Event()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """Yield a queue of all events from now on."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def wait_for(self, look: Callable[[], _Value], *, timeout_seconds: float) -> _Value:
        """Return the first true value of *look*, asked again after each event.

        Raises:
            TimeoutError: it was not true in time.
        """
        async with asyncio.timeout(timeout_seconds):
            while not (value := look()):
                await self._changed.wait()
            return value
