"""The bot's Telegram side as the composition root runs it, against a playground of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import ExtBot

from bot.digests.publish import Means, publish_due
from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks
from bot.model import BotId, ChatId, ChatKind, ChatState, Message, Priority
from bot.playground.chats import Chat, Person
from bot.playground.playground import Playground
from bot.playground.server import open_playground
from bot.store import bots, chats, outbox
from bot.store.claims import Owner, new_owner
from bot.store.database import Database
from bot.telegram.application import build_application, build_bot
from bot.telegram.consume import consume_due
from bot.telegram.context import Desk, NutgrafApplication
from bot.telegram.deliver import deliver_due
from bot.telegram.request import AiohttpRequest
from bot.telegram.updates import Poller
from tests.waiting import until

LEASE_SECONDS = 30.0
# Far above what anything takes, on a machine that does much else.
PATIENCE_SECONDS = 30.0
# A call that hangs is given up after this; Telegram is given half a minute.
ANSWER_SECONDS = 1.0
READING = "Reading it…"
_LOOK_SECONDS = 0.1
KEY = b"signs the buttons of tests"
TOPICS_EN = {"world": "World", "science": "Science", "sport": "Sport", "harbour": "Harbour"}
TOPICS_DE = {"world": "Welt", "science": "Wissenschaft", "sport": "Sport", "harbour": "Hafen"}


@dataclass(kw_only=True)
class House:
    """A running playground and the bot that talks to it, stage by stage."""

    database: Database
    playground: Playground
    bot: ExtBot[None]
    polling: AiohttpRequest
    application: NutgrafApplication
    began_at: datetime
    rate: float = 1000.0
    owner: Owner = field(default_factory=new_owner)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    began_seconds: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        """The instant at which the test plays: its clock goes on like any other."""
        return self.began_at + timedelta(seconds=time.monotonic() - self.began_seconds)

    @property
    def bot_id(self) -> BotId:
        """The bot of this house."""
        return self.application.desk.bot_id

    def reader(self, first_name: str = "Ada", *, language_code: str = "en") -> Person:
        """A person who has written to the bot before, without anything waiting from it."""
        person = self.playground.person(first_name, language_code=language_code)
        self.playground.chat(person).is_started = True
        return person

    def poller(self, *, stored: Callable[[], None] = lambda: None) -> Poller:
        """The loop that takes updates in."""
        return Poller(
            database=self.database,
            bot=self.bot,
            polling=self.polling,
            bot_id=self.bot_id,
            owner=self.owner,
            lease_seconds=LEASE_SECONDS,
            clock=self.clock,
            stored=stored,
        )

    async def clock(self) -> datetime:
        """The instant at which the test plays."""
        return self.now

    async def consume(self) -> int:
        """Handle what came in."""
        return await consume_due(
            self.database,
            self.application,
            owner=self.owner,
            lease_seconds=LEASE_SECONDS,
            now=self.now,
            stopping=self.stopping,
        )

    async def publish(self) -> int:
        """Make the digests that are due."""
        means = Means(
            owner=self.owner,
            lease_seconds=LEASE_SECONDS,
            rate=self.rate,
            key=KEY,
            topic_names=topic_names,
        )
        return await publish_due(self.database, self.now, means)

    async def deliver(
        self,
        *,
        owner: Owner | None = None,
        lease_seconds: float = 5.0,
        drain_seconds: float = 2.0,
        paid: bool = False,
    ) -> int:
        """Send what is due."""
        return await deliver_due(
            self.database,
            self.bot,
            bot_id=self.bot_id,
            owner=owner or self.owner,
            rate=self.rate,
            lease_seconds=lease_seconds,
            now=self.now,
            stopping=self.stopping,
            drain_seconds=drain_seconds,
            paid=paid,
        )

    async def deliver_all(self, *, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        """Send until nothing is open any more."""
        async with asyncio.timeout(timeout_seconds):
            while await self.n_open():
                if not await self.deliver():
                    await asyncio.sleep(0.05)

    async def n_open(self) -> int:
        """How many deliveries are still to be sent or on their way."""
        states = await self.states()
        return states.get("ready", 0) + states.get("sending", 0)

    async def states(self) -> dict[str, int]:
        """How many deliveries there are in each state."""
        async with self.database.read() as tx:
            return dict(await outbox.counts(tx))

    async def plan(
        self, person: Person | int, *messages: Message, key: str = "test", priority: int = 1
    ) -> None:
        """Put the parts of *key* into the outbox, for a chat that is known."""
        chat_id = ChatId(person if isinstance(person, int) else person.id)
        async with self.database.begin() as tx:
            await chats.meet(
                tx,
                bot_id=self.bot_id,
                chat_id=chat_id,
                kind=ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP,
                title="",
                language="en",
                zone="Europe/London",
                now=self.now,
            )
            await outbox.add(
                tx,
                bot_id=self.bot_id,
                chat_id=chat_id,
                key=key,
                messages=messages,
                priority=priority,
                now=self.now,
            )

    def texts(self, chat: Person | int) -> list[str]:
        """What the bot wrote in a chat."""
        return [message["text"] for message in self.playground.from_bot(chat)]

    async def asks(self, person: Person, text: str, *, n: int = 1) -> list[dict[str, Any]]:
        """Let a person write; return the next *n* messages that come back."""
        before = len(self.said(person))
        self.playground.says(person, text, sender=person)
        return (await self.answers(person, before + n))[before:]

    async def answers(self, person: Person, n: int) -> list[dict[str, Any]]:
        """Wait for *n* messages of the bot that are there to stay."""

        def enough() -> list[dict[str, Any]]:
            found = self.said(person)
            return found if len(found) >= n else []

        return await self.playground.wait_for(enough)

    def said(self, person: Person) -> list[dict[str, Any]]:
        """What the bot wrote in a chat, without that something is still being read."""
        return [m for m in self.playground.from_bot(person) if m.get("text") != READING]

    async def presses_code(
        self, person: Person, data: str, *, chat: Person | Chat | None = None
    ) -> dict[str, Any]:
        """Let a person press a button with this code, which stands under a message of the bot."""
        where = chat or person
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("button", callback_data=data)]])
        message = await self.bot.send_message(where.id, "Menu", reply_markup=keyboard)
        answer = await self.playground.press(where, message.message_id, data=data, sender=person)
        assert answer is not None, f"nobody answered the press of {data}"
        return answer

    async def presses(self, person: Person, message: dict[str, Any], label: str) -> dict[str, Any]:
        """Let a person press the button of that label; return the press's answer."""
        data = next(b["callback_data"] for b in buttons(message) if label in b["text"])
        answer = await self.playground.press(
            person, message["message_id"], data=data, sender=person
        )
        assert answer is not None, f"nobody answered the press of {label}"
        return answer

    async def becomes(self, person: Person, message_id: int, text: str) -> dict[str, Any]:
        """Wait until a message shows *text*; return it as it is then."""

        def look() -> dict[str, Any] | None:
            message = self.playground.chat(person).messages[message_id]
            return message if text in message["text"] else None

        found = await self.playground.wait_for(look)
        assert found is not None
        return found

    async def wait_for_button(self, person: Person, message_id: int, label: str) -> dict[str, Any]:
        """Wait until a button with *label* stands under a message; return it as it is then."""

        def look() -> dict[str, Any] | None:
            message = self.playground.chat(person).messages[message_id]
            return message if any(label in b["text"] for b in buttons(message)) else None

        found = await self.playground.wait_for(look)
        assert found is not None
        return found

    async def until_state(self, chat: Person | int, state: ChatState) -> bool:
        """Wait until the store knows a chat in that state."""
        chat_id = ChatId(chat if isinstance(chat, int) else chat.id)
        known = await until(
            self.database,
            lambda tx: chats.get(tx, self.bot_id, chat_id),
            lambda known: known is not None and known.state is state,
            seconds=PATIENCE_SECONDS,
        )
        return known is not None

    async def until_settled(self) -> bool:
        """Wait until nothing is to be sent or on its way; an answer may be here before its mark."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.n_open():  # noqa: ASYNC110 - rows have no event to wait for
                await asyncio.sleep(0.02)
        return True

    @asynccontextmanager
    async def running(self, *, publishes: bool = True) -> AsyncIterator[None]:
        """All three stages, or those two that answer, until the block is left."""
        stop, news = asyncio.Event(), asyncio.Event()
        poller = asyncio.create_task(self.poller(stored=news.set).run_until(stop))
        work = asyncio.create_task(self._work(stop, news, publishes=publishes))
        try:
            yield
        finally:
            stop.set()
            news.set()
            await asyncio.gather(poller, work)

    async def _work(self, stop: asyncio.Event, news: asyncio.Event, *, publishes: bool) -> None:
        while not stop.is_set():
            news.clear()
            n_done = await self.consume() + await self.deliver()
            n_done += await self.publish() if publishes else 0
            if not n_done:
                # An update wakes it; what else becomes due, like a chat's turn, is looked for.
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), _LOOK_SECONDS)


@asynccontextmanager
async def open_house(database: Database, now: datetime) -> AsyncIterator[House]:
    """A playground, and the bot beside it with everything open."""
    async with AsyncExitStack() as stack:
        playground = await stack.enter_async_context(open_playground())
        bot, polling = build_bot(
            playground.token, api=playground.url, answer_seconds=ANSWER_SECONDS
        )
        await stack.enter_async_context(bot)
        async with database.begin() as tx:
            await bots.meet(tx, BotId(bot.id), username=bot.username)
        desk = Desk(
            database=database,
            bot_id=BotId(bot.id),
            username=bot.username,
            button_key=KEY,
            topic_names=topic_names,
            fetcher=await stack.enter_async_context(Fetcher(Networks.parse("127.0.0.1/32"))),
        )
        application = build_application(bot, desk)
        await stack.enter_async_context(application)
        yield House(
            database=database,
            playground=playground,
            bot=bot,
            polling=polling,
            application=application,
            began_at=now,
        )


def topic_names(language: str) -> dict[str, str]:
    """A small catalogue."""
    return TOPICS_DE if language == "de" else TOPICS_EN


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """All buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def a_part(text: str) -> Message:
    """A message of one bold line."""
    return Message(html=f"<b>{text}</b>", plain=text)


__all__ = ["LEASE_SECONDS", "House", "Priority", "a_part", "open_house"]
