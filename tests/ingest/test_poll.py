"""Feeds that are due become articles, over HTTP and in both databases."""

import math
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.ingest import urls
from bot.ingest.fetch import Fetcher
from bot.ingest.poll import poll_due
from bot.model import Article, ArticleId, Feed, FeedState
from bot.store import articles, feeds, tables
from bot.store.claims import new_owner
from bot.store.database import Database
from bot.store.feeds import NewFeed
from bot.store.types import database_now
from tests.builders import NOON
from tests.ingest.site import Site

ITEM = """<item><title>{title}</title><link>{origin}/{title}</link>
<pubDate>Sun, 22 Nov 2026 11:00:00 GMT</pubDate><description>{text}</description></item>"""
WHOLE = "The council has agreed to mend the sea wall before winter comes. " * 30


def rss(site: Site, *titles: str, text: str = WHOLE) -> str:
    """Return a feed of items with these titles."""
    items = "".join(ITEM.format(title=title, origin=site.origin, text=text) for title in titles)
    return f"<rss version='2.0'><channel><title>Coast</title>{items}</channel></rss>"


async def add_feed(database: Database, url: str) -> Feed:
    """Store a feed that is due."""
    async with database.begin() as tx:
        feed, _ = await feeds.add(
            tx, NewFeed(url=url, url_key=urls.canonical(url), title="", topics=("world",)), now=NOON
        )
    return feed


async def poll(database: Database, fetcher: Fetcher, *, now: datetime = NOON) -> int:
    """Look at what is due."""
    return await poll_due(
        database,
        fetcher,
        now=now,
        owner=new_owner(),
        n=10,
        lease_seconds=60.0,
        least_seconds=300.0,
        button_key=b"signs the buttons of tests",
    )


async def state_of(database: Database, feed: Feed) -> Feed:
    """Return the feed as it is stored now."""
    async with database.read() as tx:
        return await feeds.get(tx, feed.id)


async def stored(database: Database) -> list[Article]:
    """Return the articles of a new database, in the order of arrival."""
    async with database.read() as tx:
        return await articles.by_ids(tx, [ArticleId(number) for number in range(1, 20)])


async def test_due_feed_brings_articles(database: Database, site: Site, fetcher: Fetcher) -> None:
    """Entries are stored with their language and outlet, and the feed knows its title."""
    feed = await add_feed(database, site.says("/feed", rss(site, "wall", "pier"), ETag='"1"'))
    assert await poll(database, fetcher) == 1
    found = await stored(database)
    assert [(one.title, one.outlet, one.feed_id) for one in found] == [
        ("pier", "Coast", feed.id),
        ("wall", "Coast", feed.id),
    ]
    assert (await state_of(database, feed)).etag == '"1"'


async def test_feed_is_not_asked_before_its_time(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """A second look at the same instant finds nothing due."""
    await add_feed(database, site.says("/feed", rss(site, "wall")))
    await poll(database, fetcher)
    assert await poll(database, fetcher) == 0


async def test_same_entries_are_stored_once(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """A feed that changes brings only what is new in it."""
    await add_feed(database, site.says("/feed", rss(site, "wall")))
    await poll(database, fetcher)
    site.says("/feed", rss(site, "pier", "wall"))
    await poll(database, fetcher, now=NOON + timedelta(days=1))
    assert [one.title for one in await stored(database)] == ["wall", "pier"]


async def test_unchanged_feed_is_asked_with_its_validators(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """The second look is a conditional one, and leaves the articles alone."""
    await add_feed(database, site.says("/feed", rss(site, "wall"), ETag='"1"'))
    await poll(database, fetcher)
    await poll(database, fetcher, now=NOON + timedelta(days=1))
    assert site.asked[1][1]["If-None-Match"] == '"1"'


async def test_new_validators_of_the_same_feed_are_kept(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """A host that gives the same bytes another ETag is asked with that one from then on."""
    await add_feed(database, site.says("/feed", rss(site, "wall"), ETag='"1"'))
    await poll(database, fetcher)
    site.says("/feed", rss(site, "wall"), ETag='"2"')
    for days in (1, 2):
        await poll(database, fetcher, now=NOON + timedelta(days=days))
    assert [asked[1].get("If-None-Match") for asked in site.asked] == [None, '"1"', '"2"']


async def test_one_broken_feed_holds_up_no_other(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """Each feed fails alone, with its reason."""
    broken = await add_feed(database, site.says("/broken", "<html>Sorry</html>"))
    gone = await add_feed(database, site.says("/gone", status=410))
    await add_feed(database, site.says("/feed", rss(site, "wall")))
    await poll(database, fetcher)
    reasons = [(await state_of(database, feed)).reason for feed in (broken, gone)]
    assert (reasons, len(await stored(database))) == (["html", "gone"], 1)
    assert (await state_of(database, gone)).state is FeedState.GONE


async def test_moved_feed_does_not_take_the_place_of_another(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """Two feeds that end at one address stay two rows."""
    target = site.says("/rss", rss(site, "wall"))
    moved = await add_feed(database, site.says("/feed", status=301, Location="/rss"))
    await add_feed(database, target)
    for days in range(4):
        await poll(database, fetcher, now=NOON + timedelta(days=2 * days))
    assert (await state_of(database, moved)).url == f"{site.origin}/feed"


async def test_moved_feed_gets_its_new_address(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """After three permanent redirects over a day the new address is asked."""
    target = site.says("/rss", rss(site, "wall"))
    moved = await add_feed(database, site.says("/feed", status=301, Location="/rss"))
    for days in range(4):
        await poll(database, fetcher, now=NOON + timedelta(days=2 * days))
    assert ((await state_of(database, moved)).url, site.paths[-1]) == (target, "/rss")


async def test_host_with_many_feeds_is_asked_for_all(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """More feeds of one host than it is asked for at once are all looked at."""
    known = [await add_feed(database, site.says(f"/{n}", rss(site, "wall"))) for n in range(7)]
    await poll(database, fetcher)
    looked = [(await state_of(database, feed)).last_look_at for feed in known]
    assert None not in looked


async def test_a_feed_that_we_break_on_waits_longer_each_time(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """An interval without end in the row breaks each look at it; the others are looked at."""
    broken = await add_feed(database, site.says("/same", status=304))
    well = await add_feed(database, site.says("/feed", rss(site, "wall")))
    waits, looked = [], []
    for _ in range(3):
        async with database.begin() as tx:
            fault = {"interval_seconds": math.inf, "lease_until": 0}
            row = tables.feeds.c.id == broken.id
            await tx.execute(sa.update(tables.feeds).where(row).values(**fault))
        began_ms = await clock_ms(database)
        looked.append((await poll(database, fetcher), await poll(database, fetcher)))
        async with database.read() as tx:
            until_ms = await tx.scalar(sa.select(tables.feeds.c.lease_until).where(row))
        waits.append((int(until_ms or 0) - began_ms) / 1000)
    assert looked == [(2, 0), (1, 0), (1, 0)]
    assert [round(wait / 60) for wait in waits] == [1, 2, 4]
    assert (await state_of(database, well)).last_look_at is not None


async def test_a_busy_host_is_left_alone_with_all_its_feeds(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """After 429 no other feed of that host is asked, and none is due before its time."""
    busy = site.says("/0", status=429, Retry_After="7200")
    known = [await add_feed(database, busy)]
    known += [await add_feed(database, site.says(f"/{n}", rss(site, "wall"))) for n in (1, 2)]
    await poll(database, fetcher)
    looked = [await state_of(database, feed) for feed in known]
    assert len(site.asked) == 1
    assert {feed.reason for feed in looked} == {"busy"}
    assert all(feed.next_look_at >= NOON + timedelta(seconds=7100) for feed in looked)
    assert {feed.failures for feed in looked} == {0}


async def test_a_feed_with_a_plan_of_its_own_is_asked_by_it(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """What the feed says of itself, and what its host says of the answer, delay the next look."""
    ttl = rss(site, "wall").replace("<item>", "<ttl>180</ttl><item>", 1)
    by_feed = await add_feed(database, site.says("/ttl", ttl))
    by_host = await add_feed(
        database, site.says("/fresh", rss(site, "pier"), Cache_Control="max-age=7200")
    )
    await poll(database, fetcher)
    hours = [
        round(((await state_of(database, feed)).next_look_at - NOON) / timedelta(hours=1))
        for feed in (by_feed, by_host)
    ]
    assert hours == [3, 2]


async def clock_ms(database: Database) -> int:
    """The database's clock."""
    async with database.read() as tx:
        return int(await tx.scalar(sa.select(database_now())) or 0)
