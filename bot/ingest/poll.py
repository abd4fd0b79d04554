"""The stage that looks at feeds: due rows → fetch → parse → decide → articles and the next look.

A feed's articles and its next look are one commit; a look whose lease was lost writes nothing.
Imports the store; the decisions stand in `bot.ingest.changes`.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot import compute
from bot.errors import ComputeError, IngestError
from bot.ingest import changes, door, feed, lost, rounds, urls
from bot.ingest.answer import Fetched, Gone, NotModified
from bot.ingest.changes import Look, Read, Result, Same
from bot.ingest.fetch import Fetcher
from bot.ingest.rounds import Later, Work
from bot.model import Feed, NewArticle
from bot.store import articles, claims, feeds, tables
from bot.store.claims import Owner
from bot.store.database import Database

N_VERSIONS = 30
"""Newest known entries whose text is compared with the stored one at each changed look."""

OURS_FOR = timedelta(hours=30)
"""When no other feed was read for so long the fault is ours; each is looked at once a day."""

BROKE_SECONDS = 60.0
"""Wait after our own code broke on a feed for the first time: it will again until it is mended."""

_log = structlog.get_logger()


async def poll_due(
    database: Database,
    fetcher: Fetcher,
    *,
    now: datetime,
    owner: Owner,
    n: int,
    lease_seconds: float,
    least_seconds: float,
    button_key: bytes,
    stopping: asyncio.Event | None = None,
) -> int:
    """Look at the feeds due at *now* and meanwhile, *n* side by side; return how many there were.

    Args:
        database: where feeds and articles are.
        fetcher: paces the requests by host.
        now: the stage's instant.
        owner: of this process.
        n: most feeds under way.
        lease_seconds: after how long another replica takes a feed over from a dead one.
        least_seconds: the setting `NUTGRAF_POLL_MIN_SECONDS`.
        button_key: signs the buttons of what subscribers are told.
        stopping: once set nothing more is begun.
    """
    looking = _Looking(
        database=database,
        fetcher=fetcher,
        owner=owner,
        least_seconds=least_seconds,
        button_key=button_key,
    )

    async def claim(n_free: int, at: datetime) -> list[Feed]:
        async with database.begin() as tx:
            return await feeds.claim_due(
                tx, now=at, n=n_free, owner=owner, lease_seconds=lease_seconds
            )

    async def put_off(later: Later[Feed]) -> None:
        async with database.begin() as tx:
            for known, at in later:
                changes = {"next_look_at": at}
                await claims.put_off(tx, tables.feeds, known.id, owner=owner, changes=changes)

    work = Work(claim=claim, do=looking.look, put_off=put_off, url=lambda known: known.url)
    return await rounds.run(work, n=n, now=now, gap_seconds=fetcher.gap_seconds, stopping=stopping)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Looking:
    """What looks at feeds are made with; see `poll_due`."""

    database: Database
    fetcher: Fetcher
    owner: Owner
    least_seconds: float
    button_key: bytes

    async def look(self, known: Feed, now: datetime) -> None:
        """Look at one feed. Its failure is written to its row and is nobody else's."""
        try:
            result = await _result(self.fetcher, known, now=now)
            look = changes.decide(known, result, now=now, least_seconds=self.least_seconds)
            n_new = await self._store(known, look, now=now)
        except Exception:  # noqa: BLE001  # a stage goes on with the next row, whatever it was
            _log.exception("feed.broke", feed_id=known.id)
            await self._put_aside(known)
            return
        if look.feed.reason:
            _log.info("feed.failed", feed_id=known.id, reason=look.feed.reason)
        elif n_new:
            _log.info("feed.looked", feed_id=known.id, n_new=n_new)

    async def _put_aside(self, known: Feed) -> None:
        """Leave a feed that we broke on for a time that doubles with each try, up to an hour."""
        try:
            async with self.database.begin() as tx:
                await claims.fail(
                    tx, tables.feeds, [known.id], owner=self.owner, base_seconds=BROKE_SECONDS
                )
        except Exception:  # noqa: BLE001  # as above; then its lease runs out
            _log.exception("feed.not_put_aside", feed_id=known.id)

    async def _store(self, before: Feed, look: Look, *, now: datetime) -> int:
        """Write the look, its articles and what is told of it; return how many are new.

        All in one commit: a look whose lease was lost leaves no trace.
        """
        fresh = await door.with_languages(await _unknown(self.database, look.articles))
        async with self.database.begin() as tx:
            after = look.feed
            if after.url != before.url:
                twin = await feeds.by_key(tx, urls.canonical(after.url))
                after = after if twin is None else replace(after, url=before.url)
            is_news = changes.is_lost(after) and not changes.is_lost(before)
            if is_news and not await feeds.others_answer(tx, after.id, since=now - OURS_FOR):
                # Nothing else is read either: it is this machine that is cut off, not the feed.
                after, is_news = replace(after, failing_since=now), False
            settled = await feeds.settle(
                tx, before.id, owner=self.owner, changes=_columns(before, after)
            )
            if not settled:
                return 0
            if is_news:
                await lost.tell(tx, after, now=now, button_key=self.button_key)
            return sum(is_new for _, is_new in await door.store(tx, fresh, now=now))


async def _result(fetcher: Fetcher, known: Feed, *, now: datetime) -> Result:
    """Fetch and parse; what the feed or its host does wrong is a result like others."""
    etag, last_modified = changes.validators(known, now=now)
    try:
        answer = await fetcher.fetch(known.url, kind="feed", etag=etag, last_modified=last_modified)
        match answer:
            case Gone():
                return answer
            case NotModified(max_age_seconds=fresh_seconds):
                return Same(max_age_seconds=fresh_seconds)
        return await _read(answer, known)
    except (IngestError, ComputeError) as error:
        return error


async def _read(fetched: Fetched, known: Feed) -> Read | Same:
    body_hash = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
    if body_hash == known.body_hash and fetched.permanent_url is None:
        return Same(max_age_seconds=fetched.max_age_seconds, fetched=fetched)
    task = partial(
        feed.parse, fetched.body, url=fetched.final_url, content_type=fetched.content_type
    )
    document = await compute.run(task, timeout_seconds=feed.TIMEOUT_SECONDS)
    return Read(fetched=fetched, document=document, body_hash=body_hash)


async def _unknown(database: Database, found: Sequence[NewArticle]) -> list[NewArticle]:
    """Return the articles that are not stored, and the newest that may have a new text."""
    if not found:
        return []
    async with database.read() as tx:
        keys = [article.url_key for article in found if article.url_key]
        known = await articles.known_keys(tx, keys)
    fresh = [article for article in found if article.url_key not in known]
    whole = [article for article in found if article.url_key in known and not article.page_wanted]
    return fresh + whole[:N_VERSIONS]


def _columns(before: Feed, after: Feed) -> dict[str, Any]:
    """Return the columns that the look has changed."""
    changed = {
        field.name: value
        for field in fields(Feed)
        if (value := getattr(after, field.name)) != getattr(before, field.name)
    }
    if "url" in changed:
        changed["url_key"] = urls.canonical(after.url)
    return changed
