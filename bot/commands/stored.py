"""The store that a command works on, and quiet logs: what it does is told by the command itself."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import logs
from bot.commands import here
from bot.settings import LogFormat
from bot.store.database import Database, open_database, reach
from bot.store.schema import upgrade


@asynccontextmanager
async def store() -> AsyncIterator[Database]:
    """The database of this folder, migrated, open while inside.

    Raises:
        SettingsError: its address is wrong.
        SchemaOutOfDate: a newer release wrote it.
        StoreError: it does not answer.
    """
    logs.set_up(LogFormat.CONSOLE, level=logging.WARNING)
    async with open_database(here.settings().database_url) as database:
        await reach(database)
        await upgrade(database)
        yield database
