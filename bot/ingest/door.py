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
from bot.ingest import dates, language, page, pages, text, urls
from bot.ingest.fetch import Fetcher
from bot.model import ArticleId, NewArticle, Page
from bot.store import articles
from bot.store.database import Database

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
    """Store what was read, once; return its id, and whether it is new.

    Args:
        database: where articles are.
        found: a page or text, read.
        now: stands in for an unknown time of publication.
        outlet: who published it, if the sender knows; else what the page says.
    """
    async with database.begin() as tx:
        return await articles.add(tx, article_of(found, now=now, outlet=outlet), now=now)


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
        image=urls.shown(found.image),
    )
