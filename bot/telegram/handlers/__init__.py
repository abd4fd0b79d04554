"""What the bot does when a person writes or presses: parse, read the store, render, reply.

One module a group of commands; each has ``add(application)``. The first handler that fits is run.
"""

from bot.telegram.context import NutgrafApplication
from bot.telegram.handlers import info, start

_IN_ORDER = (start, info)


def add_handlers(application: NutgrafApplication) -> None:
    """Add every handler, in the order in which they are tried."""
    for module in _IN_ORDER:
        module.add(application)
