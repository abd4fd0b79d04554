"""Claims and leases: one owner at a time, nothing lost when an owner dies."""

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.store import articles, claims, feeds, leases
from bot.store.claims import MAX_LEASES
from bot.store.database import Database, open_database
from bot.store.feeds import NewFeed
from bot.store.tables import feeds as feed_rows
from bot.store.tables import leases as lease_rows
from bot.store.types import database_now
from tests.builders import a_new_article, state_of


async def _add_feeds(database: Database, n: int, now: datetime) -> None:
    async with database.begin() as tx:
        for i in range(n):
            url = f"https://outlet{i}.example/feed"
            await feeds.add(
                tx,
                NewFeed(url=url, url_key=url, title=f"Outlet {i}", topics=()),
                now=now - timedelta(minutes=i),
            )


async def test_many_workers_never_share_a_row(database: Database, now: datetime) -> None:
    """Workers that claim at the same time get every due row, each row once."""
    await _add_feeds(database, 40, now)

    async def work() -> list[int]:
        owner = claims.new_owner()
        taken: list[int] = []
        while True:
            async with database.begin() as tx:
                rows = await feeds.claim_due(tx, now=now, n=3, owner=owner, lease_seconds=60)
            if not rows:
                return taken
            taken += [feed.id for feed in rows]

    taken = [
        feed_id for part in await asyncio.gather(*(work() for _ in range(4))) for feed_id in part
    ]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 40


async def test_renewing_waits_for_no_row(postgres_url: str, now: datetime) -> None:
    """A row that is just being given back is left out: two orders of locks would be a deadlock."""
    owner = claims.new_owner()
    async with open_database(postgres_url) as database:
        await _add_feeds(database, 2, now)
        async with database.begin() as tx:
            first, _ = await feeds.claim_due(tx, now=now, n=2, owner=owner, lease_seconds=60)
        async with database.begin() as giving_back, asyncio.timeout(4):
            await claims.leave(giving_back, feed_rows, [first.id], owner=owner)
            async with database.begin() as tx:
                await claims.renew(tx, feed_rows, owner=owner, lease_seconds=600)
        async with database.read() as tx:
            leases_until = await tx.scalars(
                sa.select(feed_rows.c.lease_until).order_by(feed_rows.c.id == first.id)
            )
            renewed, left = leases_until.all()
    assert renewed - left > 500_000


async def test_longest_due_comes_first(database: Database, now: datetime) -> None:
    """A claim takes what has waited longest, in that order."""
    await _add_feeds(database, 5, now)
    async with database.begin() as tx:
        rows = await feeds.claim_due(tx, now=now, n=2, owner=claims.new_owner(), lease_seconds=60)
    assert [feed.title for feed in rows] == ["Outlet 4", "Outlet 3"]


async def test_a_dead_owners_row_is_taken_over(database: Database, now: datetime) -> None:
    """A lease that has run out is free again, and its late owner cannot settle."""
    await _add_feeds(database, 1, now)
    dead, living = claims.new_owner(), claims.new_owner()
    async with database.begin() as tx:
        [feed] = await feeds.claim_due(tx, now=now, n=1, owner=dead, lease_seconds=-1)
    async with database.begin() as tx:
        [taken] = await feeds.claim_due(tx, now=now, n=1, owner=living, lease_seconds=60)
        late = await feeds.settle(tx, feed.id, owner=dead, changes={"reason": "late"})
    assert (taken.id, late) == (feed.id, False)


async def test_renewing_keeps_a_row(database: Database, now: datetime) -> None:
    """A renewed lease runs longer than it was taken for."""
    await _add_feeds(database, 1, now)
    owner = claims.new_owner()
    async with database.begin() as tx:
        await feeds.claim_due(tx, now=now, n=1, owner=owner, lease_seconds=5)
        before = await tx.scalar(sa.select(feed_rows.c.lease_until))
        await claims.renew(tx, feed_rows, owner=owner, lease_seconds=500)
        after = await tx.scalar(sa.select(feed_rows.c.lease_until))
    assert (after or 0) - (before or 0) > 400_000


async def test_stopping_gives_rows_back(database: Database, now: datetime) -> None:
    """What a stopping process held is free at once, and the try does not count."""
    await _add_feeds(database, 1, now)
    owner = claims.new_owner()
    async with database.begin() as tx:
        await feeds.claim_due(tx, now=now, n=1, owner=owner, lease_seconds=60)
        await claims.release(tx, feed_rows, owner=owner)
    async with database.begin() as tx:
        await feeds.claim_due(tx, now=now, n=1, owner=claims.new_owner(), lease_seconds=60)
        attempts = await tx.scalar(sa.select(feed_rows.c.attempts))
    assert attempts == 1


async def test_forgotten_row_comes_free_though_its_owner_lives(
    database: Database, now: datetime
) -> None:
    """A row that its process gave up without a word is renewed a few times and then no more."""
    await _add_feeds(database, 1, now)
    owner = claims.new_owner()
    async with database.begin() as tx:
        await feeds.claim_due(tx, now=now, n=1, owner=owner, lease_seconds=1)
        await tx.execute(
            sa.update(feed_rows).values(claimed_at=feed_rows.c.claimed_at - 1000 * MAX_LEASES - 1)
        )
        before = await tx.scalar(sa.select(feed_rows.c.lease_until))
        await claims.renew(tx, feed_rows, owner=owner, lease_seconds=1)
        assert await tx.scalar(sa.select(feed_rows.c.lease_until)) == before


async def test_row_left_is_not_renewed(database: Database, now: datetime) -> None:
    """What a stage leaves is nobody's: its lease runs out, and a late result is refused."""
    await _add_feeds(database, 1, now)
    owner = claims.new_owner()
    async with database.begin() as tx:
        [feed] = await feeds.claim_due(tx, now=now, n=1, owner=owner, lease_seconds=5)
        await claims.leave(tx, feed_rows, [feed.id], owner=owner)
        before = await tx.scalar(sa.select(feed_rows.c.lease_until))
        await claims.renew(tx, feed_rows, owner=owner, lease_seconds=500)
        after = await tx.scalar(sa.select(feed_rows.c.lease_until))
        late = await feeds.settle(tx, feed.id, owner=owner, changes={"reason": "late"})
    assert (after, late) == (before, False)


async def test_work_longer_than_its_lease_may_end(database: Database) -> None:
    """A named lease that ran out protects still, as long as nobody has taken it."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        epoch = await leases.take(tx, "place:en", owner=owner, seconds=-1)
        assert await leases.holds(tx, "place:en", owner=owner, epoch=epoch or 0)


async def test_named_leases_are_renewed(database: Database) -> None:
    """A holder that lives keeps its names."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await leases.take(tx, "place:en", owner=owner, seconds=1)
        await leases.renew_all(tx, owner=owner, seconds=600)
        until = await tx.scalar(sa.select(lease_rows.c.until - database_now()))
    assert (until or 0) > 500_000


async def test_one_holder_of_a_named_lease(database: Database) -> None:
    """While one holds a name, another gets nothing; the holder renews in the same epoch."""
    first, second = claims.new_owner(), claims.new_owner()
    async with database.begin() as tx:
        epochs = [
            await leases.take(tx, "updates:1", owner=owner, seconds=60)
            for owner in (first, second, first)
        ]
    assert epochs == [1, None, 1]


async def test_epoch_fences_the_old_holder(database: Database) -> None:
    """After a change of hands the old holder is refused inside its own transaction."""
    old, new = claims.new_owner(), claims.new_owner()
    async with database.begin() as tx:
        before = await leases.take(tx, "place:en", owner=old, seconds=-1)
    async with database.begin() as tx:
        after = await leases.take(tx, "place:en", owner=new, seconds=60)
    async with database.begin() as tx:
        held = [
            await leases.holds(tx, "place:en", owner=owner, epoch=epoch or 0)
            for owner, epoch in ((old, before), (new, after))
        ]
    assert held == [False, True]


async def test_released_lease_is_free_at_once(database: Database) -> None:
    """A process that stops leaves its names to the next one."""
    old, new = claims.new_owner(), claims.new_owner()
    async with database.begin() as tx:
        await leases.take(tx, "updates:1", owner=old, seconds=600)
        await leases.release_all(tx, owner=old)
    async with database.begin() as tx:
        assert await leases.take(tx, "updates:1", owner=new, seconds=60) == 2


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_backoff_grows_to_its_cap(jitter: float) -> None:
    """Each wait is at least the one before, and never over the cap and its jitter."""
    waits = [claims.backoff_seconds(n, jitter=jitter) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[-1] <= 3600 * 1.25


async def test_what_fails_waits_longer_each_time(database: Database, now: datetime) -> None:
    """After each failure a row is free later than after the one before, until it is exhausted."""
    await _add_feeds(database, 1, now)
    owner = claims.new_owner()
    waits: list[int] = []
    async with database.begin() as tx:
        for _ in range(claims.MAX_ATTEMPTS):
            [feed] = await feeds.claim_due(tx, now=now, n=1, owner=owner, lease_seconds=5)
            await claims.fail(tx, feed_rows, [feed.id], owner=owner, base_seconds=60.0)
            wait = await tx.scalar(sa.select(feed_rows.c.lease_until - database_now()))
            waits.append(int(wait or 0))
            await tx.execute(sa.update(feed_rows).values(lease_until=0))
        await feeds.claim_due(tx, now=now, n=1, owner=owner, lease_seconds=5)
        attempts = int(await tx.scalar(sa.select(feed_rows.c.attempts)) or 0)
    assert [round(wait / 60_000) for wait in waits] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (claims.is_exhausted(attempts - 1), claims.is_exhausted(attempts)) == (False, True)


async def test_a_poisoned_article_ends(database: Database, now: datetime) -> None:
    """An article that can never be placed is dead after its tries, and waits no more."""
    async with database.begin() as tx:
        article_id, _ = await articles.add(tx, a_new_article(), now=now)
        for _ in range(claims.MAX_ATTEMPTS):
            await articles.fail_placing(tx, article_id, error="boom", due_at=now)
        assert await state_of(tx, article_id) == "dead"
        assert await articles.waiting_languages(tx, now=now) == []
