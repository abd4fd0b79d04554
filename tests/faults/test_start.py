"""Starting when something is missing: waiting where that helps, a clear end where it does not."""

import asyncio
import os
import sys

from bot.playground.server import PLAYGROUND_TOKEN, open_playground
from tests.faults.processes import bot_process, stop


async def _run(**environ: str) -> tuple[int, str]:
    """Run the bot to its end; return its exit status and what it told."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "run_bot.py",
        "run",
        env=os.environ | {"NUTGRAF_HTTP": ""} | environ,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        _, told = await process.communicate()
    return process.returncode or 0, told.decode()


async def test_refused_token_ends_with_one_line(migrated_url: str) -> None:
    """A token that Telegram does not know ends the bot with a sentence that does not show it."""
    async with open_playground() as playground:
        token = f"{playground.bot.id}:{'wrong' * 7}"
        status, told = await _run(
            NUTGRAF_TOKEN=token,
            NUTGRAF_DATABASE_URL=migrated_url,
            NUTGRAF_TELEGRAM_API=playground.url,
        )
    assert status == 1
    assert "@BotFather" in told
    assert "wrong" not in told
    assert "Traceback" not in told


async def test_absent_telegram_is_waited_for(migrated_url: str) -> None:
    """A bot whose Telegram is away keeps trying, and is stopped in order all the same."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "run_bot.py",
        "run",
        env=os.environ
        | {
            "NUTGRAF_HTTP": "",
            "NUTGRAF_TOKEN": PLAYGROUND_TOKEN,
            "NUTGRAF_DATABASE_URL": migrated_url,
            # A port of the loopback interface on which nobody listens.
            "NUTGRAF_TELEGRAM_API": "http://127.0.0.1:9",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        async for line in process.stderr:
            if b"telegram.unreachable" in line:
                break
    assert await stop(process) == 0


async def test_idle_bot_stops_in_order(migrated_url: str) -> None:
    """A bot with all its stages ends with status 0 when it is asked to."""
    async with open_playground() as playground:
        roles = "updates,place,publish,deliver,house"
        async with bot_process(playground, migrated_url, roles=roles) as process:
            assert await stop(process) == 0
