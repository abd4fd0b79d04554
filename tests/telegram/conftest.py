"""Fixtures of the Telegram side."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.store.database import Database
from tests.telegram.house import House, open_house


@pytest.fixture
async def house(database: Database, now: datetime) -> AsyncIterator[House]:
    """The bot beside a playground of its own, on each database."""
    async with open_house(database, now) as house:
        yield house
