"""Backups are whole, never written over, and safe to go back to."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import SchemaOutOfDate, StoreError
from bot.model import DeliveryState, Priority
from bot.store import articles, backup, inbox, outbox, subscriptions
from bot.store.database import Database, open_database
from bot.store.tables import articles as article_rows
from tests.builders import (
    BOT,
    NOON,
    a_message,
    a_new_article,
    add_chat,
    add_subscription,
)


@pytest.fixture
def file_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of its own."""
    shutil.copy(migrated_file, tmp_path / "nutgraf.db")
    return f"sqlite:///{tmp_path}/nutgraf.db"


async def _add_article(url: str, text: str) -> None:
    async with open_database(url) as database, database.begin() as tx:
        await articles.add(tx, a_new_article(url_key=text, text=text), now=NOON)


async def _texts(url: str) -> list[str]:
    async with open_database(url) as database, database.read() as tx:
        return list(await tx.scalars(sa.select(article_rows.c.text).order_by(article_rows.c.id)))


async def test_backup_is_gone_back_to(file_url: str, tmp_path: Path) -> None:
    """A restored database holds what the backup held, and the replaced one is kept."""
    await _add_article(file_url, "Before the backup.")
    size = backup.back_up(file_url, tmp_path / "copy.db")
    await _add_article(file_url, "After the backup.")

    replaced = backup.restore(file_url, tmp_path / "copy.db", now=NOON)

    assert await _texts(file_url) == ["Before the backup."]
    assert size == (tmp_path / "copy.db").stat().st_size
    assert replaced is not None
    assert await _texts(f"sqlite:///{replaced}") == ["Before the backup.", "After the backup."]


async def test_journal_of_a_broken_database_is_set_aside(file_url: str, tmp_path: Path) -> None:
    """What a broken database had not yet taken in gets into no restored one."""
    await _add_article(file_url, "Before the backup.")
    backup.back_up(file_url, tmp_path / "copy.db")
    broken, journal = tmp_path / "nutgraf.db", tmp_path / "nutgraf.db-wal"
    with closing(sqlite3.connect(broken)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE articles SET text = 'Out of the journal.'")
        connection.commit()
        left_over = journal.read_bytes()
    broken.write_bytes(b"The disk was full. " * 100)
    journal.write_bytes(left_over)

    replaced = backup.restore(file_url, tmp_path / "copy.db", now=NOON)

    assert await _texts(file_url) == ["Before the backup."]
    assert replaced is not None
    assert replaced.with_name(f"{replaced.name}-wal").read_bytes() == left_over


async def test_backup_is_taken_while_the_bot_writes(file_url: str, tmp_path: Path) -> None:
    """An open writing transaction neither stops a backup nor gets into it."""
    async with open_database(file_url) as database, database.begin() as tx:
        await articles.add(tx, a_new_article(), now=NOON)
        backup.back_up(file_url, tmp_path / "copy.db")
    assert await _texts(f"sqlite:///{tmp_path}/copy.db") == []


async def test_backup_is_never_written_over(file_url: str, tmp_path: Path) -> None:
    """An existing file is refused and stays as it was."""
    (tmp_path / "copy.db").write_text("dear to someone")
    with pytest.raises(StoreError, match="never written over"):
        backup.back_up(file_url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "dear to someone"


async def test_backup_may_have_any_name(file_url: str, tmp_path: Path) -> None:
    """What means something in an address is only a character here."""
    target = tmp_path / "before 50% #1?.db"
    assert backup.back_up(file_url, target) == target.stat().st_size


async def test_backup_into_no_folder_is_told(file_url: str, tmp_path: Path) -> None:
    """A folder that does not exist is an error in words."""
    with pytest.raises(StoreError, match="nowhere"):
        backup.back_up(file_url, tmp_path / "nowhere" / "copy.db")


async def test_stranger_is_no_backup(file_url: str, tmp_path: Path) -> None:
    """A file that is no database is refused, and the database stays."""
    await _add_article(file_url, "Still here.")
    (tmp_path / "letter.txt").write_text("Dear editor, " * 100)
    with pytest.raises(StoreError, match="no backup"):
        backup.restore(file_url, tmp_path / "letter.txt", now=NOON)
    assert await _texts(file_url) == ["Still here."]


async def test_backup_of_a_newer_release_is_refused(file_url: str, tmp_path: Path) -> None:
    """This release does not put a database in place that it cannot read."""
    async with open_database(file_url) as database, database.begin() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    shutil.copy(tmp_path / "nutgraf.db", tmp_path / "newer.db")
    with pytest.raises(SchemaOutOfDate):
        backup.restore(file_url, tmp_path / "newer.db", now=NOON)


async def test_database_in_use_is_not_replaced(file_url: str, tmp_path: Path) -> None:
    """While another has the database open, restoring says so and changes nothing."""
    backup.back_up(file_url, tmp_path / "copy.db")
    async with open_database(file_url) as database, database.begin() as tx:
        await articles.add(tx, a_new_article(), now=NOON)
        with pytest.raises(StoreError, match="Stop the bot"):
            backup.restore(file_url, tmp_path / "copy.db", now=NOON)


async def test_open_work_of_a_backup_is_not_done_twice(database: Database) -> None:
    """After a restore nothing open is sent or answered again by itself."""
    async with database.begin() as tx:
        await outbox.add(
            tx,
            bot_id=BOT,
            chat_id=(await add_chat(tx)).id,
            key="digest",
            messages=[a_message()],
            priority=Priority.DIGEST,
            now=NOON,
        )
        n_unknown = await backup.settle(tx, now=NOON)
        counts = await outbox.counts(tx)
        handled = await inbox.counts(tx)
    assert (n_unknown, counts) == (1, {DeliveryState.UNKNOWN: 1})
    assert handled.get("open", 0) == 0


async def test_overdue_subscriptions_are_found(database: Database) -> None:
    """What was due before the restore is told apart from what is still to come."""
    async with database.begin() as tx:
        chat = await add_chat(tx)
        late = await add_subscription(tx, chat)
        await add_subscription(tx, chat, next_due_at=None)
        found = await subscriptions.overdue(tx, now=NOON)
    assert [one.id for one in found] == [late.id]
