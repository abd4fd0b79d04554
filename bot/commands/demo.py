"""`demo`: the whole bot with no token and no network."""

import asyncio
import sys

import click

from bot import demo as demonstration
from bot import logs, tour
from bot.settings import LogFormat


@click.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65_535))
@click.option("--once", is_flag=True, help="Print one digest and one summary, and end.")
def demo(port: int, once: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Try the bot in the browser: a chat page, a newsroom of invented outlets, and the bot itself.

    Nothing is kept: the next call begins anew.
    """
    logs.set_up(LogFormat.CONSOLE)
    if once:
        asyncio.run(tour.print_tour(sys.stdout))
        return
    asyncio.run(demonstration.run(port, announce=_announce))


def _announce(url: str) -> None:
    click.echo(f"\n  Nutgraf is in your browser: {url}\n  Ctrl-C ends it.\n")
