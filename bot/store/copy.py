"""Moving everything from one database into another: SQLite to PostgreSQL, or back.

Table by table, rows in the order of their keys, many rows a commit. A copy that was cut off goes on
where it stopped when it is started again. The bot must be stopped: the counts are compared at the
end.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.errors import StoreError
from bot.store.database import Database, Transaction, insert
from bot.store.tables import metadata

# Enough to make a commit cheap, few enough to hold in memory with long texts.
BATCH = 500
_POSTGRES_PORT = 5432

Told = Callable[[str, int], object]


async def copy(source: Database, target: Database, *, told: Told) -> int:
    """Copy every row; return how many rows the target holds now.

    Both are migrated to this release's schema.

    Args:
        source: is only read.
        target: empty, or with the first part of the same copy.
        told: called after each batch with the table's name and the number of its rows.

    Raises:
        StoreError: the two are one, or do not hold the same number of rows at the end.
    """
    if _place(source) == _place(target):
        raise StoreError("That is the database itself. Give the address of another one.")
    for table in metadata.sorted_tables:
        async for rows in _batches(source, table, start=await _reached(target, table)):
            async with target.begin() as tx:
                await tx.execute(insert(tx, table).on_conflict_do_nothing(), _detached(table, rows))
            told(table.name, len(rows))
    for table in metadata.sorted_tables:
        await _join_rows(source, target, table)
        async with target.begin() as tx:
            await _count_on(tx, table)
    return await _compare(source, target)


async def count(database: Database) -> dict[str, int]:
    """Table → number of its rows."""
    async with database.read() as tx:
        return {table.name: await _n_rows(tx, table) for table in metadata.sorted_tables}


def _place(database: Database) -> tuple[object, ...]:
    """Where a database lies, however its address is written."""
    url = database.url
    if database.is_sqlite:
        return (Path(str(url.database)).resolve(),)
    return (url.host, url.port or _POSTGRES_PORT, url.database)


async def _compare(source: Database, target: Database) -> int:
    wanted, found = await count(source), await count(target)
    for table, n in wanted.items():
        if found[table] != n:
            raise StoreError(
                f"The table {table} has {n} rows in the source and {found[table]} in the target."
                " Was the bot running, or the target in use?"
            )
    return sum(found.values())


async def _reached(target: Database, table: sa.Table) -> int | None:
    """The key at which an earlier copy stopped; None to begin at the first row.

    Only for tables whose key begins with a number: the engines order texts differently.
    """
    first = next(iter(table.primary_key.columns))
    if not isinstance(first.type, sa.BigInteger | sa.Integer):
        return None
    async with target.read() as tx:
        key: int | None = await tx.scalar(sa.select(sa.func.max(first)))
    return key


async def _batches(
    source: Database, table: sa.Table, *, start: int | None
) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """The table's rows from key *start* on, in the order of their keys."""
    keys = list(table.primary_key.columns)
    query = sa.select(table).order_by(*keys).limit(BATCH)
    found = await _rows(source, query if start is None else query.where(keys[0] >= start))
    while found:
        yield found
        last = sa.tuple_(*(sa.literal(found[-1][key.name], key.type) for key in keys))
        found = await _rows(source, query.where(sa.tuple_(*keys) > last))


async def _rows(database: Database, query: sa.Select[Any]) -> list[dict[str, Any]]:
    async with database.read() as tx:
        return [dict(row) for row in (await tx.execute(query)).mappings()]


def _detached(table: sa.Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without what points into their own table: the row pointed at may come later."""
    nothing = {column.name: None for column in _own_references(table)}
    return [row | nothing for row in rows]


async def _join_rows(source: Database, target: Database, table: sa.Table) -> None:
    """Set what points into the own table, now that every row is there."""
    for column in _own_references(table):
        query = sa.select(table.c.id, column).where(column.is_not(None)).order_by(table.c.id)
        rows = await _rows(source, query)
        if not rows:
            continue
        point = (
            sa.update(table)
            .where(table.c.id == sa.bindparam("row_id"))
            .values({column: sa.bindparam("other_id")})
        )
        async with target.begin() as tx:
            await tx.execute(
                point, [{"row_id": row["id"], "other_id": row[column.name]} for row in rows]
            )


def _own_references(table: sa.Table) -> list[sa.Column[Any]]:
    return [
        key.parent
        for key in table.foreign_keys
        if key.column.table is table and key.parent.nullable
    ]


async def _count_on(tx: Transaction, table: sa.Table) -> None:
    """Let PostgreSQL's counter of ids go on after the highest; SQLite does by itself."""
    own = table.autoincrement_column
    if tx.dialect.name != "postgresql" or own is None:
        return
    counter = sa.func.pg_get_serial_sequence(table.name, own.name)
    highest = sa.select(sa.func.max(own)).scalar_subquery()
    begun = sa.select(sa.func.count()).select_from(table).scalar_subquery() > 0
    await tx.execute(sa.select(sa.func.setval(counter, sa.func.coalesce(highest, 1), begun)))


async def _n_rows(tx: Transaction, table: sa.Table) -> int:
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
