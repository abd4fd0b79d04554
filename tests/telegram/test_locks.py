"""On PostgreSQL nobody waits for a sender that waits for it: a chat's rows have an order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from typing import Any

import pytest

from bot.model import Chat, ChatId, Slot, Subscription
from bot.store import chats, claims, endings, inbox, outbox, subscriptions
from bot.store.database import Database, Transaction, open_database
from bot.telegram.updates import accept
from tests.builders import BOT, NOON, a_message, add_chat, add_subscription
from tests.postgres import until_someone_waits
from tests.telegram.house import open_house

ADA = 4_200_001
Change = Callable[[Transaction, Chat], Coroutine[Any, Any, None]]


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    """A PostgreSQL database: SQLite has one writer, who waits for nobody."""
    async with open_database(postgres_url) as database:
        yield database


async def _erase(tx: Transaction, chat: Chat) -> None:
    await chats.erase(tx, chat.bot_id, chat.id, last_update=1)


async def _migrate(tx: Transaction, chat: Chat) -> None:
    await chats.migrate(tx, chat.bot_id, old=chat.id, new=ChatId(-1_001))


@pytest.mark.parametrize("change", [_erase, _migrate])
async def test_chat_changes_while_it_is_sent_to(database: Database, change: Change) -> None:
    """A sender that has begun to settle comes to its end; then what was asked for is done."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        chat = await add_chat(tx)
        digest = await add_subscription(tx, chat)
        await outbox.add(
            tx,
            bot_id=chat.bot_id,
            chat_id=chat.id,
            key="edition",
            messages=[a_message()],
            priority=1,
            now=NOON,
        )
        share = await outbox.claim(tx, BOT, n=1, owner=owner, lease_seconds=9, rate=1000)

    async def changed() -> None:
        async with database.begin() as other:
            await change(other, chat)

    async with database.begin() as tx:
        sent = share.deliveries[0].id
        await endings.unknown(tx, sent, owner=owner, reason="no-answer", now=NOON)
        changing = asyncio.create_task(changed())
        await until_someone_waits(database)
        await outbox.freeze_chat(tx, BOT, chat.id, seconds=1)
        await subscriptions.told(tx, [digest.id], until=NOON)
    await changing
    async with database.read() as tx:
        assert await chats.get(tx, BOT, chat.id) is None


async def test_schedule_changes_while_it_is_sent_to(database: Database, now: datetime) -> None:
    """`/schedule` waits for the sender, and is carried out at the first try."""
    async with open_house(database, now) as house:
        async with database.begin() as tx:
            chat = await add_chat(tx, ADA, bot_id=house.bot_id)
            digest = await add_subscription(tx, chat)
        await accept(database, _written("/schedule 7:45"), bot_id=house.bot_id, now=now)
        async with database.begin() as tx:
            await outbox.freeze_chat(tx, chat.bot_id, chat.id, seconds=1)
            consuming = asyncio.create_task(house.consume())
            await until_someone_waits(database)
            await subscriptions.told(tx, [digest.id], until=NOON)
        assert await consuming == 1
        async with database.read() as tx:
            assert (await inbox.counts(tx), await _slot(tx, digest)) == ({"done": 1}, (465,))


async def _slot(tx: Transaction, digest: Subscription) -> tuple[int, ...]:
    slot: Slot = (await subscriptions.get(tx, digest.id)).slot
    return slot.minutes


def _written(text: str) -> dict[str, Any]:
    """An update: Ada writes a command in private."""
    ada = {"id": ADA, "is_bot": False, "first_name": "Ada"}
    length = len(text.split(maxsplit=1)[0])
    return {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1_795_000_000,
            "chat": {"id": ADA, "type": "private", "first_name": "Ada"},
            "from": ada,
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        },
    }
