"""Bringing a database to this release's schema, under a lock, and telling when it cannot be done.

Alembic is loaded only when there is something to do: it would cost the idle bot 10 MB.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.errors import SchemaOutOfDate
from bot.store.database import Database, Transaction
from bot.store.tables import metadata

# The newest revision in migrations/versions; a test holds it against the files.
HEAD = "0001"

# Any number that no other program on the same server locks.
_LOCK = 6_873_302_114


async def upgrade(database: Database) -> bool:
    """Migrate to `HEAD`; return whether there was anything to do.

    Several processes may start together: one migrates, the others wait and find it done.

    Raises:
        SchemaOutOfDate: a newer release wrote this database; nothing was changed.
    """
    async with database.read() as tx:
        if await version(tx) == HEAD:
            return False
    async with database.begin() as tx:
        if tx.dialect.name == "postgresql":
            await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        found = await version(tx)
        if found == HEAD:
            return False
        if found is not None and found not in known_revisions():
            raise SchemaOutOfDate(found, HEAD)
        await tx.run_sync(_run, "upgrade", HEAD)
    return True


async def check(database: Database) -> None:
    """Make sure that the schema is this release's.

    Raises:
        SchemaOutOfDate: it is older or newer.
    """
    async with database.read() as tx:
        found = await version(tx)
    if found != HEAD:
        raise SchemaOutOfDate(found or "empty", HEAD)


async def version(tx: Transaction) -> str | None:
    """The revision that a database stands at; None when it is empty."""
    exists = await tx.run_sync(lambda connection: sa.inspect(connection).has_table(_TABLE))
    if not exists:
        return None
    found: str | None = await tx.scalar(sa.text(f"SELECT version_num FROM {_TABLE}"))  # noqa: S608 - a constant
    return found


def known_revisions() -> set[str]:
    """The revisions that this release can read and migrate."""
    return {path.name.split("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*.py")}


async def downgrade(database: Database, to: str) -> None:
    """Go back to an earlier revision, or to ``base``."""
    async with database.begin() as tx:
        await tx.run_sync(_run, "downgrade", to)


async def differences(database: Database) -> list[Any]:
    """What the migrated database and `bot.store.tables` disagree about; empty when all is well."""
    async with database.begin() as tx:
        return await tx.run_sync(_compare)


def is_compared(_object: object, name: str | None, kind: str, *_reflected: object) -> bool:
    """Whether Alembic compares an object; the full-text indexes live in the migrations only.

    SQLite's is a virtual table with shadow tables, PostgreSQL's stand on expressions.
    """
    if kind == "table":
        return name in metadata.tables
    return name not in ("ix_words", "ix_stems")


_TABLE = "alembic_version"
_SCRIPTS = Path(__file__).parent / "migrations"


def _run(connection: sa.Connection, direction: str, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - see the module's docstring

    commands: dict[str, Callable[..., None]] = {
        "upgrade": command.upgrade,
        "downgrade": command.downgrade,
    }
    commands[direction](_config(connection), to)


def _config(connection: sa.Connection) -> Any:  # noqa: ANN401 - alembic is loaded late
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _compare(connection: sa.Connection) -> list[Any]:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - as above
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as above

    context = MigrationContext.configure(connection, opts={"include_object": is_compared})
    return list(compare_metadata(context, metadata))
