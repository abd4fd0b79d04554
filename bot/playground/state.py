"""All of the playground's Telegram in one value, handed to every method and every person's act.

Imports the modules that hold its parts.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.chats import Chat, Chats, Json, Person
from bot.playground.events import Events
from bot.playground.faults import Faults
from bot.playground.files import StoredFile
from bot.playground.floods import Floods
from bot.playground.objects import (
    ANONYMOUS_ADMIN,
    as_the_bot_sees_it,
    chat_object,
    user_object,
)
from bot.playground.refusals import RefusedError
from bot.playground.report import Report, Violation
from bot.playground.updates import Updates
from bot.playground.webhook import Webhook


@dataclass(slots=True, kw_only=True)
class Press:
    """A pressed button that waits for its answer."""

    id: str
    pressed_at: datetime
    answer: asyncio.Future[Json]


@dataclass(slots=True, kw_only=True)
class InlineQuestion:
    """An inline query that waits for its answer."""

    id: str
    asked_at: datetime
    answer: asyncio.Future[Json]


@dataclass(slots=True)
class Profile:
    """What the bot tells of itself, by language; commands by scope and language."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class State:
    """The whole state; one event loop, no lock needed."""

    bot: Person
    token: str
    now: Callable[[], datetime]
    chats: Chats
    updates: Updates = field(default_factory=Updates)
    webhook: Webhook = field(init=False)
    events: Events = field(default_factory=Events)
    report: Report = field(default_factory=Report)
    faults: Faults = field(default_factory=Faults)
    floods: Floods = field(default_factory=Floods)
    profile: Profile = field(default_factory=Profile)
    presses: dict[str, Press] = field(default_factory=dict)
    questions: dict[str, InlineQuestion] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    is_strict: bool = True
    n_ids: int = 0

    def __post_init__(self) -> None:
        self.webhook = Webhook(self.updates, self.date)

    def seconds(self) -> float:
        """Return the time of a clock that only runs forward, for pace."""
        return asyncio.get_running_loop().time()

    def date(self) -> int:
        """Return the present as Telegram writes it."""
        return int(self.now().timestamp())

    def next_id(self) -> str:
        """Return a new id for a query or a file."""
        self.n_ids += 1
        return str(4_000_000_000_000_000 + self.n_ids)

    def keep_file(self, name: str, content: bytes) -> StoredFile:
        """Keep a file under a new id."""
        stored = StoredFile(id=self.next_id(), name=name, content=content)
        self.files[stored.id] = stored
        return stored

    def note(self, method: str, words: str) -> None:
        """Report something that Telegram swallows."""
        if self.is_strict:
            self.report.violations.append(Violation(method=method, words=words))

    def not_played(self, name: str) -> RefusedError:
        """Count what Telegram has and nobody plays here; return its refusal, to be raised."""
        self.report.not_played[name] += 1
        return RefusedError(501, f"Not Implemented: {name} is not played here")

    def add_message(
        self, chat: Chat, content: Mapping[str, object], *, sender: Person | None
    ) -> Json:
        """Put a message into a chat and tell it to the listeners.

        Args:
            chat: where.
            content: its own fields: text, document, reply_markup and so on.
            sender: None for the chat itself: a channel, or an anonymous admin of a group.
        """
        message: Json = {"message_id": self.chats.next_message_id(chat)}
        if sender is None:
            message["sender_chat"] = chat_object(chat)
            if chat.is_group:
                message["from"] = user_object(ANONYMOUS_ADMIN)
        else:
            message["from"] = user_object(sender)
        message |= {"chat": chat_object(chat), "date": self.date(), **content}
        chat.messages[message["message_id"]] = message
        self.events.publish("message", message=message)
        return message

    def tell_bot(self, kind: str, message: Json) -> None:
        """Queue an update that carries a message."""
        self.updates.add(kind, as_the_bot_sees_it(message))
