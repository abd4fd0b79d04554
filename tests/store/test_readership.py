"""Feeds are looked at while somebody reads them."""

import pytest

from bot.model import ChatId, FeedId, FeedOrigin, FeedState, Preferences
from bot.store import chats, feeds, readership, subscriptions
from bot.store.database import Database, Transaction
from bot.store.feeds import NewFeed
from tests.builders import BOT, NOON, add_chat, add_subscription

READER, CATALOGUE, OWNER = FeedOrigin.READER, FeedOrigin.CATALOGUE, FeedOrigin.OWNER


async def add(
    tx: Transaction, name: str, origin: FeedOrigin, language: str | None = None
) -> FeedId:
    """Store a feed."""
    topics = ("world",) if origin is CATALOGUE else ()
    feed, _ = await feeds.add(
        tx,
        NewFeed(
            url=name, url_key=name, title=name, topics=topics, language=language, origin=origin
        ),
        now=NOON,
    )
    return feed.id


async def active(tx: Transaction) -> list[str]:
    """The titles of the feeds that are looked at."""
    return [feed.title for feed in await feeds.every(tx) if feed.state is FeedState.ACTIVE]


async def attend(tx: Transaction) -> tuple[int, int]:
    """Look once who reads what."""
    return await readership.attend(tx, always=("en",), now=NOON)


async def test_a_readers_feed_rests_when_nobody_holds_it(database: Database) -> None:
    """It comes back with the next reader; the owner's is looked at always."""
    async with database.begin() as tx:
        held, left = await add(tx, "held", READER), await add(tx, "left", READER)
        await add(tx, "owner", OWNER)
        one = await add_subscription(
            tx, await add_chat(tx), wishes=Preferences(topics=(f"feed:{held}",))
        )
        assert await attend(tx) == (0, 1)
        assert await active(tx) == ["held", "owner"]
        wishes = Preferences(topics=(f"feed:{left}",))
        await subscriptions.change(tx, one.id, wishes=wishes)
        assert await attend(tx) == (1, 1)
        assert await active(tx) == ["left", "owner"]


async def test_adding_a_feed_that_rests_wakes_it(database: Database) -> None:
    """Its old entries without a date are no news of now, and what it failed at is forgotten."""
    async with database.begin() as tx:
        feed_id = await add(tx, "left", READER)
        await attend(tx)
        rested = (await feeds.get(tx, feed_id)).state
        assert await add(tx, "left", READER) == feed_id
        again = await feeds.get(tx, feed_id)
    assert (rested, again.state) == (FeedState.IDLE, FeedState.ACTIVE)
    assert (again.body_hash, again.failures, again.next_look_at) == (None, 0, NOON)


async def test_the_catalogue_is_read_in_the_languages_of_the_readers(database: Database) -> None:
    """English always; another language from the moment that somebody reads it."""
    async with database.begin() as tx:
        for language in ("de", "en", "es", None):
            await add(tx, str(language), CATALOGUE, language)
        await attend(tx)
        assert await active(tx) == ["None", "en"]
        await add_subscription(tx, await add_chat(tx, language="de"))
        assert await readership.wake(tx, ("de",), now=NOON) == 1
        await add_subscription(tx, await add_chat(tx, 2), wishes=Preferences(languages=("es",)))
        assert await attend(tx) == (1, 0)
        assert await active(tx) == ["None", "de", "en", "es"]


async def test_who_has_blocked_the_bot_reads_nothing(database: Database) -> None:
    """The feeds of a chat that is paused rest until it is back."""
    async with database.begin() as tx:
        held = await add(tx, "held", READER)
        await add_subscription(tx, await add_chat(tx), wishes=Preferences(topics=(f"feed:{held}",)))
        await chats.pause(tx, BOT, ChatId(1), reason="blocked")
        assert await attend(tx) == (0, 1)


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [(READER, OWNER, OWNER), (OWNER, READER, OWNER), (READER, CATALOGUE, CATALOGUE)],
)
async def test_the_weightiest_origin_counts(
    database: Database, first: FeedOrigin, then: FeedOrigin, kept: FeedOrigin
) -> None:
    """A reader who adds what the owner has makes it no reader's feed."""
    async with database.begin() as tx:
        await add(tx, "feed", first, "xx")
        await add(tx, "feed", then, "xx")
        await attend(tx)
        assert (await active(tx) == ["feed"]) == (kept is OWNER)


async def test_topics_are_told_in_the_languages_of_their_feeds(database: Database) -> None:
    """Feeds that rest count, as a reader of their language wakes them; readers' own do not."""
    async with database.begin() as tx:
        for language in ("de", "en", None):
            await add(tx, str(language), CATALOGUE, language)
        await add(tx, "own", READER, "tr")
        await attend(tx)
        told = await readership.languages_of_topics(tx)
    assert told == {"world": {"de", "en", readership.ANY_LANGUAGE}}
