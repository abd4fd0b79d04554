"""A failed call says whether it was sent, and never tells the token."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import BadRequest, TelegramError

from bot.telegram.request import AiohttpRequest, Ambiguous, NotSent, proxy_for

TOKEN = "123:very-secret"


@asynccontextmanager
async def answering(answer: bytes | None) -> AsyncIterator[str]:
    """A server that gives these bytes to every request, or hangs up for None."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is not None:
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage"


async def error_of(url: str) -> TelegramError:
    """What a call to *url* raises."""
    async with AiohttpRequest(n_connections=1, answer_seconds=1.0) as request:
        with pytest.raises(TelegramError) as raised:
            await request.post(url)
    return raised.value


def http(status: str, body: bytes) -> bytes:
    """An answer as it stands on the wire."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "answer",
    [
        None,
        http("502 Bad Gateway", b"<html>nginx</html>"),
        http("500 Internal Server Error", b'{"ok":false,"error_code":500}'),
        http("302 Found", b""),
        http("404 Not Found", b"<html>captive portal</html>"),
        http("200 OK", b'{"ok":true,"resu'),
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
    ],
)
async def test_an_answer_that_says_nothing_is_ambiguous(answer: bytes | None) -> None:
    """Hung up, broken or foreign: perhaps it was carried out."""
    async with answering(answer) as url:
        error = await error_of(url)
    assert isinstance(error, Ambiguous)
    assert TOKEN not in "".join(traceback.format_exception(error))


async def test_without_a_connection_nothing_was_sent() -> None:
    """Nobody listens there."""
    error = await error_of(f"http://127.0.0.1:9/bot{TOKEN}/sendMessage")
    assert isinstance(error, NotSent)
    assert TOKEN not in str(error)


def test_the_environment_s_proxy_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls go through the proxy that is set for them, but for hosts that are excepted."""
    monkeypatch.setenv("https_proxy", "http://ada:secret@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "telegram.internal")
    asked = ("https://api.telegram.org", "https://telegram.internal")
    assert [proxy_for(url) for url in asked] == ["http://ada:secret@proxy.example:3128", None]


async def test_calls_go_through_a_proxy() -> None:
    """The proxy gets the whole address, and its credentials."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(http("200 OK", b'{"ok":true,"result":true}'))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        proxy = f"http://ada:secret@127.0.0.1:{port}"
        async with AiohttpRequest(n_connections=1, proxy=proxy) as request:
            await request.post("http://telegram.example/bot1:x/getMe")
    assert seen[0].startswith(b"POST http://telegram.example/bot1:x/getMe ")
    assert b"Proxy-Authorization: Basic YWRhOnNlY3JldA==" in seen[0]


async def test_telegram_s_own_refusal_comes_through() -> None:
    """A 400 with Telegram's words is what the library makes of it."""
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'
    async with answering(http("400 Bad Request", body)) as url:
        error = await error_of(url)
    assert isinstance(error, BadRequest)
    assert "hat not found" in error.message
