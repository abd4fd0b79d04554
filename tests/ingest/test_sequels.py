"""A story that goes on after weeks of silence names the one it goes on with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.ingest.place import Placer
from bot.model import StoryId
from bot.store import articles, claims, stories
from bot.store.database import Database
from tests.builders import a_new_article
from tests.summaries.texts import AGROUND, INQUIRY

REPORT = (
    "Inquiry blames captain of ferry Aurora for running aground",
    (
        "Investigators blame the captain of the ferry Aurora, who slept when she ran aground "
        "off Brindle Point with 214 people on board. The coastguard published their report."
    ),
)
BARE = "Captain of the Aurora was asleep, inquiry finds"
HARBOUR = (
    "Harbour of Brindle Point gets a new lighthouse",
    (
        "Brindle Point will have a new lighthouse of steel by the summer, the harbour board "
        "decided. It costs four million crowns."
    ),
)


async def place(database: Database, told: Sequence[str], *, at: datetime, outlet: str) -> None:
    """Store an article of that time, and place it then."""
    title, text = told
    url = f"https://{outlet}.example/{title.replace(' ', '-')}"
    new = a_new_article(url=url, url_key=url, title=title, text=text, outlet=outlet)
    async with database.begin() as tx:
        await articles.add(tx, replace(new, published_at=at), now=at)
    placer = Placer(database, owner=claims.new_owner(), lease_seconds=0.001)
    assert await placer.place_waiting(at) == 1


async def earlier(database: Database, story_id: int) -> int | None:
    """The id of the story that a story goes on with."""
    async with database.read() as tx:
        found = await stories.earlier(tx, StoryId(story_id))
    return found.id if found else None


@pytest.mark.parametrize("days", [4, 9, 21])
async def test_weeks_of_silence_link(database: Database, now: datetime, days: int) -> None:
    """After days or weeks a story is one of its own and names the earlier; a stranger does not."""
    before = now - timedelta(days=days)
    await place(database, AGROUND, at=before, outlet="herald")
    await place(database, HARBOUR, at=before, outlet="post")
    await place(database, INQUIRY, at=now, outlet="herald")
    assert [await earlier(database, number) for number in (1, 2, 3)] == [None, None, 1]


async def test_after_a_month_nothing_is_linked(database: Database, now: datetime) -> None:
    """What was silent for longer than texts are kept is left alone."""
    await place(database, AGROUND, at=now - timedelta(days=40), outlet="herald")
    await place(database, INQUIRY, at=now, outlet="herald")
    assert await earlier(database, 2) is None


async def test_each_part_names_the_one_before(database: Database, now: datetime) -> None:
    """Three parts of an event, weeks between them, are a chain that can be followed back."""
    for days, told in ((20, AGROUND), (10, INQUIRY), (0, REPORT)):
        await place(database, told, at=now - timedelta(days=days), outlet="herald")
    assert [await earlier(database, number) for number in (1, 2, 3)] == [None, 1, 2]


async def test_the_second_article_may_find_it(database: Database, now: datetime) -> None:
    """A bare headline says too little; the next article of the story links it."""
    await place(database, AGROUND, at=now - timedelta(days=9), outlet="herald")
    await place(database, (BARE, ""), at=now, outlet="post")
    before = await earlier(database, 2)
    await place(database, INQUIRY, at=now, outlet="herald")
    async with database.read() as tx:
        n_stories = await stories.count(tx)
    assert (n_stories, before, await earlier(database, 2)) == (2, None, 1)
