"""The newsroom over HTTP: feeds that parse, pages with furniture, conditional GET, faults."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.errors import FeedFormatError
from bot.ingest import feed
from bot.model import FeedDocument
from bot.playground.newsroom import FeedListing, Newsroom, routes

STARTED_AT = datetime(2031, 3, 14, 16, 47, tzinfo=UTC)
FEEDS = Newsroom(STARTED_AT, lambda: STARTED_AT).feeds()
HEALTHY = [listing for listing in FEEDS if "daily-glass" not in listing.path]
HARBOUR_FEED = "/news/harbour-times/feed.xml"
PAGE = "/news/harbour-times/halcyon-dawn-fire-live"


class Site:
    """A served newsroom, its clock, and a client."""

    client: ClientSession
    now: datetime = STARTED_AT

    async def parsed(self, path: str) -> FeedDocument:
        """Fetch and parse a feed with the bot's own parser."""
        async with self.client.get(path) as response:
            return feed.parse(await response.read(), url=str(response.url))

    async def text(self, path: str) -> str:
        """Fetch a page."""
        async with self.client.get(path) as response:
            return await response.text()

    async def status(self, path: str, **headers: str) -> int:
        """Fetch and return the status only."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.get(path, headers=named) as response:
            return response.status


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Serve the newsroom on loopback, with a clock that the test may move."""
    site = Site()
    application = web.Application()
    application.add_routes(routes(Newsroom(STARTED_AT, lambda: site.now, slow_seconds=0)))
    server = TestServer(application)
    async with server, ClientSession(base_url=server.make_url("/")) as site.client:
        yield site


@pytest.mark.parametrize("listing", HEALTHY, ids=lambda listing: listing.path[6:])
async def test_each_feed_is_read_whole(site: Site, listing: FeedListing) -> None:
    """Every feed, the broken XML too, gives its title and entries with title, link and date."""
    site.now += timedelta(days=9)
    document = await site.parsed(listing.path)
    assert document.title == listing.title
    assert len(document.entries) >= 1
    assert all(entry.title and entry.url for entry in document.entries)
    assert all(entry.published_at or entry.updated_at for entry in document.entries)


async def test_a_section_without_news_yet_has_an_empty_feed(site: Site) -> None:
    """A feed may be empty and is a feed nevertheless."""
    assert (await site.parsed("/news/tagesbote/klima/atom.xml")).entries == ()


async def test_full_feeds_carry_the_article_and_teaser_feeds_do_not(site: Site) -> None:
    """One outlet gives away its texts, another wants its page to be read."""
    full = await site.parsed(HARBOUR_FEED)
    teasers = await site.parsed("/news/ledger-and-quay/feed.xml")
    assert all(len(entry.content) > 600 for entry in full.entries)
    assert all(len(entry.content) < 200 for entry in teasers.entries)


async def test_one_feed_fails_and_says_so(site: Site) -> None:
    """The broken feed answers 500 with HTML, which is no feed."""
    assert await site.status("/news/daily-glass/feed.xml") == 500
    with pytest.raises(FeedFormatError):
        await site.parsed("/news/daily-glass/feed.xml")


async def test_broken_xml_is_broken(site: Site) -> None:
    """The tolerant parser is really needed: the document has no end and a bare ampersand."""
    text = await site.text("/news/touchline/feed.xml")
    assert ("</rss>" in text, "results & more" in text) == (False, True)


async def test_conditional_get_is_answered_304_until_news_comes(site: Site) -> None:
    """Tag and date each save the second look; a new article makes both worthless."""
    async with site.client.get(HARBOUR_FEED) as first:
        tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    before = [
        await site.status(HARBOUR_FEED, If_None_Match=tag),
        await site.status(HARBOUR_FEED, If_Modified_Since=changed),
    ]
    site.now += timedelta(hours=3)
    after = [
        await site.status(HARBOUR_FEED, If_None_Match=tag),
        await site.status(HARBOUR_FEED, If_Modified_Since=changed),
    ]
    assert (before, after) == ([304, 304], [200, 200])


async def test_gzip_is_given_to_those_who_ask(site: Site) -> None:
    """Feeds are compressed for clients that accept it, and only for them."""
    async with site.client.get(HARBOUR_FEED) as asked:
        assert asked.headers["Content-Encoding"] == "gzip"
    async with site.client.get(HARBOUR_FEED, headers={"Accept-Encoding": "identity"}) as plain:
        assert "Content-Encoding" not in plain.headers


async def test_later_articles_come_with_the_clock(site: Site) -> None:
    """The next day's article is not in the feed, and not at its address, before its hour."""
    path = "/news/harbour-times/salvors-board-halcyon-dawn"
    before = await site.status(path)
    site.now += timedelta(days=1)
    newest = (await site.parsed(HARBOUR_FEED)).entries[0]
    assert (before, await site.status(path)) == (404, 200)
    assert newest.title == "Salvors board the Halcyon Dawn and find the fire out"


async def test_a_page_carries_article_and_furniture(site: Site) -> None:
    """A page has title with suffix, metadata, its text, and what a reader must leave out."""
    page = await site.text(PAGE)
    wanted = [
        " car carrier fire off Port Calder | Harbour Times</title>",
        '"@type": "NewsArticle"',
        'property="og:title"',
        "The lifeboat Constance Ray had been on exercise",
        "use cookies",
        "Share this article",
        "Read more",
        "Sign up for our newsletter",
        "Related articles",
        "Leave a Reply",
    ]
    assert [text for text in wanted if text not in page] == []


async def test_the_same_address_shows_the_new_version(site: Site) -> None:
    """An updated article stands at its old address, with the time of the update."""
    site.now += timedelta(hours=3)
    page = await site.text(PAGE)
    assert ("under control" in page, "Updated" in page) == (True, True)


async def test_a_withdrawn_page_answers_gone(site: Site) -> None:
    """A withdrawn article answers 410 where an unknown one answers 404."""
    site.now += timedelta(days=1)
    gone = await site.status("/news/field-notes/cold-showers-do-little")
    unknown = await site.status("/news/field-notes/never-was")
    assert (gone, unknown, await site.status("/news/nobody/")) == (410, 404, 404)


async def test_front_pages_lead_to_feeds(site: Site) -> None:
    """The list of outlets and an outlet's front page can be walked to its feed."""
    assert "/news/harbour-times/" in await site.text("/news/")
    front = await site.text("/news/harbour-times/")
    assert ('type="application/rss+xml"' in front, HARBOUR_FEED in front) == (True, True)
