"""Real processes that place articles, one of them killed in the middle of a batch."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.ingest.place import BATCH
from bot.model import NewArticle
from bot.playground.server import open_playground
from bot.store import articles, groupings
from bot.store.database import Database, Transaction, open_database
from bot.store.tables import articles as rows
from summaries.live_story import LiveStory
from tests.builders import a_new_article
from tests.faults.processes import bot_process, kill
from tests.waiting import until

N_EVENTS = 40
N_TOLD = 3
LONG_AGO = timedelta(days=1)


def told(now: datetime) -> Iterator[NewArticle]:
    """Each of many events, told by three outlets in other words, one round after the other."""
    invent = random.Random(11)  # noqa: S311 - made-up words are no secret
    events = [
        [f"{''.join(invent.choices('aeioulmnrst', k=7))}" for _ in range(12)]
        for _ in range(N_EVENTS)
    ]
    for outlet in range(N_TOLD):
        for n, words in enumerate(events):
            invent.shuffle(words)
            url = f"https://outlet{outlet}.example/{n}"
            yield a_new_article(
                url=url,
                url_key=url,
                title=" ".join(words[:5]).capitalize(),
                text=" ".join(words).capitalize() + f" said outlet {outlet}.",
                outlet=f"Outlet {outlet}",
                published_at=now,
            )


async def places(tx: Transaction) -> dict[int, int | None]:
    """Article → story."""
    return {row.id: row.story_id for row in await tx.execute(sa.select(rows.c.id, rows.c.story_id))}


async def until_placed(database: Database, n: int) -> dict[int, int | None]:
    """Wait until *n* articles are placed; return where all of them are."""

    def are_placed(found: dict[int, int | None]) -> bool:
        return sum(story is not None for story in found.values()) >= n

    return await until(database, places, are_placed, seconds=60)


async def test_killed_placer_leaves_nothing_unplaced_or_twice(migrated_url: str) -> None:
    """Killed after a commit, with the next batch begun: another goes on, and no id changes."""
    now = datetime.now(UTC)
    async with open_playground() as playground, open_database(migrated_url) as database:
        async with bot_process(playground, migrated_url, roles="place") as first:
            async with database.begin() as tx:
                for article in told(now):
                    await articles.add(tx, article, now=now)
            async with bot_process(playground, migrated_url, roles="place"):
                before = await until_placed(database, BATCH)
                await kill(first)
                after = await until_placed(database, N_EVENTS * N_TOLD)
        async with database.read() as tx:
            states = await groupings.live(tx, "en", since=now - LONG_AGO)
    kept = {article: story for article, story in before.items() if story is not None}
    counted = {story: LiveStory.unpack(story, state).n for story, state in states}
    assert len(kept) >= BATCH
    assert kept.items() <= after.items()
    assert counted == Counter(after.values())
    assert len(counted) == N_EVENTS
