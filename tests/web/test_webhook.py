"""Updates by webhook: only with the secret, stored before they are acknowledged."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from bot.web.webhook import SECRET_HEADER
from tests.web.conftest import Serve

SECRET = "s" * 32
UPDATE = {"update_id": 1, "message": {"text": "hello"}}


class Inbox:
    """Takes updates; refuses what has no number."""

    def __init__(self) -> None:
        self.updates: list[Mapping[str, Any]] = []

    async def receive(self, update: Mapping[str, Any]) -> None:
        """Store an update."""
        if "update_id" not in update:
            raise ValueError("no update")
        self.updates.append(update)


async def test_update_with_the_secret_is_stored(serve: Serve) -> None:
    """Telegram's own call is stored and acknowledged."""
    inbox = Inbox()
    async with serve(receive_update=inbox.receive, webhook_secret=SECRET) as client:
        response = await client.post("/telegram", json=UPDATE, headers={SECRET_HEADER: SECRET})
    assert (response.status, inbox.updates) == (200, [UPDATE])


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "t" * 32}])
async def test_stranger_is_refused(serve: Serve, headers: dict[str, str]) -> None:
    """Without the secret nothing is stored."""
    inbox = Inbox()
    async with serve(receive_update=inbox.receive, webhook_secret=SECRET) as client:
        response = await client.post("/telegram", json=UPDATE, headers=headers)
    assert (response.status, inbox.updates) == (401, [])


async def test_secret_of_odd_bytes_is_refused(serve: Serve) -> None:
    """Bytes that are no UTF-8 are a wrong secret like others."""
    inbox = Inbox()
    async with serve(receive_update=inbox.receive, webhook_secret=SECRET) as client:
        address = client._build_url("/")  # noqa: SLF001 - aiohttp's client sends no such bytes
        reader, writer = await asyncio.open_connection(address.host, address.port)
        name = SECRET_HEADER.encode()
        writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\n" + name + b": \xff\xfe\r\n\r\n")
        status = (await reader.readline()).split()[1]
        writer.close()
        await writer.wait_closed()
    assert (status, inbox.updates) == (b"401", [])


@pytest.mark.parametrize("body", ["", "{half", "[1]", "{}", "[" * 100_000])
async def test_what_is_no_update_is_refused(serve: Serve, body: str) -> None:
    """A body that is no update is answered with 400."""
    inbox = Inbox()
    headers = {SECRET_HEADER: SECRET}
    async with serve(receive_update=inbox.receive, webhook_secret=SECRET) as client:
        response = await client.post("/telegram", data=body, headers=headers)
    assert (response.status, inbox.updates) == (400, [])


async def test_failure_to_store_is_not_acknowledged(serve: Serve) -> None:
    """Telegram sends an update again when it could not be stored."""

    async def fail(_update: Mapping[str, Any]) -> None:
        raise OSError("disk full")

    async with serve(receive_update=fail, webhook_secret=SECRET) as client:
        response = await client.post("/telegram", json=UPDATE, headers={SECRET_HEADER: SECRET})
    assert response.status == 500


async def test_without_a_webhook_there_is_no_endpoint(serve: Serve) -> None:
    """A bot that polls has no such address."""
    async with serve() as client:
        response = await client.post("/telegram", json=UPDATE)
    assert response.status == 404
