"""`doctor`: what is wrong, one line each."""

import asyncio

import click

from bot.commands import here
from bot.doctor import examine
from bot.errors import BotError


@click.command()
def doctor() -> None:
    """Check settings, Telegram, database and feeds: one line each, ok or what to do."""
    asyncio.run(_doctor())


async def _doctor() -> None:
    n_wrong = 0
    async for finding in examine(here.settings()):
        n_wrong += not finding.is_well
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.name}: {finding.text}")
    if n_wrong:
        raise BotError(f"{n_wrong} thing{'s' * (n_wrong != 1)} to mend.")
