"""What is forgotten, and what stays."""

from datetime import timedelta

from bot.model import ChatId, Priority, StoryId
from bot.store import articles, chats, claims, endings, outbox, stories
from bot.store.database import Database
from bot.store.retention import Keep, forget_old
from tests.builders import BOT, NOON, a_message, add_chat, add_story


async def test_texts_go_after_their_days_and_stories_stay(database: Database) -> None:
    """A month later the text is gone; story, title and address are still there."""
    async with database.begin() as tx:
        story = await add_story(tx)
        await stories.save_groupings(tx, {story.id: b"state"}, now=NOON)
    later = NOON + timedelta(days=31)
    assert await forget_old(database, later, Keep(texts=timedelta(days=30))) == 1
    async with database.read() as tx:
        [article] = await articles.of_story(tx, StoryId(1))
        live = await stories.live_groupings(tx, "en", since=NOON)
    assert (article.text, article.title, live) == ("", "Headline 1", [])


async def test_what_a_pause_ended_goes_in_the_end(database: Database) -> None:
    """Rows that ended without an instant of their own, and those held behind one, go too."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        for number in (1, 2):
            await add_chat(tx, number)
            await outbox.add(
                tx,
                bot_id=BOT,
                chat_id=ChatId(number),
                key="edition",
                messages=[a_message("one"), a_message("two")],
                priority=Priority.DIGEST,
                now=NOON,
            )
        await chats.pause(tx, BOT, ChatId(1), reason="blocked")
        share = await outbox.claim(tx, BOT, n=1, owner=owner, lease_seconds=9, rate=1000)
        [lost] = share.deliveries
        await endings.unknown(tx, lost.id, owner=owner, reason="no-answer", now=NOON)
        before = await outbox.counts(tx)
        later = NOON + timedelta(days=1)
        await outbox.forget(tx, sent_before=later, ended_before=later)
        assert (before, await outbox.counts(tx)) == ({"dead": 2, "unknown": 1, "held": 1}, {})


async def test_young_texts_stay(database: Database) -> None:
    """Nothing is forgotten before its time."""
    async with database.begin() as tx:
        await add_story(tx)
    assert await forget_old(database, NOON, Keep(texts=timedelta(days=30))) == 0
