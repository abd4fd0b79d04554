"""Tests of the playground as a whole: opening, waiting, telling two of them apart."""

import asyncio

import pytest
from telegram import Bot

from bot.playground.chats import Person
from bot.playground.server import Playground, open_playground
from tests.playground.wire import open_wire


async def test_waiting_ends_with_the_message(playground: Playground, bot: Bot, ada: Person) -> None:
    """Who waits for two messages gets them as soon as the second arrives."""
    waiting = asyncio.create_task(playground.wait_for_messages(ada, 2))
    await bot.send_message(ada.id, "one")
    assert not waiting.done()
    await bot.send_message(ada.id, "two")
    assert [m["text"] for m in await waiting] == ["one", "two"]


async def test_waiting_has_a_deadline(playground: Playground, ada: Person) -> None:
    """Waiting in vain ends in time, and says what was waited for."""
    with pytest.raises(TimeoutError, match="1 messages of the bot in chat 300000001, 0 came"):
        await playground.wait_for_messages(ada, 1, timeout_seconds=0.01)


async def test_waiting_for_anything(playground: Playground, bot: Bot, ada: Person) -> None:
    """Any state can be waited for; it is looked at when something happens."""
    waiting = asyncio.create_task(
        playground.wait_for(lambda: playground.report().calls["sendChatAction"])
    )
    await bot.send_chat_action(ada.id, "typing")
    assert await waiting == 1


async def test_two_playgrounds_share_nothing() -> None:
    """Each has its own port, people and report."""
    async with open_playground() as one, open_playground(token="42:other") as other:
        one.person("Ada")
        async with open_wire(other) as wire:
            assert (await wire.call("getMe")).result["id"] == 42
        assert (one.url != other.url, other.state.chats.chats) == (True, {})
        assert one.report().calls == {}


async def test_a_lenient_playground_reports_nothing() -> None:
    """With `strict` off, what Telegram swallows is swallowed here."""
    async with open_playground(strict=False) as playground, open_wire(playground) as wire:
        await wire.call("getMe", greeting="hello")
        assert playground.report().violations == []


async def test_only_the_loopback_is_served() -> None:
    """A playground cannot be opened to the network."""
    with pytest.raises(ValueError, match="loopback"):
        async with open_playground(host="0.0.0.0"):  # noqa: S104 - what must be refused
            pass
