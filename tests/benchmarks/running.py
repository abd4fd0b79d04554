"""The bot as a process of its own: how fast it starts, and what it costs when idle."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.playground.server import Playground, open_playground
from tests.benchmarks.figures import Figure, cpu_seconds, resident_megabytes

_IDLE_SECONDS = 30.0
_HTTP = "127.0.0.1:18_089".replace("_", "")
_N_STARTS = 3
# Without feeds there is nothing to poll, and those of the catalogue would ask the network.
_IDLE_ROLES = "updates,place,publish,deliver,house,web"


async def measure() -> list[Figure]:
    """Cold start to ready, resident memory and processor time of a bot with nothing to do."""
    starts: list[float] = []
    async with open_playground() as playground:
        with TemporaryDirectory() as folder:
            for _ in range(_N_STARTS):
                async with bot_process(playground, Path(folder)) as (_, seconds):
                    starts.append(seconds)
            async with bot_process(playground, Path(folder)) as (pid, _):
                await asyncio.sleep(3)
                before = cpu_seconds(pid)
                await asyncio.sleep(_IDLE_SECONDS)
                share = (cpu_seconds(pid) - before) / _IDLE_SECONDS
                memory = resident_megabytes(pid)
    return [
        Figure(
            what="cold start to ready, three starts, the first migrates",
            value=" / ".join(f"{s:.2f} s" for s in starts),
            target="under 3 s",
        ),
        Figure(
            what="idle, all roles but poll: resident memory",
            value=f"{memory:.0f} MB",
            target="under 120 MB",
        ),
        Figure(
            what="idle, all roles but poll: of one core", value=f"{share:.2%}", target="under 1 %"
        ),
    ]


@asynccontextmanager
async def bot_process(
    playground: Playground, folder: Path, roles: str = _IDLE_ROLES
) -> AsyncIterator[tuple[int, float]]:
    """A running bot; yields its process id and how long it took to be ready."""
    environ = os.environ | {
        "NUTGRAF_TOKEN": playground.token,
        "NUTGRAF_DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "NUTGRAF_TELEGRAM_API": playground.url,
        "NUTGRAF_HTTP": _HTTP,
    }
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "run_bot.py",
        "run",
        "--roles",
        roles,
        env=environ,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _ready()
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        await process.wait()


async def _ready() -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://{_HTTP}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)
