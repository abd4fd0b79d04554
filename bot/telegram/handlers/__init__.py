"""What the bot does when a person writes or presses: parse, read the store, render, reply.

One module a group of commands; each has ``add(application)`` for what is written, and ``PRESSES``
for its buttons. The first handler that fits is run.
"""

from bot.render.buttons import Action
from bot.telegram.context import NutgrafApplication
from bot.telegram.handlers import (
    ask,
    digest,
    find,
    info,
    membership,
    outlines,
    pressed,
    settings,
    slots,
    sources,
    start,
    story,
    summary,
    text,
    topics,
)
from bot.telegram.handlers.pressed import OnPress

# What is left over comes last.
_WRITTEN = (
    start,
    topics,
    slots,
    settings,
    digest,
    story,
    find,
    ask,
    summary,
    sources,
    info,
    membership,
    text,
)
_PRESSES: dict[Action, OnPress] = {
    **topics.PRESSES,
    **slots.PRESSES,
    **settings.PRESSES,
    **digest.PRESSES,
    **story.PRESSES,
    **summary.PRESSES,
    **sources.PRESSES,
    **outlines.PRESSES,
    **info.PRESSES,
}


def add_handlers(application: NutgrafApplication) -> None:
    """Add every handler, in the order in which they are tried."""
    for module in _WRITTEN:
        module.add(application)
    pressed.add(application, _PRESSES)
