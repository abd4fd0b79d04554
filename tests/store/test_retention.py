"""What is forgotten, and what stays."""

from datetime import timedelta

from bot.model import StoryId
from bot.store import articles, stories
from bot.store.database import Database
from bot.store.retention import Keep, forget_old
from tests.builders import NOON, add_story


async def test_texts_go_after_their_days_and_stories_stay(database: Database) -> None:
    """A month later the text is gone; story, title and address are still there."""
    async with database.begin() as tx:
        story = await add_story(tx)
        await stories.save_grouping(tx, story.id, b"state", now=NOON)
    later = NOON + timedelta(days=31)
    assert await forget_old(database, later, Keep(texts=timedelta(days=30))) == 1
    async with database.read() as tx:
        [article] = await articles.of_story(tx, StoryId(1))
        live = await stories.live_groupings(tx, "en", since=NOON)
    assert (article.text, article.title, live) == ("", "Headline 1", [])


async def test_young_texts_stay(database: Database) -> None:
    """Nothing is forgotten before its time."""
    async with database.begin() as tx:
        await add_story(tx)
    assert await forget_old(database, NOON, Keep(texts=timedelta(days=30))) == 0
