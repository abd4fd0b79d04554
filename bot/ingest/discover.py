"""The feeds behind an address: the address itself, what its page links to, or well-known places.

A person sends one link; this says whether it is a feed, a page with feeds, or an article.
"""

from dataclasses import replace
from functools import partial
from urllib.parse import urljoin

from bot import compute
from bot.errors import ComputeError, FeedFormatError, FetchError
from bot.ingest import channel, feed, urls
from bot.ingest.answer import Fetched
from bot.ingest.fetch import Fetcher
from bot.ingest.linked_feeds import FoundFeed, linked_feeds

WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Where blog and news systems keep the feed that their pages forget to link to."""


async def feeds_at(fetcher: Fetcher, url: str) -> list[FoundFeed]:
    """Return the feeds behind *url*, best first: itself, or those of its page, channel or site.

    Raises:
        FetchError: the address cannot be read.
        ComputeError: reading it broke a limit.
    """
    found = await fetcher.fetch(channel.page_of(url) or url, kind="feed")
    if not isinstance(found, Fetched):
        raise FetchError("gone", "There is nothing at that address any more.", url=url)
    own = await _parsed(found)
    if own is not None:
        return [own]
    linked = await compute.run(
        linked_feeds, found.body, found.final_url, timeout_seconds=feed.TIMEOUT_SECONDS
    )
    if len(linked) > 1:
        return linked
    # The only one is added without a question, so it has to be one.
    if linked and (only := await _at(fetcher, linked[0].url)) is not None:
        return [replace(linked[0], url=only.url)]
    for path in WELL_KNOWN:
        guess = await _at(fetcher, urljoin(found.final_url, path))
        if guess is not None:
            return [guess]
    return []


async def _at(fetcher: Fetcher, url: str) -> FoundFeed | None:
    try:
        found = await fetcher.fetch(url, kind="feed")
        return await _parsed(found) if isinstance(found, Fetched) else None
    except (FetchError, ComputeError):
        return None


async def _parsed(found: Fetched) -> FoundFeed | None:
    """Return what was fetched as a feed, or None if it is something else."""
    task = partial(feed.parse, found.body, url=found.final_url, content_type=found.content_type)
    try:
        document = await compute.run(task, timeout_seconds=feed.TIMEOUT_SECONDS)
    except FeedFormatError:
        return None
    url = found.permanent_url or found.url
    return FoundFeed(url=url, title=document.title or urls.outlet(url))
