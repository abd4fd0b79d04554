"""Fixtures of the ingest tests: a site to ask and a fetcher to ask it with."""

from collections.abc import AsyncIterator

import pytest

from bot.ingest.fetch import Fetcher
from tests.ingest.site import Site, running_fetcher, running_site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """An empty web site."""
    async with running_site() as found:
        yield found


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """A fetcher that may ask the site."""
    async with running_fetcher() as found:
        yield found
