"""`/help`. Imports render."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.render import replies
from bot.telegram.context import Context, NutgrafApplication


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(CommandHandler("help", tell_help))


async def tell_help(_update: Update, context: Context) -> None:
    """Say what the bot does."""
    context.reply(replies.help_page(context.voice))
