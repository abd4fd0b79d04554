"""The one door for articles that no feed brought: a link, a text, a file, a push.

Whatever comes is read and cleaned as pages are, gets the same identity, and is stored once; the
placer takes it from there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot import compute
from bot.errors import ComputeError, NoArticleText
from bot.ingest import dates, domains, language, page, pages, publishers, text, urls
from bot.ingest.fetch import Fetcher
from bot.model import ArticleId, NewArticle, Page
from bot.store import articles
from bot.store.database import Database, Transaction

MAX_FILE_BYTES = 5_000_000
_LANGUAGE_SECONDS = 5.0
OWN_OUTLET = "–"
"""Stands for the publisher of a text that nobody claims."""


async def read_link(fetcher: Fetcher, url: str) -> Page:
    """Fetch and read the article at *url*.

    Raises:
        FetchError: the host or the guard said no.
        NoArticleText: there is no article.
        ComputeError: reading it broke a limit.
    """
    return await pages.fetch_page(fetcher, url)


async def read_file(body: bytes, *, url: str | None = None) -> Page:
    """Read the article in a file of HTML or plain text.

    Raises:
        NoArticleText: there is none, or the file is too large.
        ComputeError: reading it broke a limit.
    """
    if len(body) > MAX_FILE_BYTES:
        raise NoArticleText("too-large", "The file is larger than 5 MB.")
    return await compute.run(
        partial(page.read, body, url=url), timeout_seconds=page.TIMEOUT_SECONDS
    )


async def read_pasted(pasted: str) -> Page:
    """Read the article in a message: pasted or forwarded text.

    Raises:
        NoArticleText: there is no line with a letter.
        ComputeError: reading it broke a limit.
    """
    return await compute.run(page.read_text, pasted, timeout_seconds=page.TIMEOUT_SECONDS)


async def take_in(
    database: Database, found: Page, *, now: datetime, outlet: str | None = None
) -> tuple[ArticleId, bool]:
    """Store what a reader sent, once; return its id, and whether it is new.

    What a stranger's page says of itself is not believed, for its story is everybody's: its outlet
    is its host, and what a feed told already stays as it is.

    Args:
        database: where articles are.
        found: a page or text, read.
        now: stands in for an unknown time of publication.
        outlet: the publisher where Telegram itself names it, as of a channel's post.
    """
    async with database.begin() as tx:
        read = of_reader(found, now=now)
        [new] = await publishers.named(tx, [replace(read, outlet=outlet or read.outlet)])
        return await articles.add(tx, new, now=now, versions=False)


async def store(
    tx: Transaction, found: Sequence[NewArticle], *, now: datetime
) -> list[tuple[ArticleId, bool]]:
    """Store articles of those who publish; return their ids, in order, and which are news.

    They are written in the order of their keys, as whoever writes several articles locks them
    (`articles.lock`).
    """
    found = await publishers.named(tx, found)
    told: dict[int, tuple[ArticleId, bool]] = {}
    for at in sorted(range(len(found)), key=lambda at: articles.key_of(found[at])):
        told[at] = await articles.add(tx, found[at], now=now)
    return [told[at] for at in range(len(found))]


async def with_languages(found: Sequence[NewArticle]) -> list[NewArticle]:
    """Return the articles with their languages detected; what a feed claims is the prior."""
    if not found:
        return []
    samples = [
        (article.title, article.text[: language.N_CHARACTERS], article.language)
        for article in found
    ]
    try:
        detected = await compute.run(
            language.detect_each, samples, timeout_seconds=_LANGUAGE_SECONDS
        )
    except ComputeError:
        return list(found)
    return [replace(article, language=code) for article, code in zip(found, detected, strict=True)]


def of_reader(found: Page, *, now: datetime) -> NewArticle:
    """Return the article that a reader's page or text is. Pure.

    A file is known by its text alone: whoever made it could name any address as its own.
    """
    if found.url is None:
        return article_of(replace(found, canonical=None), now=now, outlet=OWN_OUTLET)
    return article_of(found, now=now, outlet=urls.outlet(found.url) or OWN_OUTLET)


def article_of(found: Page, *, now: datetime, outlet: str | None = None) -> NewArticle:
    """Return the article that a page or text is at the door. Pure."""
    url = found.canonical or found.url
    published_at = dates.plausible(found.published_at, now)
    return NewArticle(
        url=found.url,
        url_key=urls.canonical(url) if url else None,
        title=found.title or text.headline_of(found.text),
        text=found.text,
        outlet=outlet or found.site or (urls.outlet(url) if url else OWN_OUTLET),
        language=found.language,
        published_at=min(published_at, now) if published_at else now,
        author=found.author,
        image=urls.public(found.image),
        publisher=domains.publisher(found.url),
    )
