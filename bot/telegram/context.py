"""What a handler is given: its chat, the present instant, the store, and what it wants written.

A handler collects; it does not write. Effects, answers and the mark of the update are one commit,
made when the handler is done (`consume`), so that no handler holds a transaction open while it
reads a link, and a crash anywhere answers once. Imports values, render's voice and the store.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, TypeAlias

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.errors import UsageError
from bot.model import BotId, Chat, Message
from bot.render.voice import Voice
from bot.render.words import FALLBACK, Words
from bot.store.database import Database, Transaction

Effect: TypeAlias = Callable[[Transaction], Awaitable[None]]
AfterCommit: TypeAlias = Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What every handler uses; made once, when everything is open.

    Attributes:
        button_key: signs the codes in buttons; one a bot, the same in every replica.
    """

    database: Database
    bot_id: BotId
    username: str
    button_key: bytes


@dataclass(kw_only=True, slots=True)
class Work:
    """One update on its way.

    Attributes:
        chat: where it came from; None where there is none, as with inline questions.
        effects: run in the closing transaction, in order; they may still add replies.
        replies: messages to be sent to the chat, in order.
        afterwards: direct calls once all is committed; losing one to a crash loses nothing.
    """

    update_id: int
    now: datetime
    chat: Chat | None
    thread_id: int | None = None
    reply_to: int | None = None
    effects: list[Effect] = field(default_factory=list)
    replies: list[Message] = field(default_factory=list)
    afterwards: list[AfterCommit] = field(default_factory=list)

    def drop(self) -> None:
        """Forget everything collected, as when the handler failed."""
        self.effects.clear()
        self.replies.clear()
        self.afterwards.clear()


class NutgrafApplication(
    Application[ExtBot[None], "Context", dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
):
    """The library's application with what our handlers need.

    Attributes:
        open: updates being handled, by update id.
    """

    def __init__(self, *, desk: Desk, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(**options)
        self.desk = desk
        self.open: dict[int, Work] = {}


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The library's context with the work of this update."""

    desk: Desk
    work: Work

    @classmethod
    def from_update(cls, update: object, application: Any) -> Self:  # noqa: ANN401 - as the library's
        """Make the context of one update that `consume` has opened."""
        context = super().from_update(update, application)
        context.desk = application.desk
        if isinstance(update, Update):
            context.work = application.open[update.update_id]
        return context

    @property
    def now(self) -> datetime:
        """The instant at which the update is handled."""
        return self.work.now

    @property
    def chat(self) -> Chat:
        """The chat that the update came from.

        Raises:
            UsageError: it came from none.
        """
        if self.work.chat is None:
            raise UsageError("error-ours")
        return self.work.chat

    @property
    def voice(self) -> Voice:
        """How the bot speaks in this chat."""
        return voice_of(self.work.chat, self.desk.button_key)

    def reply(self, *messages: Message) -> None:
        """Answer in the chat once the work is committed."""
        self.work.replies.extend(messages)

    def write(self, effect: Effect) -> None:
        """Let *effect* run in the closing transaction."""
        self.work.effects.append(effect)

    def afterwards(self, call: AfterCommit) -> None:
        """Let *call* run after the commit."""
        self.work.afterwards.append(call)


def voice_of(chat: Chat | None, button_key: bytes) -> Voice:
    """How the bot speaks in a chat; English where it is not known."""
    language, zone = (chat.language, chat.zone) if chat else (FALLBACK, "UTC")
    return Voice(words=Words(language, zone=zone), key=button_key)
