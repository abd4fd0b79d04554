"""Fixtures for every test: both databases, always."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from bot.store.schema import upgrade
from tests import postgres
from tests.builders import NOON

# Before the first import of `telegram`, as in bot.telegram.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_names = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A running PostgreSQL, as an address with ``{name}`` for the database."""
    with postgres.running_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied: migrating anew for each test would cost minutes."""
    path = tmp_path_factory.mktemp("migrated") / "nutgraf.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database, to be copied likewise."""
    url = asyncio.run(postgres.new_database(postgres_server, "migrated"))
    asyncio.run(_migrate(url))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of its own, once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    server: str = request.getfixturevalue("postgres_server")
    return asyncio.run(postgres.new_database(server, f"test_{next(_names)}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database of its own, once on each engine."""
    return _migrated(request, tmp_path)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same for all tests of a module together, where filling it takes seconds."""
    return _migrated(request, tmp_path_factory.mktemp("module"))


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """An open, migrated database, once on each engine."""
    async with open_database(migrated_url) as database:
        yield database


@pytest.fixture
def now() -> datetime:
    """The instant at which a test plays: a Sunday at noon."""
    return NOON


def _migrated(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("migrated_file")
        shutil.copy(file, folder / "nutgraf.db")
        return f"sqlite:///{folder}/nutgraf.db"
    template: str = request.getfixturevalue("migrated_template")
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{next(_names)}"
    return asyncio.run(postgres.new_database(server, name, template=template))


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await upgrade(database)
