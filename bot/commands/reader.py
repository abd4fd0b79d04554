"""Who reads what a command tells: the options `--language` and `--zone`."""

import click

from bot.digests.times import zones
from bot.errors import UsageError
from bot.render.words import FALLBACK, languages


class Zone(click.ParamType[str]):
    """A time zone, by its IANA name or by a city."""

    name = "zone"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find the zone; refuse what names none, or several."""
        try:
            found, *others = zones(value)
        except UsageError:
            self.fail(f"{value!r} is none; give one like Europe/Berlin, or a city", param, ctx)
        if others:
            self.fail(f"{value!r} may be {', '.join([found, *others])}", param, ctx)
        return found


language = click.option(
    "--language",
    default=FALLBACK,
    show_default=True,
    metavar="XX",
    type=click.Choice(languages()),
    help="Language in which it is told.",
)
zone = click.option(
    "--zone",
    default="UTC",
    show_default=True,
    type=Zone(),
    help="Zone in which times are told: its IANA name, or a city.",
)
