"""Making digests that are all due at once: many chats, few different wishes."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.digests.publish import Means, publish_due
from bot.model import ArticleId, Preferences, Quotation
from bot.store.claims import new_owner
from bot.store.database import Database, open_database
from bot.store.schema import upgrade
from tests.benchmarks.figures import Figure
from tests.builders import add_chat, add_story, add_subscription

_N_CHATS, _N_WISHES, _N_STORIES = 4_000, 40, 60
_DUE_AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
_TOPICS = ("world", "science", "sport", "space")
# So high that the outbox is never full.
_RATE = 1_000.0


async def measure() -> list[Figure]:
    """Digests a second, claim to outbox, of processor time and in all."""
    with TemporaryDirectory() as folder:
        async with open_database(f"sqlite:///{Path(folder) / 'bench.db'}") as database:
            await upgrade(database)
            await _fill(database)
            means = Means(
                owner=new_owner(),
                lease_seconds=60.0,
                rate=_RATE,
                key=b"signs the buttons of benchmarks",
                topic_names=lambda _language: {topic: topic.title() for topic in _TOPICS},
            )
            began, used = time.perf_counter(), time.process_time()
            n_made = 0
            while n := await publish_due(database, _DUE_AT, means):
                n_made += n
            seconds, used = time.perf_counter() - began, time.process_time() - used
    return [
        Figure(
            what=f"{n_made:,} digests due at once, {_N_WISHES} different wishes, SQLite",
            value=f"{n_made / seconds:.0f}/s; {n_made / used:.0f} a second of processor time",
            target="15,000/s",
        ),
    ]


async def _fill(database: Database) -> None:
    """Chats that differ in what they read and how much of it, and a day's stories."""
    async with database.begin() as tx:
        for number in range(1, _N_STORIES + 1):
            summary = tuple(_quotation(number, place) for place in range(4))
            await add_story(tx, number, summary=summary)
        for number in range(1, _N_CHATS + 1):
            wishes = Preferences(topics=("world",), n_stories=5 + number % _N_WISHES)
            chat = await add_chat(tx, number)
            await add_subscription(
                tx, chat, wishes=wishes, next_due_at=_DUE_AT, told_until=_DUE_AT - timedelta(days=1)
            )


def _quotation(story: int, place: int) -> Quotation:
    text = f"Bridge {story} of Tolmouth closes for {place + 2} weeks, the council said on Monday."
    return Quotation(
        text=text,
        article_id=ArticleId(story),
        start=0,
        end=len(text),
        outlet="Harbour Times",
        url=f"https://harbour.example/{story}",
    )
