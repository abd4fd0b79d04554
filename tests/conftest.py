"""Fixtures for every test: both databases, always."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from bot.store.schema import upgrade
from tests import postgres

# Before the first import of `telegram`, as in bot.telegram.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_names = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A running PostgreSQL, as an address with ``{name}`` for the database."""
    with postgres.running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of its own, once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/nutgraf.db"
    server: str = request.getfixturevalue("postgres_server")
    return await postgres.new_database(server, f"test_{next(_names)}")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated database, once on each engine."""
    async with open_database(database_url) as database:
        await upgrade(database)
        yield database


@pytest.fixture
def now() -> datetime:
    """The instant at which a test plays: a Sunday at noon."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
