"""A database with a row in most tables, and all that it holds as something to compare."""

import json
from dataclasses import replace

import sqlalchemy as sa

from bot.model import Priority, StoryId
from bot.store import articles, outbox, stories
from bot.store.copy import BATCH
from bot.store.database import Database, Transaction
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


async def fill(database: Database) -> None:
    """Put rows into most tables, and into one more than a batch of copying holds."""
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


async def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, in an order of its own, the same on both engines."""
    async with database.read() as tx:
        return {table.name: await _rows(tx, table) for table in metadata.sorted_tables}


async def _rows(tx: Transaction, table: sa.Table) -> list[str]:
    rows = (await tx.execute(sa.select(table))).mappings()
    # JSONB keeps the keys of an object in an order of its own.
    return sorted(json.dumps(dict(row), default=repr, sort_keys=True) for row in rows)
