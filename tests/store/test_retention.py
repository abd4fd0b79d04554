"""What is forgotten, and what stays."""

from datetime import timedelta

import sqlalchemy as sa

from bot.model import ChatId, Mark, MarkKind, Preferences, Priority, StoryId
from bot.store import (
    chats,
    claims,
    editions,
    endings,
    groupings,
    outbox,
    subscriptions,
    tables,
)
from bot.store.database import Database
from bot.store.editions import NewEdition
from bot.store.retention import Keep, forget_old
from tests.builders import BOT, NOON, a_message, add_chat, add_story, add_subscription, articles_of


async def test_texts_go_after_their_days_and_stories_stay(database: Database) -> None:
    """A month later the text is gone; story, title and address are still there."""
    async with database.begin() as tx:
        story = await add_story(tx)
        await groupings.save(tx, {story.id: b"state"}, now=NOON)
    later = NOON + timedelta(days=31)
    assert await forget_old(database, later, Keep(texts=timedelta(days=30))) == 1
    async with database.read() as tx:
        [article] = await articles_of(tx, StoryId(1))
        live = await groupings.live(tx, "en", since=NOON)
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


async def test_old_digests_go_and_what_is_followed_stays(database: Database) -> None:
    """After three months: the digest, its body, what was shown and changed wishes; no setting."""
    async with database.begin() as tx:
        chat, story = await add_chat(tx), await add_story(tx)
        digest = await add_subscription(tx, chat)
        for kind in (MarkKind.SEEN, MarkKind.FOLLOWED):
            await chats.mark(tx, BOT, chat.id, Mark(story_id=story.id, kind=kind, at=NOON))
        for at in (NOON, NOON + timedelta(days=1)):
            body_id = await editions.add_body(
                tx, key=f"{at}", messages=[a_message()], told=[], why={}, now=at
            )
            new = NewEdition(
                subscription_id=digest.id,
                due_at=at,
                since=at - timedelta(days=1),
                until=at,
                body_id=body_id,
                late=False,
            )
            await editions.add_all(tx, [new], now=at)
        await tx.execute(sa.update(tables.editions).values(state="delivered"))
        await subscriptions.change(tx, digest.id, wishes=Preferences(topics=("science",)))
    later = NOON + timedelta(days=90, hours=1)
    await forget_old(database, later, Keep(texts=timedelta(days=30)))
    async with database.read() as tx:
        n_rows = [
            await tx.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (tables.editions, tables.bodies, tables.preferences, tables.subscriptions)
        ]
        marks = await chats.marks_of(tx, BOT, chat.id)
    assert (n_rows, [mark.kind for mark in marks]) == ([1, 1, 1, 1], [MarkKind.FOLLOWED])


async def test_young_texts_stay(database: Database) -> None:
    """Nothing is forgotten before its time."""
    async with database.begin() as tx:
        await add_story(tx)
    assert await forget_old(database, NOON, Keep(texts=timedelta(days=30))) == 0
