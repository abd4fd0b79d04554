"""`demo`: the whole bot with no token and no network."""

import asyncio
import logging
import sys

import click

from bot import demo as demonstration
from bot import logs
from bot.settings import LogFormat
from bot.tour import print_tour


@click.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65_535))
@click.option("--once", is_flag=True, help="Print one digest and one summary, and end.")
def demo(port: int, once: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Try the bot in the browser: a chat page, a newsroom of invented outlets, and the bot itself.

    Nothing is kept: the next call begins anew.
    """
    logs.set_up(LogFormat.CONSOLE, level=logging.WARNING)
    if once:
        asyncio.run(print_tour(sys.stdout))
        return
    asyncio.run(demonstration.run(port, announce=_announce))


def _announce(address: str) -> None:
    click.echo(f"Nutgraf runs. Open {address} in your browser; Ctrl-C ends it.")
