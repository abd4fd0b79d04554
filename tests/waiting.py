"""Wait until the store says something: rows have no event to wait for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.store.database import Database, Transaction

T = TypeVar("T")


async def until(
    database: Database,
    ask: Callable[[Transaction], Awaitable[T]],
    is_so: Callable[[T], object] = bool,
    *,
    seconds: float,
) -> T:
    """What *ask* answers, as soon as *is_so* of it.

    Raises:
        TimeoutError: it is not so within that many *seconds*.
    """
    async with asyncio.timeout(seconds):
        while True:
            async with database.read() as tx:
                found = await ask(tx)
            if is_so(found):
                return found
            await asyncio.sleep(0.01)
