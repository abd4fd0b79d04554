"""The whole bot with no token and no network: a playground, a newsroom, and the very same bot.

The bot knows neither: it is given another Bot API address and leave to read from loopback, by the
same settings that anyone could set. Imports `bot.app` and the playground.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from tempfile import TemporaryDirectory

import structlog

from bot.app import App, running
from bot.catalogue import Source
from bot.errors import SettingsError
from bot.playground import newsroom, page
from bot.playground.newsroom import Newsroom
from bot.playground.server import Playground, open_playground
from bot.settings import Settings
from bot.store import articles, feeds

_PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.05

_log = structlog.get_logger()


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


async def run(port: int, *, announce: Callable[[str], None]) -> None:
    """Show the bot at *port* until SIGTERM or Ctrl-C.

    Args:
        port: of the chat page; 0 for any free one.
        announce: told the page's address when there is something to see.

    Raises:
        SettingsError: another program listens at *port*.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    async with demonstration(port=port) as shown:
        await everything_is_read(shown.app)
        _people(shown.playground)
        announce(f"{shown.playground.url}/")
        await stopping.wait()


@asynccontextmanager
async def demonstration(
    *, port: int = 0, database_url: str | None = None
) -> AsyncIterator[Demonstration]:
    """The playground, its newsroom and the bot, while inside.

    Args:
        port: of the chat page; 0 for any free one.
        database_url: an empty database of its own by default.
    """
    time = _Time()
    room = Newsroom(time.now(), time.now)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="nutgraf-demo-"))
        playground = await _playground(stack, time, room, port)
        settings = settings_for(playground, database_url or f"sqlite:///{folder}/demo.db")
        app = await stack.enter_async_context(
            running(settings, sources=sources_of(playground, room), fetch_gap_seconds=0.0)
        )

        jumps = await stack.enter_async_context(asyncio.TaskGroup())

        def shift(seconds: float) -> None:
            time.shift = app.clock.shift = timedelta(seconds=seconds)
            jumps.create_task(_catch_up(app))

        playground.clock.on_shift = shift
        yield Demonstration(playground=playground, newsroom=room, app=app)


async def everything_is_read(app: App) -> None:
    """Wait until every due feed was looked at, and every article has its story.

    Raises:
        TimeoutError: it took two minutes.
    """
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await _is_read(app):  # noqa: ASYNC110 - rows have no event to wait for
            await asyncio.sleep(_LOOK_SECONDS)


async def _is_read(app: App) -> bool:
    now = await app.clock.now()
    async with app.database.read() as tx:
        return not (await feeds.n_due(tx, now=now) or await articles.n_due(tx, now=now))


async def _catch_up(app: App) -> None:
    """After a jump of the clock read the news of the time between, then let digests be made.

    In real time the news comes first and the digest later; a jump makes both due at once.
    """
    app.hold("publish")
    app.wake("poll")
    try:
        await everything_is_read(app)
    except TimeoutError:
        _log.warning("demo.not-all-read")
    finally:
        app.go_on("publish")


async def _playground(stack: AsyncExitStack, time: _Time, room: Newsroom, port: int) -> Playground:
    routes = [*page.routes(), *newsroom.routes(room)]
    try:
        return await stack.enter_async_context(
            open_playground(port=port, clock=time.now, extra_routes=routes)
        )
    except OSError as error:
        raise SettingsError(
            "PORT", f"another program listens at {port}; take another: make demo PORT=8099"
        ) from error


def _people(playground: Playground) -> None:
    """A reader who has never met the bot, and a group and a channel of hers."""
    ada = playground.person("Ada", language_code="en")
    ben = playground.person("Ben", language_code="de")
    playground.group("Harbour desk", admins=[ada], members=[ben])
    playground.channel("Velmark this week", admins=[ada])


def settings_for(playground: Playground, database_url: str) -> Settings:
    """What an owner would set to have the bot talk to this playground and read its newsroom."""
    return Settings(
        token=playground.token,
        database_url=database_url,
        telegram_api=playground.url,
        allow_networks=(ip_network("127.0.0.1/32"),),
        http=None,
    )


def sources_of(playground: Playground, room: Newsroom) -> list[Source]:
    """The newsroom's feeds, in place of the catalogue's."""
    return [
        Source(
            url=f"{playground.url}{listing.path}",
            title=listing.title,
            language=listing.language,
            topics=listing.topics,
        )
        for listing in room.feeds()
    ]
