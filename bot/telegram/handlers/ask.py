"""Questions: `/ask`, plain text in a private chat, a mention or a reply in a group.

Imports render's answers and `asking`.
"""

from telegram import Update
from telegram.constants import ChatAction

from bot.render import answer
from bot.render.words import FALLBACK
from bot.telegram.asking import ask
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.written import command


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("ask", ask_command))


async def ask_command(_update: Update, context: Context) -> None:
    """``/ask what happened at the port``."""
    await tell(context, " ".join(context.args or ()))


async def tell(context: Context, question: str) -> None:
    """Answer a question in quoted sentences, or say what comes nearest."""
    if not question.strip():
        context.reply(answer.what_to_ask(context.voice))
        return
    context.act(ChatAction.TYPING)
    languages = tuple(dict.fromkeys((context.chat.language, FALLBACK)))
    found = await ask(context.desk.database, question, languages=languages)
    if found.story is not None:
        message = answer.found(
            context.voice, found.story, found.quotations, context.now, also=found.also
        )
    else:
        message = answer.not_found(
            context.voice, question, found.nearest, context.now, since=found.since
        )
    context.reply(message)
