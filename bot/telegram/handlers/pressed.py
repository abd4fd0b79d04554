"""Buttons: decode, check the right, let the one handler of the action do its work, and answer.

Every press is answered, an old or foreign one too. Imports render's button codes.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from bot.errors import UsageError
from bot.model import ChatKind
from bot.render import replies
from bot.render.buttons import Action, Press, decode
from bot.render.story import SENTENCES
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.errors import in_words
from bot.telegram.roles import may_change

# What a press does; it may return a notice, which is shown in a bubble over the button.
OnPress: TypeAlias = Callable[[Context, Press], Awaitable[str | None]]

# Before the id in the deep link that opens a story in a private chat.
STORY_PREFIX = "story-"
MAX_NOTICE = 200
# What a member of a group may press; everything else changes what the group gets.
_FOR_EVERYONE = frozenset(
    {
        Action.STORY,
        Action.MORE,
        Action.SOURCES,
        Action.TIMELINE,
        Action.LENGTH_OF_STORY,
        Action.SUMMARY,
        Action.TEXT,
        Action.LATEST,
    }
)

_log = structlog.get_logger()


def length_of(press: Press) -> int:
    """The number of sentences that a press asks for, the second of its ids.

    Raises:
        UsageError: no button of ours asks for so many.
    """
    n_sentences = press.number(1)
    if n_sentences not in SENTENCES:
        raise UsageError("notice-old-button")
    return n_sentences


def add(application: NutgrafApplication, actions: Mapping[Action, OnPress]) -> None:
    """Add the one handler of all presses."""

    async def pressed(update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None:
            return
        try:
            notice = await _act(update, context, query.data or "", actions)
        except _ElsewhereError as elsewhere:
            await _answer(query, None, url=elsewhere.url)
            return
        except Exception as error:
            words = in_words(context.voice, error)
            await _answer(query, words.plain if words else None, is_alert=words is not None)
            if words is None:
                # The error handler tells the person, and the log.
                raise
            context.work.drop()
            return
        await _answer(query, notice)

    application.add_handler(CallbackQueryHandler(pressed))


async def _act(
    update: Update, context: Context, data: str, actions: Mapping[Action, OnPress]
) -> str | None:
    press = decode(data, context.desk.button_key)
    if press is None or press.action not in actions:
        return replies.old_button(context.voice)
    if press.action in _FOR_EVERYONE and context.chat.kind is ChatKind.CHANNEL:
        raise _ElsewhereError(_deep_link(context, press))
    if press.action not in _FOR_EVERYONE and not await may_change(update):
        raise UsageError("notice-admins-only")
    return await actions[press.action](context, press)


def _deep_link(context: Context, press: Press) -> str:
    """Where a reader of a channel gets an answer: in a chat of their own."""
    is_story = press.action in {Action.STORY, Action.SOURCES, Action.TIMELINE}
    payload = f"{STORY_PREFIX}{press.number(0)}" if is_story else "channel"
    return f"https://t.me/{context.desk.username}?start={payload}"


class _ElsewhereError(Exception):
    """A press in a channel: its readers must not fill it with answers."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


async def _answer(
    query: CallbackQuery, notice: str | None, *, is_alert: bool = False, url: str | None = None
) -> None:
    """Answer a press; one that waited too long is past answering, which harms nobody."""
    text = notice if notice is None or len(notice) <= MAX_NOTICE else f"{notice[: MAX_NOTICE - 1]}…"
    try:
        await query.answer(text, show_alert=is_alert, url=url)
    except TelegramError as error:
        _log.info("press.unanswered", error=type(error).__name__)
