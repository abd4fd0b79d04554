"""The bot as a process of its own: how fast it starts, and what it costs when idle."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import aiohttp

from bot import catalogue
from bot.app import ROLES
from bot.playground.server import Playground, open_playground
from bot.store import feeds
from bot.store.database import open_database
from bot.store.feeds import NewFeed
from bot.store.schema import upgrade
from tests.benchmarks.figures import Figure, cpu_seconds, resident_megabytes
from tests.benchmarks.polling import feed_url, hosts

_IDLE_SECONDS = 60.0
_HTTP = "127.0.0.1:18_089".replace("_", "")
_N_STARTS = 3
# Those of the catalogue would ask the network.
_ROLES_AT_START = ",".join(role for role in ROLES if role != "poll")
_LOOK_EVERY = timedelta(minutes=30)
_NOTHING: Mapping[str, str] = MappingProxyType({})
_TO_LOOPBACK: Mapping[str, str] = {"NUTGRAF_ALLOW_NETWORKS": "127.0.0.0/8"}


async def measure() -> list[Figure]:
    """Cold start to ready, and memory and processor time of a whole bot with nothing to do."""
    async with open_playground() as playground:
        with TemporaryDirectory() as folder:
            starts = [await _start(playground, Path(folder)) for _ in range(_N_STARTS)]
        with TemporaryDirectory() as folder, hosts() as port:
            n_feeds = await _add_feeds(Path(folder), port)
            memory, share = await _idle(playground, Path(folder))
    idle = f"idle, all roles, {n_feeds} unchanged feeds"
    return [
        Figure(
            what="cold start to ready, three starts, the first migrates",
            value=" / ".join(f"{s:.2f} s" for s in starts),
            target="under 3 s",
        ),
        Figure(what=f"{idle}: resident memory", value=f"{memory:.0f} MB", target="under 120 MB"),
        Figure(what=f"{idle}: of one core", value=f"{share:.2%}", target="under 1 %"),
    ]


async def _start(playground: Playground, folder: Path) -> float:
    async with bot_process(playground, folder, _ROLES_AT_START) as (_, seconds):
        return seconds


async def _add_feeds(folder: Path, port: int) -> int:
    """As many feeds as the catalogue has, due evenly over half an hour, in its place."""
    n, now = len(catalogue.sources()), datetime.now(UTC)
    async with open_database(f"sqlite:///{folder}/bench.db") as database:
        await upgrade(database)
        async with database.begin() as tx:
            await feeds.seed(tx, (), edition=catalogue.edition(), now=now)
            for number in range(n):
                url, due_at = feed_url(number, port), now + _LOOK_EVERY * number / n
                await feeds.add(
                    tx, NewFeed(url=url, url_key=url, title="", topics=("world",)), now=due_at
                )
    return n


async def _idle(playground: Playground, folder: Path) -> tuple[float, float]:
    """Megabytes, and the share of one core, of a bot that polls Telegram and its feeds in vain."""
    async with bot_process(playground, folder, ",".join(ROLES), _TO_LOOPBACK) as (pid, _):
        await asyncio.sleep(3)
        before = cpu_seconds(pid)
        await asyncio.sleep(_IDLE_SECONDS)
        share = (cpu_seconds(pid) - before) / _IDLE_SECONDS
        return resident_megabytes(pid), share


@asynccontextmanager
async def bot_process(
    playground: Playground, folder: Path, roles: str, extra: Mapping[str, str] = _NOTHING
) -> AsyncIterator[tuple[int, float]]:
    """A running bot; yields its process id and how long it took to be ready."""
    environ = (
        os.environ
        | extra
        | {
            "NUTGRAF_TOKEN": playground.token,
            "NUTGRAF_DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "NUTGRAF_TELEGRAM_API": playground.url,
            "NUTGRAF_HTTP": _HTTP,
        }
    )
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
