"""Opening the database: engines, transactions, the database's clock, and the two dialects' edges.

The one place that knows whether SQLite or PostgreSQL is behind it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import SettingsError, StoreError
from bot.store.types import database_now, instant

Transaction = AsyncConnection

# SQLite in one process: one writer at a time behind our own lock, so that no task ever waits in
# SQLite's busy loop; other processes meet at busy_timeout.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
)
_SETTING = "NUTGRAF_DATABASE_URL"
# An error of the database must not carry the values, which are what people wrote, into a log.
_QUIET: Mapping[str, Any] = {"hide_parameters": True}
_POSTGRES_SETTINGS = {
    "statement_timeout": "30000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
}


class Database:
    """One open database.

    `begin` is the unit of work: everything inside is one commit, or nothing. Keep it short: no
    HTTP and no computing inside.
    """

    def __init__(
        self, url: URL, writer: AsyncEngine, durable_writer: AsyncEngine, reader: AsyncEngine
    ) -> None:
        self.url = url
        self._writer = writer
        self._durable_writer = durable_writer
        self._reader = reader
        self._write_lock = asyncio.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded engine is behind it."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def begin(self, *, durable: bool = False) -> AsyncIterator[Transaction]:
        """Open a writing transaction; commit at the end, roll back on an error.

        Args:
            durable: the commit survives a power cut (SQLite waits for the disk). For marks whose
                loss would send or answer twice: the sender's claim, the inbox.
        """
        engine = self._durable_writer if durable else self._writer
        if self._write_lock is None:
            async with engine.begin() as tx:
                yield tx
            return
        async with self._write_lock, engine.begin() as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a reading transaction, which never waits for a writer."""
        async with self._reader.connect() as tx:
            yield tx

    async def now(self) -> datetime:
        """The database's clock."""
        async with self.read() as tx:
            milliseconds = await tx.scalar(sa.select(database_now()))
        return instant(int(milliseconds or 0))

    async def close(self) -> None:
        """Close every connection."""
        for engine in {self._writer, self._durable_writer, self._reader}:
            await engine.dispose()


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open *url* (``sqlite:///file.db``, ``postgresql://user@host/db``) and close it at the end.

    Raises:
        SettingsError: the address is not one of these two kinds, or its folder cannot be made.
    """
    parsed = parse_url(url)
    database = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)
    try:
        yield database
    finally:
        await database.close()


async def reach(database: Database) -> None:
    """Make sure that the database answers.

    Raises:
        StoreError: it does not; the text says what to look at.
    """
    try:
        await database.now()
    except (OSError, SQLAlchemyError) as error:
        where = database.url.database if database.is_sqlite else database.url.host
        raise StoreError(
            f"The database {where} does not answer. Is NUTGRAF_DATABASE_URL right, and does it run?"
        ) from error


def parse_url(url: str, *, name: str = _SETTING) -> URL:
    """The address of a database, with the driver that we use.

    Args:
        url: as someone wrote it.
        name: of the setting or option in which it stands, for the error.

    Raises:
        SettingsError: it is not one of the two kinds.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        raise SettingsError(name, "is no database address; try sqlite:///nutgraf.db") from error
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise SettingsError(name, "needs a file, e.g. sqlite:///nutgraf.db")
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+asyncpg")
    raise SettingsError(name, "must begin with sqlite:/// or postgresql://")


def insert(tx: Transaction, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects' own classes
    """`INSERT` with ``on_conflict_do_nothing`` and ``on_conflict_do_update``.

    The standard statement lacks both; the two dialects spell them the same.
    """
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def milliseconds(duration: timedelta) -> int:
    """A duration in the unit of our columns."""
    return round(duration / timedelta(milliseconds=1))


def _sqlite(url: URL) -> Database:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(_SETTING, f"there can be no folder {folder}") from error
    writer = create_async_engine(url, pool_size=1, max_overflow=0, **_QUIET)
    durable_writer = create_async_engine(url, pool_size=1, max_overflow=0, **_QUIET)
    reader = create_async_engine(url, pool_size=3, max_overflow=2, **_QUIET)
    _on_connect(writer, (*_SQLITE_PRAGMAS, "PRAGMA synchronous=NORMAL"), "BEGIN IMMEDIATE")
    _on_connect(durable_writer, (*_SQLITE_PRAGMAS, "PRAGMA synchronous=FULL"), "BEGIN IMMEDIATE")
    _on_connect(reader, (*_SQLITE_PRAGMAS, "PRAGMA query_only=ON"), "BEGIN")
    return Database(url, writer, durable_writer, reader)


def _on_connect(engine: AsyncEngine, pragmas: tuple[str, ...], begin: str) -> None:
    """Set *pragmas* on each new connection, and open each transaction with *begin*.

    The driver's own way opens a transaction at the first write, too late to be IMMEDIATE: two
    readers that both become writers would end in a deadlock.
    """

    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's class
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    sa.event.listen(engine.sync_engine, "connect", connect)
    sa.event.listen(engine.sync_engine, "begin", begun)


def _postgres(url: URL) -> Database:
    engine = create_async_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_pre_ping=True,
        connect_args={"server_settings": _POSTGRES_SETTINGS},
        **_QUIET,
    )
    return Database(url, engine, engine, engine)
