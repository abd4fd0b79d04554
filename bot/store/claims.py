"""Rows as a queue: claiming what is due, giving it back, and who may still settle it.

A claim is a lease on a row: `owner` until `lease_until`, by the database's clock. A worker that
dies leaves a lease that runs out, and another goes on. Settling always says ``owner = me``: no row
changed means that the lease was lost and the result is to be dropped.
"""

import secrets
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NewType

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.types import database_now

Owner = NewType("Owner", str)

# A row that failed this often is set aside as dead, so that poison cannot loop.
MAX_ATTEMPTS = 8
# How many leases a piece of work may take while its process lives.
MAX_LEASES = 5
_BACKOFF_BASE_SECONDS = 5.0
_BACKOFF_CAP_SECONDS = 3600.0


def new_owner() -> Owner:
    """A name that no other process has, made once at the start of each."""
    return Owner(secrets.token_hex(8))


async def claim(
    tx: Transaction,
    table: sa.Table,
    *,
    where: Sequence[sa.ColumnElement[bool]],
    order_by: Sequence[sa.ColumnElement[Any]],
    n: int,
    owner: Owner,
    lease_seconds: float,
    changes: Mapping[str, Any] = MappingProxyType({}),
) -> list[sa.Row[Any]]:
    """Take at most *n* free rows of *table*, with columns changed by name; return them in order.

    The choice stands in a CTE: as a bare ``IN (SELECT … LIMIT … SKIP LOCKED)`` PostgreSQL may run
    it again and take more than *n*. SQLite drops the row locks; its single writer does the same.
    """
    keys = list(table.primary_key.columns)
    free = (
        sa.select(*keys)
        .where(*where, table.c.lease_until < database_now())
        .order_by(*order_by)
        .limit(n)
        .with_for_update(skip_locked=True, of=table)
        .cte("free")
    )
    taken = (
        sa.update(table)
        .where(_among(keys, free))
        .values(
            owner=owner,
            claimed_at=database_now(),
            lease_until=database_now() + round(lease_seconds * 1000),
            attempts=table.c.attempts + 1,
            **changes,
        )
        .returning(*table.c)
    )
    rows = (await tx.execute(taken)).all()
    # RETURNING promises no order.
    names = [column.key for column in order_by if isinstance(column, sa.Column)]
    return sorted(rows, key=lambda row: tuple(getattr(row, name) for name in names))


async def renew(tx: Transaction, table: sa.Table, *, owner: Owner, lease_seconds: float) -> None:
    """Lengthen the leases of *owner* that still run, each a few times and then no more.

    No work takes `MAX_LEASES` leases; a row that is held so long was given up without a word, as
    when the database was away at that moment, and must come free although its owner lives. A row
    that another transaction is writing is being given back and left out: waiting for it, with
    others locked, would be a deadlock with whoever gives several back.
    """
    lease = round(lease_seconds * 1000)
    keys = list(table.primary_key.columns)
    held = (
        sa.select(*keys)
        .where(table.c.owner == owner, table.c.lease_until >= database_now())
        .where(table.c.claimed_at >= database_now() - lease * MAX_LEASES)
        .with_for_update(skip_locked=True)
        .cte("held")
    )
    await tx.execute(
        sa.update(table).where(_among(keys, held)).values(lease_until=database_now() + lease)
    )


async def leave(tx: Transaction, table: sa.Table, ids: Sequence[int], *, owner: Owner) -> None:
    """Leave rows for now that have to wait: they are free when their lease has run out.

    For tables with an `id`. Until then nobody tries them again; the try does not count.
    """
    await tx.execute(
        sa.update(table)
        .where(table.c.id.in_(ids), table.c.owner == owner)
        .values(owner=None, attempts=table.c.attempts - 1)
    )


async def fail(
    tx: Transaction,
    table: sa.Table,
    ids: Sequence[int],
    *,
    owner: Owner,
    base_seconds: float,
) -> None:
    """Leave rows on which work has failed; each is free after a time that grows with its tries.

    For tables with an `id`. Who claims a row that was tried `MAX_ATTEMPTS` times before is to end
    it, whether those tries failed or the processes died of them: see `is_exhausted`.
    """
    waits = {
        tries: round(backoff_seconds(tries, jitter=0.5, base_seconds=base_seconds) * 1000)
        for tries in range(1, MAX_ATTEMPTS + 1)
    }
    wait = sa.case(waits, value=table.c.attempts, else_=waits[MAX_ATTEMPTS])
    await tx.execute(
        sa.update(table)
        .where(table.c.id.in_(ids), table.c.owner == owner)
        .values(owner=None, lease_until=database_now() + wait)
    )


def is_exhausted(attempts: int) -> bool:
    """Whether a row just claimed was tried in vain as often as may be.

    Args:
        attempts: of the row; this claim has counted already.
    """
    return attempts > MAX_ATTEMPTS


async def put_off(
    tx: Transaction, table: sa.Table, row_id: int, *, owner: Owner, changes: Mapping[str, Any]
) -> None:
    """Give a row back untried, as when it is not its turn; the try does not count.

    Args:
        changes: columns by name, among them when it is due.
    """
    await tx.execute(
        sa.update(table)
        .where(table.c.id == row_id, table.c.owner == owner)
        .values(owner=None, lease_until=0, attempts=table.c.attempts - 1, **changes)
    )


async def release(tx: Transaction, table: sa.Table, *, owner: Owner) -> None:
    """Give back every row of *owner*, as when stopping; the try does not count."""
    await tx.execute(
        sa.update(table)
        .where(table.c.owner == owner, table.c.lease_until > 0)
        .values(owner=None, lease_until=0, attempts=sa.func.coalesce(table.c.attempts, 1) - 1)
    )


def backoff_seconds(
    attempts: int, *, jitter: float, base_seconds: float = _BACKOFF_BASE_SECONDS
) -> float:
    """How long to wait before the next try.

    Args:
        attempts: tries so far, at least 1.
        jitter: in [0, 1); spreads the tries of rows that failed together.
        base_seconds: after the first try; twice as long after each.
    """
    wait = min(_BACKOFF_CAP_SECONDS, base_seconds * 2.0 ** max(0, attempts - 1))
    return wait * (0.75 + jitter / 2)


def _among(keys: list[sa.Column[Any]], free: sa.CTE) -> sa.ColumnElement[bool]:
    if len(keys) == 1:
        return keys[0].in_(sa.select(free.c[keys[0].name]))
    return sa.tuple_(*keys).in_(sa.select(*(free.c[key.name] for key in keys)))
