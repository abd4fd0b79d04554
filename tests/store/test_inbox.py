"""The inbox: nothing lost, nothing answered twice, in order per chat."""

import asyncio
from datetime import datetime

import sqlalchemy as sa

from bot.model import ChatId, ChatKind
from bot.store import chats, claims, inbox
from bot.store.claims import Owner
from bot.store.database import Database, Transaction, open_database
from bot.store.inbox import Received
from bot.store.tables import inbox as rows_of_inbox
from tests.builders import BOT, add_chat


async def _receive(tx: Transaction, now: datetime, *updates: tuple[int, int]) -> None:
    rows = [(number, ChatId(chat), {"update_id": number}) for number, chat in updates]
    await inbox.add(tx, BOT, rows, now=now)


async def _claim(tx: Transaction, owner: Owner, lease: float = 60) -> list[Received]:
    return await inbox.claim_open(tx, BOT, n=10, owner=owner, lease_seconds=lease)


def _ids(received: list[Received]) -> list[int]:
    return [one.update_id for one in received]


async def test_repeated_update_is_one(database: Database, now: datetime) -> None:
    """Telegram's second telling of an update is not a second update, even when it is done."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await _receive(tx, now, (1, 7))
        [received] = await _claim(tx, owner)
        await inbox.done(tx, received, owner=owner)
        await _receive(tx, now, (1, 7))
        assert await _claim(tx, owner) == []


async def test_order_is_kept_per_chat(database: Database, now: datetime) -> None:
    """A chat's second update waits for its first; other chats do not wait."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await _receive(tx, now, (1, 7), (2, 7), (3, 8))
        first = await _claim(tx, owner)
        again = await _claim(tx, claims.new_owner())
        await inbox.done(tx, first[0], owner=owner)
        second = await _claim(tx, owner)
    assert (_ids(first), _ids(again), _ids(second)) == ([1, 3], [], [2])


async def test_update_of_a_dead_process_is_handled_again(database: Database, now: datetime) -> None:
    """An update whose handler died is claimed anew, and the dead one's mark is refused."""
    dead, living = claims.new_owner(), claims.new_owner()
    async with database.begin() as tx:
        await _receive(tx, now, (1, 7))
        [lost] = await _claim(tx, dead, lease=-1)
    async with database.begin() as tx:
        taken = await _claim(tx, living)
        assert not await inbox.done(tx, lost, owner=dead)
    assert _ids(taken) == [1]


async def test_readers_words_go_when_answered(database: Database, now: datetime) -> None:
    """A handled update keeps its number and not its text."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await inbox.add(tx, BOT, [(1, ChatId(7), {"message": {"text": "secret"}})], now=now)
        [received] = await _claim(tx, owner)
        await inbox.done(tx, received, owner=owner)
        rows = (await tx.execute(sa.select(rows_of_inbox.c.payload))).scalars().all()
    assert rows == [{}]


async def test_poisonous_update_ends(database: Database, now: datetime) -> None:
    """An update that always fails is set aside, and the chat's next one is handled."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await _receive(tx, now, (1, 7), (2, 7))
        for _ in range(claims.MAX_ATTEMPTS):
            [received] = await _claim(tx, owner)
            await inbox.retry(tx, received, owner=owner, wait_seconds=-1, error="boom")
        assert _ids(await _claim(tx, owner)) == [2]


async def test_an_update_that_kills_ends(database: Database, now: datetime) -> None:
    """An update of which one process after the other dies is set aside like any that fails."""
    async with database.begin() as tx:
        await _receive(tx, now, (1, 7), (2, 7))
        for _ in range(claims.MAX_ATTEMPTS):
            assert _ids(await _claim(tx, claims.new_owner(), lease=-1)) == [1]
        nothing = await _claim(tx, claims.new_owner())
        assert _ids(await _claim(tx, claims.new_owner())) == [2]
        counts = await inbox.counts(tx)
    assert (nothing, counts) == ([], {"dead": 1, "open": 1})


async def test_both_chats_tell_of_a_move_at_once(postgres_url: str, now: datetime) -> None:
    """Each holds its own update, and would move the other's: the two do not wait for each other."""
    owner, old, new = claims.new_owner(), ChatId(-5), ChatId(-1005)
    async with open_database(postgres_url) as database:
        async with database.begin() as tx:
            await add_chat(tx, old, kind=ChatKind.GROUP)
            await inbox.add(tx, BOT, [(1, old, {}), (2, new, {})], now=now)
            told_by_old, told_by_new = await _claim(tx, owner)
        async with database.begin() as closing_old:
            assert await inbox.done(closing_old, told_by_old, owner=owner)
            async with database.begin() as closing_new, asyncio.timeout(4):
                assert await inbox.done(closing_new, told_by_new, owner=owner)
                await chats.migrate(closing_new, BOT, old=old, new=new)
            await chats.migrate(closing_old, BOT, old=old, new=new)
        async with database.read() as tx:
            assert await inbox.counts(tx) == {"done": 2}
            assert await chats.get(tx, BOT, new) is not None
