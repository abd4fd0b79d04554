"""`db`: the database as a whole."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from bot.clock import host_time
from bot.commands import here, lines, stored
from bot.digests.due import next_due
from bot.errors import StoreError
from bot.store import backup as backups
from bot.store import schema, subscriptions
from bot.store.copy import copy as copy_rows
from bot.store.copy import count
from bot.store.database import Database, open_database, parse_url, reach


@click.group()
def db() -> None:
    """The database as a whole: upgrade, check, back up, restore, move."""


@db.command()
def upgrade() -> None:
    """Bring the database to this release.

    The bot does so by itself when it starts.
    """
    click.echo("migrated" if asyncio.run(_upgrade()) else "up to date")


@db.command()
def check() -> None:
    """Check that the database answers and is as this release wants it."""
    click.echo(asyncio.run(_check()))


@db.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def backup(file: Path) -> None:
    """Write a checked copy of the database to FILE.

    The bot may run meanwhile. An existing FILE is never written over.
    """
    size = backups.back_up(here.settings().database_url, file)
    click.echo(f"{file}: {size / 1_000_000:.1f} MB, opened and sound")


@db.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def restore(file: Path) -> None:
    """Go back to the backup FILE.

    The bot must be stopped. The database that was there is kept beside the restored one. What was
    about to be sent when the backup was made is not sent by itself any more: its readers can ask
    for it again.
    """
    asyncio.run(_restore(file))


@db.command("copy")
@click.option("--to", "target", required=True, metavar="URL", help="E.g. postgresql://user@host/db")
def copy_(target: str) -> None:
    """Copy everything into another database.

    The bot must be stopped. Cut off, it goes on where it stopped when it is called again.
    """
    n_rows = asyncio.run(_copy(target))
    click.echo(f"{n_rows} rows, counted in both. Now set NUTGRAF_DATABASE_URL to the new address.")


async def _upgrade() -> bool:
    async with open_database(here.settings().database_url) as database:
        await reach(database)
        return await schema.upgrade(database)


async def _check() -> str:
    async with open_database(here.settings().database_url) as database:
        await reach(database)
        async with database.read() as tx:
            version = await schema.version(tx)
        if version is None or (version != schema.HEAD and version in schema.known_revisions()):
            raise StoreError(f"The database is {version or 'empty'}: call `nutgraf db upgrade`.")
        await schema.check(database)
        wrong = await schema.differences(database)
        rows = await count(database)
    if wrong:
        raise StoreError(
            f"The schema differs from this release's in {len(wrong)} places: {wrong[0]}"
        )
    held = ", ".join(f"{n} {table}" for table, n in rows.items() if n)
    return f"ok · version {schema.HEAD} · {held or 'empty'}"


async def _restore(file: Path) -> None:
    url, now = here.settings().database_url, await host_time()
    replaced = await asyncio.to_thread(backups.restore, url, file, now=now)
    async with stored.store() as database:
        n_unknown, n_late = await _settle(database, now)
    click.echo(f"restored from {file}")
    if replaced is not None:
        click.echo(f"the database that was here is now {replaced}")
    if n_unknown:
        click.echo(f"{n_unknown} messages may have been sent since; they wait for their readers")
    if n_late:
        click.echo(f"{n_late} digests were due since; each comes at its next time")


async def _settle(database: Database, now: datetime) -> tuple[int, int]:
    async with database.begin() as tx:
        n_unknown = await backups.settle(tx, now=now)
        late = await subscriptions.overdue(tx, now=now)
        for each in late:
            changes = {"next_due_at": next_due(each.slot, now)}
            await subscriptions.change(tx, each.id, changes=changes)
    return n_unknown, len(late)


async def _copy(target_url: str) -> int:
    parse_url(target_url, name="--to")
    async with stored.store() as source, open_database(target_url) as target:
        await reach(target)
        await schema.upgrade(target)
        done = lines.counted(unit=" rows", total=sum((await count(source)).values()))
        return await copy_rows(source, target, told=lambda _table, n: done(n))
