"""The bot as processes of their own, as an owner runs them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.playground.server import Playground

LEASE_SECONDS = 3
_READY = b"bot.ready"


@asynccontextmanager
async def bot_process(
    playground: Playground, database_url: str, *, roles: str = "updates,publish,deliver"
) -> AsyncIterator[Process]:
    """A running bot; killed at the end if it still runs."""
    environ = os.environ | {
        "NUTGRAF_TOKEN": playground.token,
        "NUTGRAF_DATABASE_URL": database_url,
        "NUTGRAF_TELEGRAM_API": playground.url,
        "NUTGRAF_LEASE_SECONDS": str(LEASE_SECONDS),
        "NUTGRAF_HTTP": "",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "run_bot.py",
        "run",
        "--roles",
        roles,
        env=environ,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        log = await _log_of(process)
        reading = asyncio.create_task(_drain(log))
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    await reading


async def stop(process: Process) -> int:
    """Ask a process to stop as systemd does; return its exit status."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(15):
        return await process.wait()


async def kill(process: Process) -> None:
    """Kill a process as a power cut would."""
    process.kill()
    await process.wait()


async def _log_of(process: Process) -> asyncio.StreamReader:
    """The log of a bot that has said that it is ready.

    Raises:
        RuntimeError: it ended instead.
    """
    if process.stderr is None:
        raise RuntimeError("the log is not read")
    async with asyncio.timeout(60):
        async for line in process.stderr:
            if _READY in line:
                return process.stderr
    raise RuntimeError("the bot ended before it was ready")


async def _drain(log: asyncio.StreamReader) -> None:
    """Read on, so that the bot never waits for a full pipe."""
    async for _ in log:
        pass
