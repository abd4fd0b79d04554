"""The schema: migrated on both engines, refused when it is newer."""

import pytest
import sqlalchemy as sa

from bot.errors import SchemaOutOfDate
from bot.store import schema
from bot.store.database import Database, open_database


async def test_tables_and_migrations_agree(database: Database) -> None:
    """A migrated database has exactly the tables that the code describes."""
    assert await schema.differences(database) == []


async def test_migrations_go_down_and_up(database: Database) -> None:
    """Head, base and head again is the same schema."""
    await schema.downgrade(database, "base")
    await schema.upgrade(database)
    assert await schema.differences(database) == []


async def test_upgrade_twice_does_nothing(database: Database) -> None:
    """A start on a migrated database changes nothing."""
    assert await schema.upgrade(database) is False


async def test_newer_database_is_refused(database: Database) -> None:
    """A database of a newer release is named, and left as it is."""
    async with database.begin() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaOutOfDate, match="9999"):
        await schema.upgrade(database)


async def test_head_is_the_newest_script(database_url: str) -> None:
    """The constant that saves loading Alembic names the newest migration."""
    async with open_database(database_url) as database:
        await schema.upgrade(database)
        async with database.read() as tx:
            assert await schema.version(tx) == schema.HEAD
