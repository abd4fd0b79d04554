"""Articles are stored once; what changed is a version."""

from datetime import datetime, timedelta

from bot.model import ArticleId, StoryId
from bot.store import articles, claims, feeds
from bot.store.database import Database, Transaction
from bot.store.feeds import NewFeed
from tests.builders import (
    NOON,
    a_new_article,
    a_story,
    add_story,
    articles_of,
    save_story,
    state_of,
)


async def _place(tx: Transaction, article_id: int, now: datetime) -> None:
    await save_story(tx, a_story(1), now=NOON)
    placing = articles.Placing(
        article_id=ArticleId(article_id),
        version=(await articles.get(tx, ArticleId(article_id))).version,
        story_id=StoryId(1),
        copy_of=None,
        fingerprint=b"x",
        placement={"probability": 0.9},
    )
    await articles.set_placed(tx, [placing], now=now)


async def test_same_address_is_stored_once(database: Database, now: datetime) -> None:
    """The second arrival of an address is the first one's article."""
    async with database.begin() as tx:
        first = await articles.add(tx, a_new_article(), now=now)
        second = await articles.add(tx, a_new_article(), now=now + timedelta(hours=1))
    assert (first[1], second) == (True, (first[0], False))


async def test_text_without_address_is_known_by_its_words(
    database: Database, now: datetime
) -> None:
    """A pasted text is stored once, whatever its white space."""
    async with database.begin() as tx:
        first, _ = await articles.add(tx, a_new_article(url=None, url_key=None), now=now)
        again = a_new_article(
            url=None,
            url_key=None,
            text="The old bridge closes on Monday.\n\n Ferries will run every ten minutes.",
        )
        assert await articles.add(tx, again, now=now) == (first, False)


async def test_changed_text_becomes_a_version(database: Database, now: datetime) -> None:
    """A placed article with a new text waits to be placed again, as version 2."""
    async with database.begin() as tx:
        article_id, _ = await articles.add(tx, a_new_article(), now=now)
        await _place(tx, article_id, now)
        changed = a_new_article(text="The old bridge stays open after all.")
        assert await articles.add(tx, changed, now=now) == (article_id, True)
        stored = await articles.get(tx, article_id)
        state = await state_of(tx, article_id)
    assert (stored.version, stored.text, state) == (2, changed.text, "waiting")


async def test_newer_text_of_a_waiting_article_is_not_lost(
    database: Database, now: datetime
) -> None:
    """A text that changes before its article is placed is the one that is placed next."""
    async with database.begin() as tx:
        article_id, _ = await articles.add(tx, a_new_article(), now=now)
        [first] = await articles.waiting(tx, "en", n=5, now=now)
        await articles.add(tx, a_new_article(text="It stays open."), now=now)
        await save_story(tx, a_story(1), now=now)
        placing = articles.Placing(
            article_id=article_id,
            version=first.version,
            story_id=StoryId(1),
            copy_of=None,
            fingerprint=b"",
            placement={},
        )
        await articles.set_placed(tx, [placing], now=now)
        assert [a.text for a in await articles.waiting(tx, "en", n=5, now=now)] == [
            "It stays open."
        ]


async def test_readers_link_makes_no_version(database: Database, now: datetime) -> None:
    """The page of an article that a feed told already changes nothing."""
    async with database.begin() as tx:
        article_id, _ = await articles.add(tx, a_new_article(), now=now)
        page = a_new_article(text="The same, with a caption.")
        assert await articles.add(tx, page, now=now, versions=False) == (article_id, False)


async def test_versions_of_a_flickering_page_end(database: Database, now: datetime) -> None:
    """A text that changes at every look stops making versions at a bound."""
    async with database.begin() as tx:
        article_id, _ = await articles.add(tx, a_new_article(), now=now)
        for n in range(articles.MAX_VERSIONS + 5):
            await _place(tx, article_id, now)
            await articles.add(tx, a_new_article(text=f"It is now {n} o'clock."), now=now)
        assert (await articles.get(tx, article_id)).version == articles.MAX_VERSIONS


async def test_teaser_is_no_new_version_of_the_page(database: Database, now: datetime) -> None:
    """A feed that repeats its teaser does not replace the text read from the page."""
    async with database.begin() as tx:
        article_id, _ = await articles.add(tx, a_new_article(), now=now)
        await _place(tx, article_id, now)
        teaser = a_new_article(text="The old bridge …", page_wanted=True)
        assert await articles.add(tx, teaser, now=now) == (article_id, False)


async def test_page_is_read_then_waits_for_its_place(database: Database, now: datetime) -> None:
    """What its page told is written by its claimant only, and the article then waits."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await articles.add(tx, a_new_article(text="", page_wanted=True), now=now)
        [wanted] = await articles.claim_wanted(tx, now=now, n=5, owner=owner, lease_seconds=60)
        text = {"text": "All of it."}
        stranger = claims.new_owner()
        assert not await articles.settle_page(tx, wanted.id, owner=stranger, changes=text)
        assert await articles.settle_page(tx, wanted.id, owner=owner, changes=text)
        assert [a.text for a in await articles.waiting(tx, "en", n=5, now=now)] == ["All of it."]


async def test_unreadable_page_leaves_the_headline(database: Database, now: datetime) -> None:
    """After three failures the article goes on with what its feed told."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await articles.add(tx, a_new_article(text="", page_wanted=True), now=now)
        for _ in range(3):
            [wanted] = await articles.claim_wanted(tx, now=now, n=5, owner=owner, lease_seconds=60)
            await articles.retry_page(tx, wanted.id, owner=owner, due_at=now, error="timeout")
        assert len(await articles.waiting(tx, "en", n=5, now=now)) == 1


async def test_story_topics_come_from_its_feeds(database: Database, now: datetime) -> None:
    """A story has the topics of each feed that told it, and the feed itself as a topic."""
    async with database.begin() as tx:
        feed, _ = await feeds.add(
            tx,
            NewFeed(
                url="https://h.example/f",
                url_key="https://h.example/f",
                title="Harbour Times",
                topics=("local", "world"),
            ),
            now=now,
        )
        article_id, _ = await articles.add(tx, a_new_article(feed_id=feed.id), now=now)
        await _place(tx, article_id, now)
        topics = await articles.topics_of_story(tx, StoryId(1))
    assert topics == {"local", "world", f"feed:{feed.id}"}


async def test_old_texts_go_and_the_rest_stays(database: Database, now: datetime) -> None:
    """After its time a text is emptied; title, address and place stay."""
    async with database.begin() as tx:
        story = await add_story(tx)
        emptied = await articles.forget_texts(tx, before=now + timedelta(days=1), n=10)
        [article] = await articles_of(tx, story.id)
    assert (emptied, article.text, article.title) == (1, "", "Headline 1")
