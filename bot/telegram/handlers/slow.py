"""What takes a while to read: "typing" at once, words after a moment, gone with the answer.

Imports render's answers.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.constants import ChatAction

from bot.render import answer
from bot.telegram.context import Context

# Most pages are read by then; who still waits is told so before "typing" fades after five seconds.
_A_MOMENT_SECONDS = 3.0


@asynccontextmanager
async def said_if_slow(context: Context) -> AsyncIterator[None]:
    """Say that something is being read, where that takes longer than a moment."""
    done = asyncio.Event()

    async def say() -> None:
        context.act(ChatAction.TYPING)
        try:
            async with asyncio.timeout(_A_MOMENT_SECONDS):
                await done.wait()
        except TimeoutError:
            await context.say_meanwhile(answer.reading(context.voice))

    saying = asyncio.create_task(say())
    try:
        yield
    finally:
        # Never cancelled: a message whose id is not known could not be taken back.
        done.set()
        await saying
