"""Copies of the whole database that can be trusted, and going back to one.

SQLite: a consistent file made while the bot works, checked by opening it; what it replaces is kept
beside it. PostgreSQL: see `bot.store.dump`. A backup is never written over.
"""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.errors import SchemaOutOfDate, StoreError
from bot.model import DeliveryState
from bot.store import dump
from bot.store.database import Transaction, parse_url
from bot.store.schema import HEAD, known_revisions
from bot.store.tables import articles, feeds, inbox, leases, outbox, subscriptions

_OWNED = (feeds, articles, subscriptions, outbox, inbox)
_OPEN = (DeliveryState.READY, DeliveryState.HELD, DeliveryState.SENDING)


def back_up(url: str, target: Path) -> int:
    """Write a checked copy of the database to *target*; return its size in bytes.

    The bot may go on meanwhile. Blocks: call it in a thread, or where nothing else runs.

    Raises:
        StoreError: *target* exists, cannot be written, or the copy is not sound.
    """
    if target.exists():
        raise StoreError(f"{target} exists. A backup is never written over; choose another name.")
    parsed = parse_url(url)
    write = _back_up_sqlite if parsed.get_backend_name() == "sqlite" else dump.write
    # Made under another name first, so that what bears the name is whole.
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        write(parsed, unfinished)
        unfinished.rename(target)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def restore(url: str, source: Path, *, now: datetime) -> Path | None:
    """Put the backup *source* in the database's place; the bot must be stopped.

    Blocks: call it in a thread. Call `settle` afterwards, in a transaction.

    Returns:
        Where the database that was there has gone; None where there was none.

    Raises:
        SchemaOutOfDate: a newer release made the backup.
        StoreError: it is no backup, or the database is in use.
    """
    parsed = parse_url(url)
    if not source.is_file():
        raise StoreError(f"There is no file {source}.")
    if parsed.get_backend_name() == "sqlite":
        return _restore_sqlite(parsed, source, now)
    _restore_postgres(parsed, source)
    return None


async def settle(tx: Transaction, *, now: datetime) -> int:
    """Make a restored database safe to run; return how many deliveries are unknown now.

    What was open when the backup was made may have been sent or answered since: deliveries become
    `unknown`, updates count as handled, and nobody holds anything.
    """
    lost = await tx.execute(
        sa.update(outbox)
        .where(outbox.c.state.in_(_OPEN))
        .values(state=DeliveryState.UNKNOWN, reason="restored", settled_at=now)
    )
    await tx.execute(sa.update(inbox).where(inbox.c.state == "open").values(state="done"))
    for table in _OWNED:
        await tx.execute(sa.update(table).values(owner=None, lease_until=0))
    await tx.execute(sa.delete(leases))
    return lost.rowcount


# ---- SQLite --------------------------------------------------------------------------------------


def _back_up_sqlite(url: URL, target: Path) -> None:
    source = Path(str(url.database))
    if not source.exists():
        raise StoreError(f"There is no database {source} yet.")
    try:
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise StoreError(f"The backup failed: {error}.") from error
    _check_sqlite(target)


def _check_sqlite(path: Path) -> None:
    """Open a backup and make sure that it is whole and of a release that this one knows."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise StoreError(f"{path} is no backup of Nutgraf.") from error
    if verdict != "ok":
        raise StoreError(f"{path} is damaged: {verdict}.")
    if version not in known_revisions():
        raise SchemaOutOfDate(version, HEAD)


def _restore_sqlite(url: URL, source: Path, now: datetime) -> Path | None:
    _check_sqlite(source)
    target = Path(str(url.database))
    replaced = target.with_name(f"{target.name}.{now:%Y%m%d-%H%M%S}.replaced")
    arriving = target.with_name(f"{target.name}.arriving")
    shutil.copyfile(source, arriving)
    with arriving.open("rb") as file:
        os.fsync(file.fileno())
    is_replaced = target.exists()
    if is_replaced:
        _close_journal(target)
        _keep(target, replaced)
    _keep_journals(target, replaced)
    arriving.replace(target)
    return replaced if is_replaced else None


def _keep(path: Path, name: Path) -> None:
    """Give a file a second name: were it renamed, a cut here would leave no database at all."""
    try:
        name.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copyfile(path, name)


def _keep_journals(path: Path, name: Path) -> None:
    """Move journals that nobody closed along: SQLite would read them into the new database."""
    for suffix in ("-journal", "-wal", "-shm"):
        journal = path.with_name(f"{path.name}{suffix}")
        if journal.exists():
            journal.rename(name.with_name(f"{name.name}{suffix}"))


def _close_journal(path: Path) -> None:
    """Bring everything into the one file, which works only while no one else has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise StoreError(f"{path} is in use. Stop the bot first.") from error
        # A broken database is just what one restores over: it is set aside as it stands.


# ---- PostgreSQL ----------------------------------------------------------------------------------


def _restore_postgres(url: URL, source: Path) -> None:
    dump.check(url, source)
    if asyncio.run(dump.n_others(url)):
        raise StoreError(f"Others are using the database {url.database}. Stop the bot first.")
    dump.read(url, source)
