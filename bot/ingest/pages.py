"""The stage that reads the pages of articles whose feed told only a teaser.

A page that cannot be read is tried a few times; then the article goes on with what its feed told.
"""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot import compute
from bot.errors import ComputeError, FetchError, IngestError, NoArticleText
from bot.ingest import dates, page, rounds, urls
from bot.ingest.answer import Fetched
from bot.ingest.fetch import Fetcher
from bot.ingest.robots import Robots
from bot.ingest.rounds import Later, Work
from bot.model import Article, Page
from bot.store import articles, claims, tables
from bot.store.claims import Owner
from bot.store.database import Database

RETRY_AFTER = timedelta(minutes=10)

_log = structlog.get_logger()


async def read_wanted(
    database: Database,
    fetcher: Fetcher,
    robots: Robots,
    *,
    now: datetime,
    owner: Owner,
    n: int,
    lease_seconds: float,
    stopping: asyncio.Event | None = None,
) -> int:
    """Read the pages wanted at *now* and meanwhile, *n* side by side; return how many there were.

    Args:
        database: where the articles are.
        fetcher: paces the requests by host.
        robots: what hosts allow; these pages are fetched on our own initiative.
        now: the stage's instant.
        owner: of this process.
        n: most pages under way.
        lease_seconds: after how long another replica takes a page over from a dead one.
        stopping: once set nothing more is begun.
    """

    async def claim(n_free: int, at: datetime) -> list[Article]:
        async with database.begin() as tx:
            return await articles.claim_wanted(
                tx, now=at, n=n_free, owner=owner, lease_seconds=lease_seconds
            )

    async def read(article: Article, at: datetime) -> None:
        await _settle(database, fetcher, robots, article, now=at, owner=owner)

    async def put_off(later: Later[Article]) -> None:
        async with database.begin() as tx:
            for article, at in later:
                changes = {"due_at": at}
                await claims.put_off(tx, tables.articles, article.id, owner=owner, changes=changes)

    work = Work(claim=claim, do=read, put_off=put_off, url=lambda article: article.url or "")
    return await rounds.run(work, n=n, now=now, gap_seconds=fetcher.gap_seconds, stopping=stopping)


async def fetch_page(fetcher: Fetcher, url: str) -> Page:
    """Fetch and read one page.

    Raises:
        FetchError: the host or the guard said no.
        NoArticleText: there is no article on it.
        ComputeError: reading it broke a limit.
    """
    found = await fetcher.fetch(url, kind="page")
    if not isinstance(found, Fetched):
        raise FetchError("gone", "The page is gone.", url=url)
    task = partial(page.read, found.body, url=found.final_url, content_type=found.content_type)
    return await compute.run(task, timeout_seconds=page.TIMEOUT_SECONDS)


async def _settle(
    database: Database,
    fetcher: Fetcher,
    robots: Robots,
    article: Article,
    *,
    now: datetime,
    owner: Owner,
) -> None:
    """Read one page and write what it told, or when to try again."""
    try:
        found = await _page(fetcher, robots, article)
        async with database.begin() as tx:
            changes = _changes(article, found, now=now)
            await articles.settle_page(tx, article.id, owner=owner, changes=changes)
    except (IngestError, ComputeError) as error:
        _log.info("page.failed", article_id=article.id, reason=error.reason)
        await _put_off(database, article, error.reason, now=now, owner=owner)
    except Exception:  # noqa: BLE001  # a stage goes on with the next row, whatever it was
        _log.exception("page.broke", article_id=article.id)
        await _put_off(database, article, "broke", now=now, owner=owner)


async def _put_off(
    database: Database, article: Article, reason: str, *, now: datetime, owner: Owner
) -> None:
    """Try the page again later, or let it be after too many tries."""
    try:
        async with database.begin() as tx:
            await articles.retry_page(
                tx, article.id, owner=owner, due_at=now + RETRY_AFTER, error=reason
            )
    except Exception:  # noqa: BLE001  # the database is away; then its lease runs out
        _log.exception("page.not_put_off", article_id=article.id)


async def _page(fetcher: Fetcher, robots: Robots, article: Article) -> Page | None:
    """Return the page of an article, or None where it has none or the host forbids to read it."""
    if article.url is None or not await robots.allow(fetcher, article.url):
        return None
    try:
        return await fetch_page(fetcher, article.url)
    except NoArticleText:
        return None  # a video, a gallery, a pay wall: trying again would find the same


def _changes(article: Article, found: Page | None, *, now: datetime) -> dict[str, Any]:
    """Return the columns that the page knows better than the feed."""
    if found is None or len(found.text) <= len(article.text):
        return {}
    changes: dict[str, Any] = {"text": found.text}
    if found.language:
        changes["language"] = found.language
    if found.author and not article.author:
        changes["author"] = found.author
    image = urls.shown(found.image)
    if image and not article.image:
        changes["image"] = image
    published_at = dates.plausible(found.published_at, now)
    if published_at and article.published_at == article.fetched_at:
        changes["published_at"] = min(published_at, now)
    return changes
