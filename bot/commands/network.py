"""Documents from the network for the command line, by the rules and limits of the bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from bot.commands import here
from bot.errors import FetchError
from bot.ingest.answer import Fetched
from bot.ingest.fetch import Fetcher, Kind
from bot.ingest.networks import Networks


def is_address(source: str) -> bool:
    """Whether a person means a web address and not a file."""
    return source.lower().startswith(("http://", "https://"))


@asynccontextmanager
async def fetching() -> AsyncIterator[Fetcher]:
    """A fetcher that asks as the bot would, open while inside."""
    networks = Networks(allowed=here.settings().allow_networks)
    async with Fetcher(networks, user_agent=f"Nutgraf/{version('nutgraf')}") as fetcher:
        yield fetcher


async def fetch(url: str, *, kind: Kind) -> Fetched:
    """One document.

    Raises:
        FetchError: the host, the network or the guard said no.
    """
    async with fetching() as fetcher:
        answer = await fetcher.fetch(url, kind=kind)
    if not isinstance(answer, Fetched):
        raise FetchError("gone", "The host says that this is gone for good.", url=url)
    return answer
