"""The playground as a server: one aiohttp application, opened and closed as a whole.

Imports everything else of the playground.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from ipaddress import ip_address

from aiohttp import web

from bot.playground import bot_api
from bot.playground.chats import Chats, Person
from bot.playground.clock import PlaygroundClock
from bot.playground.control import control_application
from bot.playground.floods import FloodRules
from bot.playground.playground import Playground
from bot.playground.state import State

__all__ = ["PLAYGROUND_TOKEN", "Playground", "open_playground"]

BOT_ID = 7_000_000_001
PLAYGROUND_TOKEN = f"{BOT_ID}:{'playground' * 3}00000"
# How long handlers that still hold a connection may take when the playground closes.
_CLOSING_SECONDS = 0.5
# A file of 50 MB and what surrounds it in a form.
_MAX_BODY_BYTES = 60 * 1024**2


@asynccontextmanager
async def open_playground(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = PLAYGROUND_TOKEN,
    clock: Callable[[], datetime] | None = None,
    extra_routes: Sequence[web.AbstractRouteDef] = (),
    flood: FloodRules | None = None,
    strict: bool = True,
) -> AsyncIterator[Playground]:
    """Serve a playground on the loopback interface until the block is left.

    Args:
        host: an address of the loopback interface.
        port: 0 for any free one.
        token: ``<number>:<letters>``; the number is the bot's id.
        clock: gives the present for dates; the real time, movable, by default.
        extra_routes: further pages of the same origin, such as the chat page.
        flood: limits on sending; none by default.
        strict: report what Telegram would swallow without a word.

    Raises:
        ValueError: the host is not on the loopback interface.
    """
    if not ip_address(host).is_loopback:
        raise ValueError("a playground is served on the loopback interface only")
    playground = _new_playground(token, clock)
    playground.state.is_strict = strict
    playground.set_flood(flood)
    application = web.Application(client_max_size=_MAX_BODY_BYTES)
    application.add_routes([*bot_api.routes(playground.state), *extra_routes])
    application.add_subapp("/control/", control_application(playground))
    runner = web.AppRunner(
        application, access_log=None, handler_cancellation=True, shutdown_timeout=_CLOSING_SECONDS
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0]
        playground.url = f"http://{bound[0]}:{bound[1]}"
        yield playground
    finally:
        await playground.close()
        await runner.cleanup()


def _new_playground(token: str, clock: Callable[[], datetime] | None) -> Playground:
    time = PlaygroundClock(clock)
    bot = Person(
        id=int(token.partition(":")[0]),
        first_name="Nutgraf",
        username="nutgraf_playground_bot",
        is_bot=True,
    )
    chats = Chats(bot=bot, people={bot.id: bot})
    return Playground(State(bot=bot, token=token, now=time.now, chats=chats), time)
