"""`/start`. Imports render."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.render import setup
from bot.telegram.context import Context, NutgrafApplication


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(CommandHandler("start", welcome))


async def welcome(_update: Update, context: Context) -> None:
    """Greet."""
    context.reply(setup.welcome(context.voice, []))
