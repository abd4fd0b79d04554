"""Fixtures for every test: both databases, always."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from bot.store.schema import upgrade
from tests import postgres
from tests.builders import NOON

# Before the first import of `telegram`, as in bot.telegram.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_TESTS = Path(__file__).parent
_names = itertools.count(1)
# What starts whole processes, or waits for a chat's turn; see `pytest_collection_modifyitems`.
_LONG = ("faults", "flows", "test_cli", "telegram")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first: one that is begun last would leave the other cores idle."""
    items.sort(key=lambda item: not item.path.relative_to(_TESTS).parts[0].startswith(_LONG))


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
def migrated_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied likewise."""
    with postgres.database_in(postgres_server, "migrated") as url:
        asyncio.run(_migrate(url))
        yield "migrated"


@pytest.fixture(scope="session")
def shelf(postgres_server: str, migrated_template: str) -> postgres.Shelf:
    """Migrated PostgreSQL databases to lend."""
    return postgres.Shelf(server=postgres_server, template=migrated_template)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of its own, once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: str = request.getfixturevalue("postgres_server")
    with postgres.database_in(server, f"test_{next(_names)}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of its own, once on each engine."""
    with _migrated(request, tmp_path) as url:
        yield url


@pytest.fixture
def postgres_url(shelf: postgres.Shelf) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of its own, for what only it can do."""
    with shelf.lent() as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same for all tests of a module together, where filling it takes seconds."""
    with _migrated(request, tmp_path_factory.mktemp("module")) as url:
        yield url


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """An open, migrated database, once on each engine."""
    async with open_database(migrated_url) as database:
        yield database


@pytest.fixture
def now() -> datetime:
    """The instant at which a test plays: a Sunday at noon."""
    return NOON


@contextmanager
def _migrated(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("migrated_file")
        shutil.copy(file, folder / "nutgraf.db")
        yield f"sqlite:///{folder}/nutgraf.db"
        return
    shelf: postgres.Shelf = request.getfixturevalue("shelf")
    with shelf.lent() as url:
        yield url


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await upgrade(database)
