"""The whole bot with its newsroom, once on each database."""

from collections.abc import AsyncIterator

import pytest

from bot.demo import Demonstration, demonstration, everything_is_read
from bot.tour import Reader


@pytest.fixture(scope="module")
async def shown(module_url: str) -> AsyncIterator[Demonstration]:
    """One running bot for all tests of a module; each brings readers of its own."""
    async with demonstration(database_url=module_url) as shown:
        await everything_is_read(shown.app)
        yield shown


@pytest.fixture
async def own(migrated_url: str) -> AsyncIterator[Demonstration]:
    """A bot for one test alone, which moves the clock or breaks things."""
    async with demonstration(database_url=migrated_url) as shown:
        await everything_is_read(shown.app)
        yield shown


@pytest.fixture
def reader(shown: Demonstration) -> Reader:
    """Ada, who has never met the bot."""
    return Reader(shown)
