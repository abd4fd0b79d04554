"""A copied database holds the same rows, also when the copy was cut off and started again."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.store import articles
from bot.store.copy import copy, count
from bot.store.database import Database, open_database
from bot.store.tables import articles as article_rows
from tests.builders import NOON, a_new_article
from tests.store.filled import everything, fill


@pytest.fixture
async def source(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database with a row in most tables."""
    shutil.copy(migrated_file, tmp_path / "source.db")
    async with open_database(f"sqlite:///{tmp_path}/source.db") as database:
        await fill(database)
        yield database


@pytest.fixture
async def target(postgres_url: str) -> AsyncIterator[Database]:
    """An empty, migrated PostgreSQL database, open."""
    async with open_database(postgres_url) as database:
        yield database


async def test_every_row_is_copied(source: Database, target: Database) -> None:
    """PostgreSQL holds what SQLite held: rows, references into the own table, texts."""
    n_rows = await copy(source, target, told=lambda _table, _n: None)
    assert await everything(target) == await everything(source)
    assert n_rows == sum((await count(source)).values())


async def test_database_is_not_copied_into_itself(source: Database) -> None:
    """However its address is written: it would be called the copy that the bot is to use."""
    folder = Path(str(source.url.database)).parent
    async with open_database(f"sqlite:///{folder}/../{folder.name}/source.db") as same:
        with pytest.raises(StoreError, match="the database itself"):
            await copy(source, same, told=lambda _table, _n: None)


async def test_new_ids_follow_the_copied_ones(source: Database, target: Database) -> None:
    """After a copy the next article gets an id of its own."""
    await copy(source, target, told=lambda _table, _n: None)
    async with target.begin() as tx:
        new_id, is_new = await articles.add(tx, a_new_article(url_key="new"), now=NOON)
        highest = await tx.scalar(sa.select(sa.func.max(article_rows.c.id)))
    assert (is_new, new_id) == (True, highest)


async def test_cut_off_copy_goes_on(source: Database, target: Database) -> None:
    """Started again after a cut, a copy goes on where it stopped and ends with the same rows."""

    class Cut(Exception):
        """The process was killed."""

    def cut(table: str, _n: int) -> None:
        if table == "articles":
            raise Cut

    with pytest.raises(Cut):
        await copy(source, target, told=cut)
    told: list[tuple[str, int]] = []
    await copy(source, target, told=lambda table, n: told.append((table, n)))

    n_articles = (await count(source))["articles"]
    assert await everything(target) == await everything(source)
    assert sum(n for table, n in told if table == "articles") < n_articles


async def test_target_in_use_is_told(source: Database, target: Database) -> None:
    """Rows that the source does not know are reported and not passed over."""
    async with target.begin() as tx:
        await articles.add(tx, a_new_article(url_key="stranger"), now=NOON)
        await tx.execute(sa.update(article_rows).values(id=10**9))
    with pytest.raises(StoreError, match="articles"):
        await copy(source, target, told=lambda _table, _n: None)
