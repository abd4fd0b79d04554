"""How a handler of something written is made: new messages only, never an edit of an old one."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters
from telegram.ext.filters import BaseFilter

from bot.telegram.context import Context

OnMessage: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]


def command(name: str, handler: OnMessage) -> CommandHandler[Context, Any]:
    """The handler of ``/name``; answering an edited command would answer it twice."""
    return CommandHandler(name, handler, filters=filters.UpdateType.MESSAGE)


def message(which: BaseFilter, handler: OnMessage) -> MessageHandler[Context, Any]:
    """The handler of new messages of that kind."""
    return MessageHandler(filters.UpdateType.MESSAGE & which, handler)
