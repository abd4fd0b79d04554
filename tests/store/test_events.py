"""Timelines: what articles added to their stories."""

from datetime import datetime, timedelta

from bot.store import events
from bot.store.database import Database
from tests.builders import add_story


async def test_timeline_tells_once_what_was_new(database: Database, now: datetime) -> None:
    """An event noted again after a crash is one event."""
    async with database.begin() as tx:
        story = await add_story(tx)
        article_id = story.coverage[0].article_id
        for _ in range(2):
            event = events.Event(
                story_id=story.id,
                article_id=article_id,
                version=1,
                at=now,
                known_at=now,
                kind="begun",
                sentences=(),
            )
            await events.add(tx, [event])
        noted = await events.of_story(tx, story.id)
    assert [(event.kind, event.at) for event in noted] == [("begun", now)]


async def test_what_we_learnt_of_later_is_read_alone(database: Database, now: datetime) -> None:
    """Since an instant means since we knew, however old the article is; the rest is not read."""
    async with database.begin() as tx:
        story = await add_story(tx)
        noted = [
            events.Event(
                story_id=story.id,
                article_id=story.coverage[0].article_id,
                version=version,
                at=now - timedelta(days=version),
                known_at=now + timedelta(hours=version),
                kind="added",
                sentences=(),
            )
            for version in (1, 2, 3)
        ]
        await events.add(tx, noted)
        found = await events.of_story(tx, story.id, since=now + timedelta(hours=1))
    assert found == [noted[2], noted[1]]
