"""Delivery at the gate's rate: evenly, and nearly free."""

import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import running
from bot.model import ChatId, ChatKind, Message, Priority
from bot.playground.server import open_playground
from bot.settings import Settings
from bot.store import chats, outbox
from tests.benchmarks.figures import Figure

_N_MESSAGES = 420
_RATE = 28.0


async def measure() -> list[Figure]:
    """Send to many chats at once; count the busiest second and the processor time."""
    with TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            playground = await stack.enter_async_context(open_playground())
            people = [playground.person(f"Reader {i}") for i in range(_N_MESSAGES)]
            for person in people:
                playground.says(person, "/hello", sender=person)
            settings = Settings(
                token=playground.token,
                database_url=f"sqlite:///{Path(folder) / 'bench.db'}",
                telegram_api=playground.url,
                http=None,
                rate=_RATE,
            )
            app = await stack.enter_async_context(running(settings, ("deliver",), sources=()))
            now = datetime.now(UTC)
            message = Message(html="<b>Good morning</b>", plain="Good morning")
            async with app.database.begin() as tx:
                for person in people:
                    chat = ChatId(person.id)
                    await chats.meet(
                        tx,
                        bot_id=app.bot_id,
                        chat_id=chat,
                        kind=ChatKind.PRIVATE,
                        title="",
                        language="en",
                        zone="UTC",
                        now=now,
                    )
                    await outbox.add(
                        tx,
                        bot_id=app.bot_id,
                        chat_id=chat,
                        key="bench",
                        messages=[message],
                        priority=Priority.DIGEST,
                        now=now,
                    )
            began, used = time.perf_counter(), time.process_time()
            app.wake("deliver")
            await playground.wait_for(
                lambda: len(playground.report().deliveries) >= _N_MESSAGES, timeout_seconds=60
            )
            seconds, used = time.perf_counter() - began, time.process_time() - used
            at = sorted(delivery.at_seconds for delivery in playground.report().deliveries)
    return [
        Figure(
            what=f"delivery of {_N_MESSAGES} messages at {_RATE:.0f}/s: mean",
            value=f"{_N_MESSAGES / seconds:.1f}/s",
            target="28/s",
        ),
        Figure(what="most in any second", value=str(_busiest(at)), target="30"),
        Figure(
            what="of one core, the playground that receives included",
            value=f"{used / seconds:.1%}",
            target="under 10 % for the bot alone",
        ),
    ]


def _busiest(at: list[float]) -> int:
    """The most messages in any window of one second."""
    counts: Counter[int] = Counter()
    end = 0
    for start, first in enumerate(at):
        while end < len(at) and at[end] < first + 1:
            end += 1
        counts[end - start] += 1
    return max(counts)
