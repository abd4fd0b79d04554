"""The bot's Telegram side as the composition root runs it, against a playground of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from telegram.ext import ExtBot

from bot.model import BotId, ChatId, ChatKind, Message, Priority
from bot.playground.chats import Person
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

LEASE_SECONDS = 5.0


@dataclass(kw_only=True)
class House:
    """A running playground and the bot that talks to it, stage by stage."""

    database: Database
    playground: Playground
    bot: ExtBot[None]
    polling: AiohttpRequest
    application: NutgrafApplication
    now: datetime
    rate: float = 1000.0
    owner: Owner = field(default_factory=new_owner)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def bot_id(self) -> BotId:
        """The bot of this house."""
        return self.application.desk.bot_id

    def reader(self, first_name: str = "Ada", *, language_code: str = "en") -> Person:
        """A person who has written to the bot before, without anything waiting from it."""
        person = self.playground.person(first_name, language_code=language_code)
        self.playground.chat(person).is_started = True
        return person

    def poller(self) -> Poller:
        """The loop that takes updates in."""
        return Poller(
            database=self.database,
            bot=self.bot,
            polling=self.polling,
            bot_id=self.bot_id,
            owner=self.owner,
            lease_seconds=LEASE_SECONDS,
            clock=self.clock,
            stored=lambda: None,
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

    async def deliver(self, *, owner: Owner | None = None, lease_seconds: float = 5.0) -> int:
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
            drain_seconds=2.0,
        )

    async def deliver_all(self, *, timeout_seconds: float = 20.0) -> None:
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

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All three stages, until the block is left."""
        stop = asyncio.Event()
        poller = asyncio.create_task(self.poller().run_until(stop))
        work = asyncio.create_task(self._work(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(poller, work)

    async def _work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            n_done = await self.consume() + await self.deliver()
            if not n_done:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def open_house(database: Database, now: datetime) -> AsyncIterator[House]:
    """A playground, and the bot beside it with everything open."""
    async with open_playground() as playground:
        bot, polling = build_bot(playground.token, api=playground.url)
        async with bot:
            bot_id = BotId(bot.id)
            async with database.begin() as tx:
                await bots.meet(tx, bot_id, username=bot.username)
            desk = Desk(
                database=database, bot_id=bot_id, username=bot.username, button_key=b"house"
            )
            async with build_application(bot, desk) as application:
                yield House(
                    database=database,
                    playground=playground,
                    bot=bot,
                    polling=polling,
                    application=application,
                    now=now,
                )


def a_part(text: str) -> Message:
    """A message of one bold line."""
    return Message(html=f"<b>{text}</b>", plain=text)


__all__ = ["LEASE_SECONDS", "House", "Priority", "a_part", "open_house"]
