"""`run`: the bot itself, all of it or some of its roles."""

import asyncio

import click

from bot import app, logs
from bot.commands import here
from bot.store.database import open_database, reach


class Roles(click.ParamType[frozenset[str]]):
    """Names of roles, parted by commas."""

    name = "roles"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Split the names and refuse unknown ones."""
        if not isinstance(value, str):
            return value
        roles = frozenset(role.strip() for role in value.split(",") if role.strip())
        if not roles or not roles <= frozenset(app.ROLES):
            self.fail(f"choose from {', '.join(app.ROLES)}", param, ctx)
        return roles


@click.command()
@click.option(
    "--roles", type=Roles(), default=",".join(app.ROLES), show_default=True, metavar="NAMES"
)
def run(roles: frozenset[str]) -> None:
    """Run the bot until Ctrl-C. Its settings stand in .env or in the environment.

    Any number of processes may share the work of one PostgreSQL database; --roles says what this
    one takes.
    """
    asyncio.run(_run(roles))


async def _run(roles: frozenset[str]) -> None:
    settings = here.settings()
    logs.set_up(settings.log)
    async with open_database(settings.database_url) as database:
        await reach(database)
    await app.run(settings, roles)
