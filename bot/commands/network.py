"""Documents from the network for the command line, by the rules and limits of the bot."""

import os
from pathlib import Path

from bot.errors import FetchError
from bot.ingest.answer import Fetched
from bot.ingest.fetch import Fetcher, Kind
from bot.ingest.guard import Networks
from bot.settings import read_settings

ENV_FILE = Path(".env")


def is_address(source: str) -> bool:
    """Whether a person means a web address and not a file."""
    return source.lower().startswith(("http://", "https://"))


async def fetch(url: str, *, kind: Kind) -> Fetched:
    """One document.

    Raises:
        FetchError: the host, the network or the guard said no.
    """
    settings = read_settings(os.environ, ENV_FILE)
    async with Fetcher(Networks(allowed=settings.allow_networks)) as fetcher:
        answer = await fetcher.fetch(url, kind=kind)
    if not isinstance(answer, Fetched):
        raise FetchError("gone", "The host says that this is gone for good.", url=url)
    return answer
