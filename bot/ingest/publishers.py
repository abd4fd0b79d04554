"""One name for one publisher: what is known by its host alone gets the title of its feed.

An article that a reader sends, or that an aggregator points to, comes with no name but its host's.
If a feed of the same registered domain is known it is that publisher, and must not count as a
second outlet of a story. Imports the store.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.ingest import domains, urls
from bot.model import Feed, NewArticle
from bot.store import feeds
from bot.store.database import Transaction

MAX_HOSTS = 50
"""Hosts looked for at a time: an aggregator points to more, and a long condition costs more."""


async def named(tx: Transaction, found: Sequence[NewArticle]) -> list[NewArticle]:
    """Return the articles in their order, publishers known by their host named as their feed is."""
    bare = {domain for new in found if (domain := _bare_domain(new))}
    known = await feeds.with_address_like(tx, sorted(bare)[:MAX_HOSTS])
    return (
        [_named(new, known) if _bare_domain(new) else new for new in found] if known else [*found]
    )


def _bare_domain(new: NewArticle) -> str:
    """Return the domain of an article whose publisher has no other name; else an empty text."""
    if new.url is None or new.outlet != urls.outlet(new.url):
        return ""
    return domains.publisher(new.url)


def _named(new: NewArticle, known: Sequence[Feed]) -> NewArticle:
    for feed in known:
        places = [place for place in (feed.site_url, feed.url) if place]
        if feed.title and any(urls.same_site(new.url or "", place) for place in places):
            return replace(new, outlet=feed.title)
    return new
