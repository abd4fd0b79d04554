"""Backups of PostgreSQL by its own programs, which come with the server of the tests."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import SchemaOutOfDate, StoreError
from bot.store import articles, backup
from bot.store.database import open_database
from tests import postgres
from tests.builders import NOON, a_new_article
from tests.store.filled import everything, fill

OLD_PG_DUMP = """#!/bin/sh
echo 'pg_dump: error: aborting because of server version mismatch' >&2
echo 'pg_dump: detail: server version: 18.6; pg_dump version: 15.18 (Debian 15.18-0)' >&2
exit 1
"""
OLD_PG_RESTORE = """#!/bin/sh
echo 'pg_restore: error: unsupported version (1.16) in file header' >&2
exit 1
"""


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(postgres.programs()))


@pytest.fixture
def fresh_url(postgres_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database without a table."""
    with postgres.database_in(postgres_server, "restored") as url:
        yield url


async def test_restored_rows_are_those_of_the_backup(
    postgres_url: str, fresh_url: str, tmp_path: Path
) -> None:
    """A filled database comes back into an empty one, row for row; and over itself, later."""
    async with open_database(postgres_url) as database:
        await fill(database)
        saved = await everything(database)
        size = await asyncio.to_thread(backup.back_up, postgres_url, tmp_path / "copy")
        async with database.begin() as tx:
            await articles.add(tx, a_new_article(url_key="later"), now=NOON)
    assert size > 1_000
    for url in (fresh_url, postgres_url):
        await asyncio.to_thread(backup.restore, url, tmp_path / "copy", now=NOON)
        async with open_database(url) as database:
            assert await everything(database) == saved


async def test_database_in_use_stays(postgres_url: str, tmp_path: Path) -> None:
    """While another is connected, restoring says so and changes nothing."""
    await asyncio.to_thread(backup.back_up, postgres_url, tmp_path / "copy")
    async with open_database(postgres_url) as database:
        async with database.begin() as tx:
            await articles.add(tx, a_new_article(), now=NOON)
        with pytest.raises(StoreError, match="Stop the bot first"):
            await asyncio.to_thread(backup.restore, postgres_url, tmp_path / "copy", now=NOON)
        assert len((await everything(database))["articles"]) == 1


async def test_backup_of_a_newer_release_stays_out(postgres_url: str, tmp_path: Path) -> None:
    """This release does not put a database in place that it cannot read."""
    async with open_database(postgres_url) as database, database.begin() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaOutOfDate, match="9999"):
        await asyncio.to_thread(backup.back_up, postgres_url, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


async def test_letter_is_no_backup(postgres_url: str, tmp_path: Path) -> None:
    """A file of something else is refused before anything is dropped."""
    (tmp_path / "letter").write_text("Dear editor, " * 100)
    with pytest.raises(StoreError, match="is no backup of Nutgraf"):
        await asyncio.to_thread(backup.restore, postgres_url, tmp_path / "letter", now=NOON)


@pytest.mark.parametrize(
    ("program", "script", "told"),
    [
        ("pg_dump", None, "apt-get install postgresql-client"),
        ("pg_dump", OLD_PG_DUMP, "15.18 is older than the server, 18.6. .* of version 18 or newer"),
        ("pg_restore", OLD_PG_RESTORE, "made by a newer pg_dump"),
    ],
)
async def test_program_that_cannot_is_told(
    postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    script: str | None,
    told: str,
) -> None:
    """A program that is missing or too old is named, with what to install."""
    await asyncio.to_thread(backup.back_up, postgres_url, tmp_path / "copy")
    monkeypatch.setenv("PATH", str(tmp_path))
    if script is not None:
        (tmp_path / program).write_text(script)
        (tmp_path / program).chmod(0o755)
    calls: dict[str, Callable[[], object]] = {
        "pg_dump": partial(backup.back_up, postgres_url, tmp_path / "another"),
        "pg_restore": partial(backup.restore, postgres_url, tmp_path / "copy", now=NOON),
    }
    with pytest.raises(StoreError, match=told):
        await asyncio.to_thread(calls[program])
