"""Copies of a PostgreSQL database, by PostgreSQL's own programs `pg_dump` and `pg_restore`.

They must be of the server's version or newer; what they refuse is told as one sentence. Imports
only the errors, the schema's version and how addresses are read.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.errors import SchemaOutOfDate, StoreError
from bot.store.database import open_database
from bot.store.schema import HEAD, known_revisions

_INSTALL = "Install PostgreSQL's client programs"
_HOW = "Debian, Ubuntu: apt-get install postgresql-client"
_VERSIONS = re.compile(r"server version: (\S+); pg_dump version: (\S+)")
_REVISION = re.compile(
    r"^COPY \S*alembic_version \(version_num\) FROM stdin;\n(\S+)$", re.MULTILINE
)
# The driver spells this setting unlike PostgreSQL's programs.
_SPELT = {"ssl": "sslmode"}


def write(url: URL, target: Path) -> None:
    """Write all of the database to *target*, and make sure that it can be read.

    Raises:
        StoreError: a program is missing, too old, or refuses; the text says what to do.
    """
    _run("pg_dump", "--format=custom", f"--file={target}", _plain(url), url=url)
    check(url, target)


def check(url: URL, source: Path) -> None:
    """Make sure that *source* is a backup of a release that this one knows.

    Raises:
        SchemaOutOfDate: a newer release made it.
        StoreError: it is no backup, or the program is missing or too old.
    """
    told = _run(
        "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source), url=url
    )
    found = _REVISION.search(told)
    if found is None:
        raise StoreError(f"{source} is no backup of Nutgraf.")
    if found[1] not in known_revisions():
        raise SchemaOutOfDate(found[1], HEAD)


def read(url: URL, source: Path) -> None:
    """Put the backup in the database's place: all of it, or nothing.

    Raises:
        StoreError: a program is missing, too old, or refuses.
    """
    how = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    _run("pg_restore", *how, f"--dbname={_plain(url)}", str(source), url=url)


async def n_others(url: URL) -> int:
    """How many connections there are to the database beside the one that asks."""
    activity = sa.table("pg_stat_activity", *map(sa.column, ("pid", "datname", "backend_type")))
    others = (
        sa.select(sa.func.count())
        .select_from(activity)
        .where(activity.c.datname == sa.func.current_database())
        .where(activity.c.backend_type == "client backend")
        .where(activity.c.pid != sa.func.pg_backend_pid())
    )
    async with (
        open_database(url.render_as_string(hide_password=False)) as database,
        database.read() as tx,
    ):
        return int(await tx.scalar(others) or 0)


def _run(program: str, *arguments: str, url: URL) -> str:
    """Run one of the programs; the password goes by the environment, never as argument."""
    path = shutil.which(program)
    if path is None:
        raise StoreError(f"{program} is missing. {_INSTALL} ({_HOW}).")
    # Errors are recognised by their English words.
    environ = os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": url.password} if url.password else {})
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [path, *arguments], env=environ, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise StoreError(_reason(program, done.stderr))
    return done.stdout


def _reason(program: str, said: str) -> str:
    """What to do about what a program said when it failed."""
    if versions := _VERSIONS.search(said):
        server, ours = versions.groups()
        newer = f"{_INSTALL} of version {server.partition('.')[0]} or newer"
        return f"{program} {ours} is older than the server, {server}. {newer}."
    if "unsupported version" in said:
        return f"The backup was made by a newer pg_dump. {_INSTALL} of that version or newer."
    if "input file" in said:
        return "That file is no backup of Nutgraf."
    return f"{program} failed: {(said.strip().splitlines() or ['no reason given'])[-1]}"


def _plain(url: URL) -> str:
    """The address as PostgreSQL's programs take it, without the password."""
    bare = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query={_SPELT.get(name, name): value for name, value in url.query.items()},
    )
    return bare.render_as_string()
