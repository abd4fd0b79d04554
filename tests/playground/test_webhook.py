"""Tests of updates posted to the bot's own address."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.playground.chats import Person
from bot.playground.server import Playground
from tests.playground.wire import Wire


@dataclass
class Receiver:
    """A bot's own server: what came, and which statuses it answers with, 200 in the end."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        """Keep an update."""
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.updates.append(await request.json())
        self.came.set()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def wait_for(self, n: int) -> list[dict[str, Any]]:
        """Return the updates as soon as *n* came."""
        async with asyncio.timeout(5):
            while len(self.updates) < n:
                self.came.clear()
                await self.came.wait()
        return self.updates


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A server that takes updates."""
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(
    playground: Playground, wire: Wire, receiver: Receiver, ada: Person
) -> None:
    """What waited and what comes is posted in order, with the secret in its header."""
    await wire.call("setWebhook", url=receiver.url, secret_token="open-sesame")
    playground.says(ada, "second", sender=ada)
    updates = await receiver.wait_for(2)
    assert [u["message"]["text"] for u in updates] == ["/start", "second"]
    assert receiver.secrets == ["open-sesame"] * 2


async def test_an_update_is_posted_again_until_it_is_taken(
    playground: Playground, wire: Wire, receiver: Receiver, ada: Person
) -> None:
    """After a 500 the same update comes again, and the next one waits for it."""
    playground.state.webhook.first_pause_seconds = 0.01
    receiver.statuses = [500, 302]
    await wire.call("setWebhook", url=receiver.url)
    playground.says(ada, "second", sender=ada)
    updates = await receiver.wait_for(4)
    assert [u["message"]["text"] for u in updates] == ["/start"] * 3 + ["second"]
    info = (await wire.call("getWebhookInfo")).result
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"


@pytest.mark.usefixtures("ada")
async def test_pending_updates_are_counted(wire: Wire, receiver: Receiver) -> None:
    """An update that is refused again and again stays pending."""
    receiver.statuses = [500] * 10
    await wire.call("setWebhook", url=receiver.url, max_connections=3)
    await receiver.wait_for(1)
    info = (await wire.call("getWebhookInfo")).result
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (
        receiver.url,
        1,
        3,
    )


async def test_an_address_that_nobody_serves_is_reported(wire: Wire, ada: Person) -> None:
    """A refused connection shows in `getWebhookInfo`, and the update waits."""
    playground = wire.playground
    await wire.call("setWebhook", url="http://127.0.0.1:1/hook")
    info: dict[str, Any] = {}
    async with asyncio.timeout(5):
        while "last_error_message" not in info:
            info = (await wire.call("getWebhookInfo")).result
    playground.says(ada, "second", sender=ada)
    assert (info["last_error_message"], playground.state.updates.n_pending) == (
        "Connection refused",
        2,
    )


async def test_an_empty_address_deletes_the_webhook(wire: Wire, receiver: Receiver) -> None:
    """`setWebhook` without an address is `deleteWebhook`."""
    await wire.call("setWebhook", url=receiver.url)
    await wire.call("setWebhook", url="")
    assert (await wire.call("getWebhookInfo")).result["url"] == ""


@pytest.mark.parametrize(("method", "n_left"), [("close", 1), ("logOut", 0)])
@pytest.mark.usefixtures("ada")
async def test_the_end_of_a_server_ends_its_webhook(
    wire: Wire, receiver: Receiver, method: str, n_left: int
) -> None:
    """`close` keeps what waits, `logOut` loses it; neither posts any more."""
    receiver.statuses = [500] * 10
    await wire.call("setWebhook", url=receiver.url)
    await wire.call(method)
    info = (await wire.call("getWebhookInfo")).result
    assert (info["url"], info["pending_update_count"]) == ("", n_left)


async def test_no_poll_beside_a_webhook(wire: Wire, receiver: Receiver) -> None:
    """`getUpdates` is a 409 until the webhook is deleted."""
    await wire.call("setWebhook", url=receiver.url)
    refused = await wire.call("getUpdates")
    await wire.call("deleteWebhook")
    taken = await wire.call("getUpdates")
    assert (refused.code, refused.words.partition(";")[0], taken.result) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active",
        [],
    )


@pytest.mark.usefixtures("ada")
async def test_pending_updates_can_be_dropped(playground: Playground, wire: Wire) -> None:
    """`drop_pending_updates` forgets what waits."""
    await wire.call("deleteWebhook", drop_pending_updates=True)
    assert playground.state.updates.n_pending == 0


REFUSED = [
    ({"url": "nowhere"}, "invalid webhook URL specified"),
    ({"url": "ftp://bot.example/"}, "invalid webhook URL specified"),
    (
        {"url": "http://bot.example/"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        {"url": "https://bot.example:8080/"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        {"url": "https://bot.example/"},
        "bad webhook: Failed to resolve host: Name or service not known",
    ),
    (
        {"url": "http://127.0.0.1:1/", "secret_token": "x" * 257},
        "secret token is too long",
    ),
    (
        {"url": "http://127.0.0.1:1/", "secret_token": "a b"},
        "secret token contains unallowed characters",
    ),
]


@pytest.mark.parametrize(("parameters", "words"), REFUSED)
async def test_refuses_a_webhook(wire: Wire, parameters: dict[str, str], words: str) -> None:
    """A wrong address or secret is refused, and nothing outside this machine is called."""
    answer = await wire.call("setWebhook", **parameters)
    assert answer.words == f"Bad Request: {words}"
