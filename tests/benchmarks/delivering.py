"""Delivery at the gate's rate: evenly, and nearly free. The bot is a process of its own."""

import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.model import BotId, ChatId, ChatKind, Message, Priority
from bot.playground.chats import Person
from bot.playground.server import Playground, open_playground
from bot.store import chats, outbox
from bot.store.database import Database, open_database
from bot.store.schema import upgrade
from tests.benchmarks.figures import Figure, cpu_seconds
from tests.benchmarks.running import bot_process

_N_MESSAGES = 420
_RATE = 28


async def measure() -> list[Figure]:
    """Send to many chats at once; count the busiest second and the processor time."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        playground = await stack.enter_async_context(open_playground())
        database = await stack.enter_async_context(open_database(f"sqlite:///{folder}/bench.db"))
        await upgrade(database)
        await _plan(database, playground, [_reader(playground, i) for i in range(_N_MESSAGES)])
        pid, _ = await stack.enter_async_context(bot_process(playground, folder, "deliver,web"))
        await _arrived(playground, _RATE)
        began, used = time.perf_counter(), cpu_seconds(pid)
        await _arrived(playground, _N_MESSAGES)
        seconds, used = time.perf_counter() - began, cpu_seconds(pid) - used
        report = playground.report()
    return [
        Figure(
            what=f"delivery of {_N_MESSAGES} messages at {_RATE}/s: mean",
            value=f"{(_N_MESSAGES - _RATE) / seconds:.1f}/s",
            target="28/s",
        ),
        Figure(what="most in any second", value=str(report.peak_second), target="30"),
        Figure(what="meanwhile, of one core", value=f"{used / seconds:.1%}", target="under 10 %"),
    ]


def _reader(playground: Playground, i: int) -> Person:
    person = playground.person(f"Reader {i}")
    playground.chat(person).is_started = True
    return person


async def _plan(database: Database, playground: Playground, people: list[Person]) -> None:
    now, bot_id = datetime.now(UTC), BotId(playground.bot.id)
    message = Message(html="<b>Good morning</b>", plain="Good morning")
    async with database.begin() as tx:
        for person in people:
            await chats.meet(
                tx,
                bot_id=bot_id,
                chat_id=ChatId(person.id),
                kind=ChatKind.PRIVATE,
                title="",
                language="en",
                zone="UTC",
                now=now,
            )
            await outbox.add(
                tx,
                bot_id=bot_id,
                chat_id=ChatId(person.id),
                key="bench",
                messages=[message],
                priority=Priority.DIGEST,
                now=now,
            )


async def _arrived(playground: Playground, n: int) -> None:
    await playground.wait_for(lambda: len(playground.report().deliveries) >= n, timeout_seconds=120)
