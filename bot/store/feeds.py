"""Feeds: what is polled, when next, and how the last looks went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import Feed, FeedId, FeedOrigin, FeedState
from bot.store.claims import Owner, claim
from bot.store.database import Transaction, insert
from bot.store.tables import counters, feeds
from bot.store.types import database_now

_CATALOGUE = "catalogue"
# Half an hour, until its own rhythm is known.
_FIRST_INTERVAL_SECONDS = 1800.0
# Who brought a feed first is known no more once somebody with more to say has.
_BY_WEIGHT = (FeedOrigin.READER, FeedOrigin.CATALOGUE, FeedOrigin.OWNER)
# What a feed that begins anew knows nothing of: its failures, and what it said when it was last
# read, without which its old entries without a date would all be news of now.
AFRESH: Mapping[str, Any] = {
    "state": FeedState.ACTIVE,
    "failures": 0,
    "failing_since": None,
    "reason": None,
    "body_hash": None,
    "etag": None,
    "last_modified": None,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFeed:
    """A feed to be stored.

    Attributes:
        url_key: the identity of its address (`bot.ingest.urls.canonical`).
        origin: who brings it; what more than one did counts as the weightiest one's.
    """

    url: str
    url_key: str
    title: str
    topics: Sequence[str] = ()
    language: str | None = None
    origin: FeedOrigin = FeedOrigin.OWNER


async def add(tx: Transaction, new: NewFeed, *, now: datetime) -> tuple[Feed, bool]:
    """Store a feed to be looked at now; return it, and whether it is new.

    A known address keeps its row: topics are joined, and a feed that was off is polled again.
    """
    is_new = bool(await _add_unknown(tx, [new], now))
    query = sa.select(feeds).where(feeds.c.url_key == new.url_key)
    row = (await tx.execute(query)).one()
    return (_feed(row) if is_new else await _known_again(tx, row, new, now)), is_new


async def seed(tx: Transaction, new: Sequence[NewFeed], *, edition: int, now: datetime) -> int:
    """Take a catalogue's feeds in, once for each of its editions; return how many are new.

    Once, so that a feed which the owner has removed does not come back with every start.

    Args:
        edition: grows when the catalogue has more feeds.
    """
    await tx.execute(
        insert(tx, counters)
        .values(name=_CATALOGUE, value=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    first_time = await tx.execute(
        sa.update(counters)
        .where(counters.c.name == _CATALOGUE, counters.c.value < edition)
        .values(value=edition)
    )
    if not first_time.rowcount:
        return 0
    # Hundreds of statements would be a good part of the first start.
    added = await _add_unknown(tx, new, now)
    waiting = set(added)
    for feed in new:
        if feed.url_key in waiting:
            waiting.remove(feed.url_key)
        else:
            await add(tx, feed, now=now)
    return len(added)


async def get(tx: Transaction, feed_id: FeedId) -> Feed:
    """One feed.

    Raises:
        NotFound: there is none of this id.
    """
    row = (await tx.execute(sa.select(feeds).where(feeds.c.id == feed_id))).first()
    if row is None:
        raise NotFound("feed", feed_id)
    return _feed(row)


async def by_key(tx: Transaction, url_key: str) -> Feed | None:
    """The feed of an address, if it is stored."""
    row = (await tx.execute(sa.select(feeds).where(feeds.c.url_key == url_key))).first()
    return None if row is None else _feed(row)


async def by_ids(tx: Transaction, ids: Sequence[FeedId]) -> list[Feed]:
    """These feeds, by title; those that are not there are left out."""
    query = sa.select(feeds).where(feeds.c.id.in_(ids)).order_by(feeds.c.title, feeds.c.id)
    return [_feed(row) for row in await tx.execute(query)]


async def with_address_like(tx: Transaction, parts: Iterable[str]) -> list[Feed]:
    """Feeds in whose address, or whose site's, one of these parts stands; the oldest first.

    Looks at every feed: for the few articles whose publisher is known by its host alone.
    """
    alike = [
        column.contains(part, autoescape=True)
        for part in parts
        for column in (feeds.c.url, feeds.c.site_url)
    ]
    if not alike:
        return []
    query = sa.select(feeds).where(sa.or_(*alike)).order_by(feeds.c.id)
    return [_feed(row) for row in await tx.execute(query)]


async def every(tx: Transaction) -> list[Feed]:
    """All feeds, by title."""
    rows = await tx.execute(sa.select(feeds).order_by(feeds.c.title, feeds.c.id))
    return [_feed(row) for row in rows]


async def n_due(tx: Transaction, *, now: datetime) -> int:
    """How many active feeds are to be looked at."""
    query = sa.select(sa.func.count()).where(
        feeds.c.state == FeedState.ACTIVE, feeds.c.next_look_at <= now
    )
    return int(await tx.scalar(query) or 0)


async def others_answer(tx: Transaction, feed_id: FeedId, *, since: datetime) -> bool:
    """Whether another feed was read since then; also where there is no other to tell by."""
    others = sa.select(feeds.c.id).where(feeds.c.state == FeedState.ACTIVE, feeds.c.id != feed_id)
    read = others.where(feeds.c.failing_since.is_(None), feeds.c.last_look_at >= since)
    if await tx.scalar(read.limit(1)) is not None:
        return True
    return await tx.scalar(others.limit(1)) is None


async def remove(tx: Transaction, feed_id: FeedId) -> bool:
    """Forget a feed; its articles stay. Returns whether there was one."""
    done = await tx.execute(sa.delete(feeds).where(feeds.c.id == feed_id))
    return done.rowcount > 0


async def claim_due(
    tx: Transaction, *, now: datetime, n: int, owner: Owner, lease_seconds: float
) -> list[Feed]:
    """Take at most *n* active feeds whose next look is due, longest due first."""
    rows = await claim(
        tx,
        feeds,
        where=(feeds.c.state == FeedState.ACTIVE, feeds.c.next_look_at <= now),
        order_by=(feeds.c.next_look_at, feeds.c.id),
        n=n,
        owner=owner,
        lease_seconds=lease_seconds,
    )
    return [_feed(row) for row in rows]


async def settle(
    tx: Transaction, feed_id: FeedId, *, owner: Owner, changes: Mapping[str, Any]
) -> bool:
    """Write what a look taught (columns by name) and free the row.

    Returns:
        False when the lease was lost: then nothing was written, and the caller's articles of this
        look must not be either.
    """
    done = await tx.execute(
        sa.update(feeds)
        .where(feeds.c.id == feed_id, feeds.c.owner == owner)
        .where(feeds.c.lease_until >= database_now())
        .values(owner=None, lease_until=0, attempts=0, **changes)
    )
    return done.rowcount > 0


async def _add_unknown(tx: Transaction, new: Sequence[NewFeed], now: datetime) -> set[str]:
    """Store in one statement those feeds whose address is not known; return their keys."""
    if not new:
        return set()
    rows = [
        {
            **asdict(feed),
            "topics": sorted(set(feed.topics)),
            "interval_seconds": _FIRST_INTERVAL_SECONDS,
            "next_look_at": now,
            "added_at": now,
        }
        for feed in new
    ]
    statement = insert(tx, feeds).on_conflict_do_nothing(index_elements=["url_key"])
    return set(await tx.scalars(statement.returning(feeds.c.url_key), rows))


async def _known_again(tx: Transaction, known: sa.Row[Any], new: NewFeed, now: datetime) -> Feed:
    """Join what a feed is known for with what it is brought for; poll it again if it was off."""
    changes: dict[str, Any] = {
        "topics": sorted({*known.topics, *new.topics}),
        "origin": max(FeedOrigin(known.origin), new.origin, key=_BY_WEIGHT.index),
    }
    if known.state != FeedState.ACTIVE:
        changes |= {**AFRESH, "next_look_at": now}
    changed = sa.update(feeds).where(feeds.c.id == known.id).values(changes).returning(*feeds.c)
    return _feed((await tx.execute(changed)).one())


def _feed(row: sa.Row[Any]) -> Feed:
    return Feed(
        id=FeedId(row.id),
        url=row.url,
        title=row.title,
        site_url=row.site_url,
        language=row.language,
        topics=tuple(row.topics),
        state=FeedState(row.state),
        next_look_at=row.next_look_at,
        last_look_at=row.last_look_at,
        interval_seconds=row.interval_seconds,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        failures=row.failures,
        failing_since=row.failing_since,
        reason=row.reason,
        moved_to=row.moved_to,
        moved_seen=row.moved_seen,
        moved_since=row.moved_since,
        silent_hours=tuple(row.silent_hours or ()),
    )
