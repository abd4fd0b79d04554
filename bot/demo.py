"""The whole bot with no token and no network: a playground, a newsroom, and the very same bot.

The bot knows neither: it is given another Bot API address and leave to read from loopback, by the
same settings that anyone could set. Imports `bot.app` and the playground.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import App, running
from bot.catalogue import Source
from bot.playground import newsroom, page
from bot.playground.newsroom import Newsroom
from bot.playground.server import Playground, open_playground
from bot.settings import Settings


@dataclass(kw_only=True, slots=True)
class _Time:
    """The demonstration's time: real, and moved as far as its visitor likes."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


@dataclass(frozen=True, kw_only=True, slots=True)
class Demonstration:
    """What is running: the chat page is at `playground.url`."""

    playground: Playground
    newsroom: Newsroom
    app: App


async def run(port: int) -> None:
    """Show the bot at *port* until SIGTERM or Ctrl-C."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    async with demonstration(port=port) as shown:
        shown.playground.person("Ada", language_code="en")
        await stopping.wait()


@asynccontextmanager
async def demonstration(*, port: int = 0) -> AsyncIterator[Demonstration]:
    """The playground, its newsroom and the bot over an empty database, while inside."""
    time = _Time()
    room = Newsroom(time.now(), time.now)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="nutgraf-demo-"))
        playground = await stack.enter_async_context(
            open_playground(
                port=port, clock=time.now, extra_routes=[*page.routes(), *newsroom.routes(room)]
            )
        )
        settings = _settings(playground, Path(folder) / "demo.db")
        app = await stack.enter_async_context(
            running(settings, sources=_sources(playground, room), fetch_gap_seconds=0.0)
        )

        def shift(seconds: float) -> None:
            time.shift = app.clock.shift = timedelta(seconds=seconds)
            app.wake("poll", "publish")

        playground.clock.on_shift = shift
        yield Demonstration(playground=playground, newsroom=room, app=app)


def _settings(playground: Playground, file: Path) -> Settings:
    return Settings(
        token=playground.token,
        database_url=f"sqlite:///{file}",
        telegram_api=playground.url,
        allow_networks=(ip_network("127.0.0.1/32"),),
        http=None,
    )


def _sources(playground: Playground, room: Newsroom) -> list[Source]:
    return [
        Source(
            url=f"{playground.url}{listing.path}",
            title=listing.title,
            language=listing.language,
            topics=listing.topics,
        )
        for listing in room.feeds()
    ]
