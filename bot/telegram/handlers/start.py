"""`/start`: the way into a set-up, and the deep links that lead here.

Imports render and the steps of the set-up.
"""

import structlog
from telegram import Update

from bot.errors import NotFound
from bot.render import replies
from bot.store import bots
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.access import OWNER_PREFIX
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import STORY_PREFIX
from bot.telegram.handlers.story import reply_with_story, story_id
from bot.telegram.handlers.topics import new_digest
from bot.telegram.handlers.written import command
from bot.telegram.roles import may_change
from bot.telegram.subscribed import is_draft

_log = structlog.get_logger()


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("start", start))


async def start(update: Update, context: Context) -> None:
    """Follow a deep link; begin the set-up, go on with one that is half done, or show what is set.

    Whoever has a digest gets the answer to the link alone.
    """
    payload = context.args[0] if context.args else ""
    is_answered = await _follow_link(update, context, payload)
    known = await subscribed.of_chat(context)
    if not await may_change(update):
        context.reply(replies.help_page(context.voice))
    elif not known or any(is_draft(one) for one in known):
        new_digest(context)
    elif not is_answered:
        context.reply(await subscribed.overview(context, known))


async def _follow_link(update: Update, context: Context, payload: str) -> bool:
    """Do what a deep link asks for; return whether that is answered."""
    if payload.startswith(OWNER_PREFIX) and update.effective_user:
        _claim_ownership(context, update.effective_user.id, payload.removeprefix(OWNER_PREFIX))
        return True
    if payload.startswith(STORY_PREFIX):
        await _open_linked(context, payload.removeprefix(STORY_PREFIX))
        return True
    return False


async def _open_linked(context: Context, number: str) -> None:
    """Open the story of a deep link, or say that it is gone; the set-up goes on behind it."""
    try:
        await reply_with_story(context, story_id(number))
    except NotFound:
        context.reply(replies.say(context.voice, "error-no-story"))


def _claim_ownership(context: Context, user_id: int, key: str) -> None:
    async def effect(tx: Transaction) -> None:
        is_owner = await bots.claim_ownership(tx, context.desk.bot_id, user_id=user_id, key=key)
        _log.info("owner.claimed" if is_owner else "owner.refused", user_id=user_id)
        said = "owner-claimed" if is_owner else "owner-refused"
        context.reply(replies.say(context.voice, said))

    context.write(effect)
