"""A copied database holds the same rows, also when the copy was cut off and started again."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.model import Priority, StoryId
from bot.store import articles, outbox, stories
from bot.store.copy import BATCH, copy, count
from bot.store.database import Database, Transaction, open_database
from bot.store.tables import articles as article_rows
from bot.store.tables import metadata
from tests.builders import (
    BOT,
    NOON,
    a_message,
    a_new_article,
    add_chat,
    add_story,
    add_subscription,
)


@pytest.fixture
async def source(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database with a row in most tables."""
    shutil.copy(migrated_file, tmp_path / "source.db")
    async with open_database(f"sqlite:///{tmp_path}/source.db") as database:
        await _fill(database)
        yield database


@pytest.fixture
async def target(postgres_url: str) -> AsyncIterator[Database]:
    """An empty, migrated PostgreSQL database, open."""
    async with open_database(postgres_url) as database:
        yield database


async def _fill(database: Database) -> None:
    async with database.begin() as tx:
        for number in range(1, 4):
            await add_story(tx, number)
        await stories.fuse(tx, old=StoryId(1), lasting=StoryId(3))
        first, _ = await articles.add(tx, a_new_article(), now=NOON)
        await tx.execute(
            sa.update(article_rows).where(article_rows.c.id < first).values(copy_of=first)
        )
        chat = await add_chat(tx)
        await add_subscription(tx, chat)
        await outbox.add(
            tx,
            bot_id=BOT,
            chat_id=chat.id,
            key="answer",
            messages=[a_message("Żółw 🐢")],
            priority=Priority.ANSWER,
            now=NOON,
        )
    await _add_articles(database, 2 * BATCH)


async def _add_articles(database: Database, n: int) -> None:
    async with database.begin() as tx:
        for number in range(n):
            article = a_new_article(url_key=f"https://harbour.example/many/{number}")
            await articles.add(tx, replace(article, text=f"Text {number}."), now=NOON)


async def _everything(database: Database) -> dict[str, list[str]]:
    async with database.read() as tx:
        return {table.name: await _rows(tx, table) for table in metadata.sorted_tables}


async def _rows(tx: Transaction, table: sa.Table) -> list[str]:
    rows = (await tx.execute(sa.select(table))).mappings()
    # JSONB keeps the keys of an object in an order of its own.
    return sorted(json.dumps(dict(row), default=repr, sort_keys=True) for row in rows)


async def test_every_row_is_copied(source: Database, target: Database) -> None:
    """PostgreSQL holds what SQLite held: rows, references into the own table, texts."""
    n_rows = await copy(source, target, told=lambda _table, _n: None)
    assert await _everything(target) == await _everything(source)
    assert n_rows == sum((await count(source)).values())


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
    assert await _everything(target) == await _everything(source)
    assert sum(n for table, n in told if table == "articles") < n_articles


async def test_target_in_use_is_told(source: Database, target: Database) -> None:
    """Rows that the source does not know are reported and not passed over."""
    async with target.begin() as tx:
        await articles.add(tx, a_new_article(url_key="stranger"), now=NOON)
        await tx.execute(sa.update(article_rows).values(id=10**9))
    with pytest.raises(StoreError, match="articles"):
        await copy(source, target, told=lambda _table, _n: None)
