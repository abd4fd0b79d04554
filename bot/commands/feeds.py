"""`feeds`: the group; each command's module is loaded when it is called."""

import click

from bot.commands.lazy import LazyGroup

_COMMANDS = {
    "parse": ("bot.commands.feeds_parse:parse", "Parse feed documents into entries."),
    "add": ("bot.commands.feeds_list:add", "Add the feeds behind addresses."),
    "list": ("bot.commands.feeds_list:list_", "List the feeds in the store."),
    "remove": ("bot.commands.feeds_list:remove", "Remove feeds; their articles stay."),
    "check": ("bot.commands.feeds_check:check", "Look at every feed now, and tell how it is."),
    "import": ("bot.commands.feeds_list:import_", "Add the feeds of an OPML file."),
    "export": ("bot.commands.feeds_list:export", "Write the feeds as OPML."),
}


@click.group(cls=LazyGroup, lazy=_COMMANDS)
def feeds() -> None:
    """The feeds that the bot reads."""
