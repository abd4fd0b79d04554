"""Fixtures of the playground's own tests: a playground, a plain client and python-telegram-bot."""

import os
from collections.abc import AsyncIterator

import pytest

# Read by python-telegram-bot when it is imported.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot

from bot.playground.chats import Person
from bot.playground.server import Playground, open_playground
from tests.playground.wire import Wire, open_wire


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A running playground without limits on pace."""
    async with open_playground() as playground:
        yield playground


@pytest.fixture
async def wire(playground: Playground) -> AsyncIterator[Wire]:
    """A plain client of it."""
    async with open_wire(playground) as wire:
        yield wire


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    """The client that the bot itself uses."""
    async with Bot(playground.token, base_url=f"{playground.url}/bot") as bot:
        yield bot


@pytest.fixture
def ada(playground: Playground) -> Person:
    """A reader who has written to the bot."""
    person = playground.person("Ada")
    playground.says(person, "/start", sender=person)
    return person
