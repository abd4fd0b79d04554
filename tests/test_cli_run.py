"""The bot as a process: it starts, says that it is ready, and ends in order."""

import asyncio
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.playground.server import Playground, open_playground
from tests.command_line import CommandLine

# All but `poll`: tests ask no host of the internet.
ROLES = "updates,place,publish,deliver,house,web"
PATIENCE_SECONDS = 60.0
# What the bot promises to the one who stops it.
STOP_SECONDS = 15.0


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A local Bot API."""
    async with open_playground(port=0) as playground:
        yield playground


@pytest.fixture
def nutgraf(tmp_path: Path, playground: Playground) -> CommandLine:
    """The program with that Bot API's token, its endpoints at a port of their own."""
    settings = {
        "NUTGRAF_TOKEN": playground.token,
        "NUTGRAF_TELEGRAM_API": playground.url,
        "NUTGRAF_HTTP": "127.0.0.1:0",
    }
    return CommandLine(folder=tmp_path, settings=settings)


async def _http_url(process: subprocess.Popen[bytes]) -> str:
    """Where the bot serves its endpoints, as its log says once it is ready."""
    assert process.stderr is not None
    while line := await asyncio.to_thread(process.stderr.readline):
        found = re.search(r"bot\.ready.*(http://127\.0\.0\.1:\d+)", line.decode())
        if found:
            return found[1]
    raise AssertionError("The bot ended before it was ready.")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
async def test_bot_is_ready_and_ends_in_order(nutgraf: CommandLine, end: signal.Signals) -> None:
    """Stopped by a service or by Ctrl-C, a ready bot ends with status 0 in the promised time."""
    process = nutgraf.start("run", "--roles", ROLES)
    with process:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), aiohttp.ClientSession() as client:
                response = await client.get(f"{await _http_url(process)}/readyz")
                ready = await response.text()
            process.send_signal(end)
            _, said = await asyncio.to_thread(process.communicate, timeout=STOP_SECONDS)
        finally:
            process.kill()
    assert ready == "ready\n"
    assert process.returncode == 0
    assert b"bot.stopped" in said
    assert b"Traceback" not in said


async def test_doctor_greets_the_bot(nutgraf: CommandLine) -> None:
    """`doctor` asks Telegram who the bot is, and finds nothing to mend."""
    ended = await asyncio.to_thread(nutgraf, "doctor")
    assert ended.status == 0
    assert re.search(r"^ok    telegram: @\w+$", ended.out, re.MULTILINE)


async def test_doctor_goes_through_the_proxy(nutgraf: CommandLine) -> None:
    """Where Telegram is reached by a proxy alone, `doctor` reaches it as the bot does."""
    proxied = {
        "NUTGRAF_TELEGRAM_API": "http://telegram.example",
        "http_proxy": nutgraf.settings["NUTGRAF_TELEGRAM_API"],
    }
    behind = CommandLine(folder=nutgraf.folder, settings=nutgraf.settings | proxied)
    ended = await asyncio.to_thread(behind, "doctor")
    assert re.search(r"^ok    telegram: @\w+$", ended.out, re.MULTILINE)


async def test_refused_token_is_told(nutgraf: CommandLine) -> None:
    """A token that Telegram does not know ends the bot with one line that says what to do."""
    wrong = CommandLine(
        folder=nutgraf.folder,
        settings=nutgraf.settings | {"NUTGRAF_TOKEN": "4200000001:AAE-not-the-token-of-this-bot"},
    )
    ended = await asyncio.to_thread(wrong, "run", "--roles", ROLES)
    assert ended.status == 1
    assert ended.err.endswith(
        "nutgraf: Telegram refuses the bot's token. Ask @BotFather for the right one"
        " and put it into NUTGRAF_TOKEN.\n"
    )
