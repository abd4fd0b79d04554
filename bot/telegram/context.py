"""What a handler is given: its chat, the present instant, the store, and what it wants written.

A handler collects; it does not write. Effects, answers and the mark of the update are one commit,
made when the handler is done (`consume`), so that no handler holds a transaction open while it
reads a link, and a crash anywhere answers once. Imports values, render's voice and the store.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self, TypeAlias

from telegram import Bot, CallbackQuery, Update
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import Application, CallbackContext, ExtBot

from bot.errors import UsageError
from bot.ingest.fetch import Fetcher
from bot.model import BotId, Chat, ChatId, Message
from bot.render.voice import Voice
from bot.render.words import FALLBACK, Words
from bot.settings import Access
from bot.store import chats
from bot.store.database import Database, Transaction
from bot.telegram.keyboards import keyboard, preview

Effect: TypeAlias = Callable[[Transaction], Awaitable[None]]
AfterCommit: TypeAlias = Callable[[], Awaitable[object]]

# A press waits for its menu: longer than this a flood answer is not sat out.
_MOST_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What every handler uses; made once, when everything is open.

    Attributes:
        button_key: signs the codes in buttons; one a bot, the same in every replica.
        topic_names: the catalogue's topics in a language, those to be offered first in front.
        fetcher: reads the links that people send.
        access: who is let in when met for the first time.
        link_seconds: most time for reading a link; less than a poll has, because a person waits.
    """

    database: Database
    bot_id: BotId
    username: str
    button_key: bytes
    topic_names: Callable[[str], Mapping[str, str]]
    fetcher: Fetcher
    access: Access = Access.OPEN
    link_seconds: float = 25.0


@dataclass(kw_only=True, slots=True)
class Work:
    """One update on its way.

    Attributes:
        chat: where it came from; None where there is none, as with inline questions.
        is_let_in: the bot is open to whoever it came from.
        effects: run in the closing transaction, in order; they may still add replies.
        replies: messages to be sent to the chat, in order.
        afterwards: direct calls once all is committed; losing one to a crash loses nothing.
        meanwhile: messages that were said while the answer was made, and go when it is there.
        beside: calls under way that the answer does not wait for.
    """

    update_id: int
    now: datetime
    chat: Chat | None
    is_let_in: bool = True
    thread_id: int | None = None
    reply_to: int | None = None
    effects: list[Effect] = field(default_factory=list)
    replies: list[Message] = field(default_factory=list)
    afterwards: list[AfterCommit] = field(default_factory=list)
    meanwhile: list[int] = field(default_factory=list)
    beside: set[asyncio.Task[None]] = field(default_factory=set)

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
    """The library's context with the work of this update.

    Attributes:
        pressed: id of the message whose button was pressed.
        under: that message, as Telegram shows it; None when it is too old to be shown.
        label: what stands on that button.
        tag: the language of the client of who sent the update, such as ``pt-br``.
    """

    desk: Desk
    work: Work
    tag: str | None = None
    pressed: int | None = None
    under: TelegramMessage | None = None
    label: str = ""

    @classmethod
    def from_update(cls, update: object, application: Any) -> Self:  # noqa: ANN401 - as the library's
        """Make the context of one update that `consume` has opened."""
        context = super().from_update(update, application)
        context.desk = application.desk
        if isinstance(update, Update):
            context.work = application.open[update.update_id]
            user = update.effective_user
            context.tag = user.language_code if user else None
            query = update.callback_query
            if query is not None and query.message is not None:
                context.pressed = query.message.message_id
                context.label = _label(query)
                if isinstance(query.message, TelegramMessage):
                    context.under = query.message
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

    @property
    def topics(self) -> Mapping[str, str]:
        """The catalogue's topics with their names in the language of the chat."""
        return self.desk.topic_names(self.chat.language)

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a reading transaction."""
        return self.desk.database.read()

    def reply(self, *messages: Message) -> None:
        """Answer in the chat once the work is committed."""
        self.work.replies.extend(messages)

    def edit(self, message: Message) -> None:
        """Turn the message whose button was pressed into another, once the work is committed."""
        if self.pressed is None:
            self.reply(message)
            return
        self.afterwards(partial(edit, self.bot, self.chat.id, self.pressed, message))

    def act(self, action: str) -> None:
        """Show at once that an answer is being made, which does not wait for it to show."""
        self.work.beside.add(asyncio.create_task(self._act(action)))

    async def _act(self, action: str) -> None:
        """Show it; that this fails says nothing."""
        with suppress(TelegramError):
            await self.bot.send_chat_action(
                self.chat.id, action, message_thread_id=self.work.thread_id
            )

    async def say_meanwhile(self, message: Message) -> None:
        """Say what only counts until the answer is there, and goes then; to fail says nothing."""
        with suppress(TelegramError):
            said = await self.bot.send_message(
                self.chat.id,
                message.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=self.work.thread_id,
            )
            self.work.meanwhile.append(said.message_id)

    def change_chat(self, **columns: str | int | None) -> None:
        """Write columns of the chat by name."""
        bot_id, chat_id = self.desk.bot_id, self.chat.id

        async def effect(tx: Transaction) -> None:
            await chats.change(tx, bot_id, chat_id, columns)

        self.write(effect)

    def write(self, effect: Effect) -> None:
        """Let *effect* run in the closing transaction."""
        self.work.effects.append(effect)

    def afterwards(self, call: AfterCommit) -> None:
        """Let *call* run after the commit."""
        self.work.afterwards.append(call)


def _label(query: CallbackQuery) -> str:
    """What stands on the pressed button; empty where Telegram no longer shows the message."""
    message = query.message
    markup = message.reply_markup if isinstance(message, TelegramMessage) else None
    rows = markup.inline_keyboard if markup else ()
    return next((b.text for row in rows for b in row if b.callback_data == query.data), "")


def voice_of(chat: Chat | None, button_key: bytes) -> Voice:
    """How the bot speaks in a chat; English where it is not known."""
    language, zone = (chat.language, chat.zone) if chat else (FALLBACK, "UTC")
    return Voice(words=Words(language, zone=zone), key=button_key)


async def edit(bot: Bot, chat_id: ChatId, message_id: int, message: Message) -> None:
    """Change a message of ours; one that says the same already is as good.

    Raises:
        TelegramError: it could not be changed.
    """
    try:
        await _edit(bot, chat_id, message_id, message)
    except RetryAfter as error:
        wait = error.retry_after
        if not isinstance(wait, timedelta) or wait > _MOST_WAIT:
            raise
        await asyncio.sleep(wait.total_seconds())
        await _edit(bot, chat_id, message_id, message)


async def _edit(bot: Bot, chat_id: ChatId, message_id: int, message: Message) -> None:
    try:
        await bot.edit_message_text(
            message.html,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(message),
            link_preview_options=preview(message),
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise
