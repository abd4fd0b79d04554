"""The feeds behind an address."""

from bot.ingest.discover import feeds_at
from bot.ingest.fetch import Fetcher
from bot.ingest.linked_feeds import FoundFeed
from tests.ingest.site import Site

FEED = (
    "<rss version='2.0'><channel><title>Coast</title><item><title>a</title></item></channel></rss>"
)


async def test_a_feed_is_itself(site: Site, fetcher: Fetcher) -> None:
    """The address of a feed is taken as it stands."""
    url = site.says("/feed", FEED)
    assert await feeds_at(fetcher, url) == [FoundFeed(url=url, title="Coast")]


async def test_a_page_names_its_feeds(site: Site, fetcher: Fetcher) -> None:
    """Linked feeds are offered, those of comments last, other schemes never."""
    url = site.says(
        "/",
        "<html><head><title>Coast</title>"
        "<link rel=alternate type=application/rss+xml title=Comments href=/comments/feed>"
        "<link rel=alternate type=application/atom+xml href=/news>"
        "<link rel=alternate type=application/rss+xml href=javascript:x></head><body></html>",
    )
    assert await feeds_at(fetcher, url) == [
        FoundFeed(url=f"{site.origin}/news", title="Coast"),
        FoundFeed(url=f"{site.origin}/comments/feed", title="Comments"),
    ]


async def test_well_known_places_are_tried(site: Site, fetcher: Fetcher) -> None:
    """A page that forgets its feed is helped."""
    url = site.says("/about", "<html><body>Hello</body></html>")
    feed = site.says("/rss.xml", FEED)
    assert await feeds_at(fetcher, url) == [FoundFeed(url=feed, title="Coast")]


async def test_a_page_may_have_none(site: Site, fetcher: Fetcher) -> None:
    """Then nothing is offered."""
    assert await feeds_at(fetcher, site.says("/about", "<html><body>Hello</body></html>")) == []
