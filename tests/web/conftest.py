"""A served bot without Telegram: its endpoints at an address of their own."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import pytest

from bot.settings import HttpAddress
from bot.store.database import Database
from bot.web.application import serving
from bot.web.parts import Parts
from tests.builders import NOON

ANYWHERE = HttpAddress(host="127.0.0.1", port=0)


class Serve(Protocol):
    """Serves parts with named overrides and gives a client that is bound to them."""

    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
        """Serve while inside."""


@pytest.fixture
def serve(database: Database) -> Serve:
    """Serve a migrated database of its own."""

    async def now() -> datetime:
        return NOON

    @asynccontextmanager
    async def serve(**changes: Any) -> AsyncIterator[aiohttp.ClientSession]:
        parts = replace(Parts(database=database, now=now), **changes)
        async with serving(parts, ANYWHERE) as address:
            base = f"http://{address.host}:{address.port}"
            async with aiohttp.ClientSession(base) as client:
                yield client

    return serve
