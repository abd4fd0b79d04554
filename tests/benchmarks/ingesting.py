"""Clean text in: stored, placed and summarised; and a question over what was stored."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import App, running
from bot.ingest.place import Placer
from bot.playground.server import Playground, open_playground
from bot.settings import Settings
from bot.store import articles, claims
from bot.store.database import Database, open_database
from bot.store.schema import upgrade
from tests.benchmarks import texts
from tests.benchmarks.figures import Figure, milliseconds

_N_ARTICLES = 10_000
_N_MEASURED = 1_000
_N_QUESTIONS = 40


async def measure() -> list[Figure]:
    """Articles a second through the whole door, then `/ask` with all of them stored."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        async with open_database(url) as database:
            await upgrade(database)
            rate = await _fill(database)
        async with AsyncExitStack() as stack:
            playground = await stack.enter_async_context(open_playground())
            settings = Settings(
                token=playground.token,
                database_url=url,
                telegram_api=playground.url,
                http=None,
                rate=1000.0,
            )
            roles = ("updates", "deliver")
            app = await stack.enter_async_context(running(settings, roles, sources=()))
            answers = await _ask(app, playground)
    return [
        Figure(
            what=f"ingest of clean text: store, place, summarise; last 1,000 of {_N_ARTICLES:,}",
            value=f"{rate:.0f} articles/s",
            target="50 articles/s",
        ),
        Figure(
            what=f"`/ask`, {_N_ARTICLES:,} articles stored, from update to send",
            value=milliseconds(answers),
            target="median under 100 ms",
        ),
    ]


async def _fill(database: Database) -> float:
    """Store and place; return the articles a second of the last ones."""
    now = datetime.now(UTC)
    made = texts.articles(_N_ARTICLES, now=now)
    placer = Placer(database, owner=claims.new_owner(), lease_seconds=60)
    began = 0.0
    for start in range(0, _N_ARTICLES, 500):
        if start == _N_ARTICLES - _N_MEASURED:
            began = time.perf_counter()
        async with database.begin() as tx:
            for article in made[start : start + 500]:
                await articles.add(tx, article, now=now)
        while await placer.place_waiting(now):
            pass
    return _N_MEASURED / (time.perf_counter() - began)


async def _ask(app: App, playground: Playground) -> list[float]:
    """Ask as a person does, from the message to the answer in the chat."""
    del app
    person = playground.person("Ada")
    seconds = []
    for i in range(_N_QUESTIONS):
        n = len(playground.from_bot(person))
        began = time.perf_counter()
        question = f"/ask what happened to the {texts.THINGS[i % len(texts.THINGS)]} in Tolmouth?"
        playground.says(person, question, sender=person)
        await playground.wait_for_messages(person, n + 1)
        seconds.append(time.perf_counter() - began)
        # A chat gets a message a second; waiting here keeps that pace out of the figure.
        await asyncio.sleep(1.1)
    return seconds[2:]
