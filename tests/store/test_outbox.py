"""The outbox: order, pace, and every way in which a delivery can end."""

import asyncio
import itertools
from datetime import datetime

import sqlalchemy as sa

from bot.model import ChatId, ChatKind, ChatState, Delivery, DeliveryState, Priority
from bot.store import chats, claims, endings, gate, outbox
from bot.store.claims import Owner
from bot.store.database import Database, Transaction
from bot.store.outbox import Share
from bot.store.tables import gate as gate_rows
from bot.store.types import database_now
from tests.builders import BOT, a_message, add_chat


async def _plan(
    tx: Transaction, chat: int, key: str, *, parts: int = 1, priority: int = Priority.DIGEST
) -> None:
    messages = [a_message(f"{key} {part}") for part in range(1, parts + 1)]
    await outbox.add(
        tx,
        bot_id=BOT,
        chat_id=ChatId(chat),
        key=key,
        messages=messages,
        priority=priority,
        now=datetime.fromisoformat("2026-11-22T12:00:00+00:00"),
    )


async def _claim(
    tx: Transaction, owner: Owner, *, n: int = 10, lease: float = 60, rate: float = 10_000
) -> Share:
    return await outbox.claim(tx, BOT, n=n, owner=owner, lease_seconds=lease, rate=rate)


async def _unfreeze(tx: Transaction, chat: int) -> None:
    await outbox.freeze_chat(tx, BOT, ChatId(chat), seconds=-1)


def _keys(deliveries: tuple[Delivery, ...] | list[Delivery]) -> list[str]:
    return [f"{delivery.key}/{delivery.part}" for delivery in deliveries]


async def test_planned_twice_is_sent_once(database: Database) -> None:
    """The same key planned again, as after a crash, adds nothing."""
    async with database.begin() as tx:
        await add_chat(tx)
        for _ in range(2):
            await _plan(tx, 1, "edition:1", parts=3)
        assert await outbox.counts(tx) == {"ready": 3}


async def test_parts_go_one_after_the_other(database: Database, now: datetime) -> None:
    """Part 2 is claimable only after part 1 was sent."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition:1", parts=2)
        first = await _claim(tx, owner)
        await _unfreeze(tx, 1)
        nothing = await _claim(tx, owner)
        [part] = first.deliveries
        await endings.sent_all(tx, {part.id: 7}, owner=owner, now=now)
        second = await _claim(tx, owner)
    assert [_keys(s.deliveries) for s in (first, nothing, second)] == [
        ["edition:1/1"],
        [],
        ["edition:1/2"],
    ]


async def test_answer_overtakes_a_waiting_digest(database: Database) -> None:
    """A person who asks is answered before the digest that waits in the same chat."""
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition:1")
        await _plan(tx, 1, "update:5", priority=Priority.ANSWER)
        share = await _claim(tx, claims.new_owner())
    assert _keys(share.deliveries) == ["update:5/1"]


async def test_chat_is_paced(database: Database, now: datetime) -> None:
    """After one message a private chat waits about a second, a group three."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx, 1)
        await add_chat(tx, -2, kind=ChatKind.GROUP)
        for chat in (1, -2):
            await _plan(tx, chat, "a")
            await _plan(tx, chat, "b")
        for delivery in (await _claim(tx, owner)).deliveries:
            await endings.sent_all(tx, {delivery.id: 1}, owner=owner, now=now)
    begun = asyncio.get_running_loop().time()
    next_ones: list[Delivery] = []
    async with asyncio.timeout(10):
        while not next_ones:
            async with database.begin() as tx:
                next_ones = list((await _claim(tx, owner)).deliveries)
    waited = asyncio.get_running_loop().time() - begun
    assert [delivery.chat_id for delivery in next_ones] == [1]
    assert waited > 0.5


async def test_shares_of_many_processes_keep_one_rate(database: Database) -> None:
    """Whoever claims, messages are spaced one step apart by the token's single gate."""
    async with database.begin() as tx:
        for chat in range(1, 31):
            await add_chat(tx, chat)
            await _plan(tx, chat, "edition")
    starts: list[float] = []
    for _ in range(6):
        async with database.begin() as tx:
            asked_at = await _database_seconds(tx)
            share = await _claim(tx, claims.new_owner(), n=5, rate=28)
            claimed_at = await _database_seconds(tx)
            first = await _gate_seconds(tx) - len(share.deliveries) * share.step_seconds
        assert asked_at - 0.002 <= first - share.wait_seconds <= claimed_at + 0.002
        starts += [first + i * share.step_seconds for i in range(len(share.deliveries))]
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert len(starts) == 30
    assert min(gaps) > 1 / 28 - 0.0001


async def _database_seconds(tx: Transaction) -> float:
    """The database's clock, by which shares are spaced; a loaded machine does not blur it."""
    return float(await tx.scalar(sa.select(database_now())) or 0) / 1e3


async def _gate_seconds(tx: Transaction) -> float:
    """When the token's next message may go, by the same clock."""
    return float(await tx.scalar(sa.select(gate_rows.c.tat)) or 0) / 1e6


async def test_nothing_is_claimed_far_ahead(database: Database) -> None:
    """A gate that is more than a second ahead gives nothing out."""
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition")
        await gate.freeze(tx, BOT, seconds=30)
        share = await _claim(tx, claims.new_owner())
    assert share.deliveries == ()


async def test_dead_process_leaves_unknown_not_ready(database: Database, now: datetime) -> None:
    """What a killed process was sending is never sent again by itself; later parts are held."""
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition", parts=3)
        await _claim(tx, claims.new_owner(), lease=-1)
        expired = await endings.expire(tx, now=now)
        counts = await outbox.counts(tx)
    assert (_keys(expired), counts) == (["edition/1"], {"unknown": 1, "held": 2})


async def test_late_mark_of_the_same_owner_counts(database: Database, now: datetime) -> None:
    """An answer that came after the lease ran out still turns unknown into sent."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition")
        [delivery] = (await _claim(tx, owner, lease=-1)).deliveries
        await endings.expire(tx, now=now)
        stranger = claims.new_owner()
        assert not await endings.sent_all(tx, {delivery.id: 9}, owner=stranger, now=now)
        assert await endings.sent_all(tx, {delivery.id: 9}, owner=owner, now=now)
        assert await outbox.counts(tx) == {"sent": 1}


async def test_many_arrivals_are_one_mark(database: Database, now: datetime) -> None:
    """Each delivery gets its own message's id; a stranger's and an ended one are left alone."""
    owner, stranger = claims.new_owner(), claims.new_owner()
    async with database.begin() as tx:
        for chat in range(1, 6):
            await add_chat(tx, chat)
            await _plan(tx, chat, "edition")
        mine = [one.id for one in (await _claim(tx, owner, n=4)).deliveries]
        [theirs] = (await _claim(tx, stranger)).deliveries
        await endings.dead(tx, mine[3], owner=owner, reason="blocked", now=now)
        message_ids = {mine[0]: 70, mine[1]: None, mine[2]: 72, mine[3]: 73, theirs.id: 74}
        done = await endings.sent_all(tx, message_ids, owner=owner, now=now)
        found = [await outbox.by_message(tx, BOT, ChatId(chat), 69 + chat) for chat in range(1, 6)]
        counts = await outbox.counts(tx)
    assert done == set(mine[:3])
    assert [row and row.id for row in found] == [mine[0], None, mine[2], None, None]
    assert counts == {"sent": 3, "dead": 1, "sending": 1}


async def test_send_again_is_planned_once(database: Database, now: datetime) -> None:
    """The reader's wish makes new rows for the lost part and those behind it, in order, once."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition", parts=2)
        [delivery] = (await _claim(tx, owner)).deliveries
        await endings.unknown(tx, delivery.id, owner=owner, reason="timeout", now=now)
        again = [
            await endings.send_again(tx, BOT, ChatId(1), delivery.id, now=now) for _ in range(2)
        ]
        await _unfreeze(tx, 1)
        share = await _claim(tx, owner)
        counts = await outbox.counts(tx)
    assert (again, _keys(share.deliveries)) == ([2, 0], ["edition:again/1"])
    assert counts == {"dead": 2, "ready": 1, "sending": 1}


async def test_only_what_was_asked_for_is_sent_again(database: Database, now: datetime) -> None:
    """Other messages that may be lost stay as they are; another chat's delivery is nobody's."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        for key in ("edition:1", "edition:2"):
            await _plan(tx, 1, key)
            [lost] = (await _claim(tx, owner)).deliveries
            await endings.unknown(tx, lost.id, owner=owner, reason="timeout", now=now)
            await _unfreeze(tx, 1)
        foreign = await endings.send_again(tx, BOT, ChatId(2), lost.id, now=now)
        await endings.send_again(tx, BOT, ChatId(1), lost.id, now=now)
        share = await _claim(tx, owner)
        counts = await outbox.counts(tx)
    assert (foreign, _keys(share.deliveries)) == (0, ["edition:2:again/1"])
    assert counts == {"unknown": 1, "dead": 1, "sending": 1}


async def test_at_least_once_is_sent_once_more(database: Database, now: datetime) -> None:
    """Where the reader chose so, a lost message goes out again under a note, and then no more."""
    owner = claims.new_owner()
    planned = outbox.Planned(
        bot_id=BOT,
        chat_id=ChatId(1),
        key="edition",
        messages=[a_message("news"), a_message("more")],
        priority=Priority.DIGEST,
        repeat_note=a_message("A repeat?"),
    )
    html: list[str] = []
    async with database.begin() as tx:
        await add_chat(tx)
        await outbox.add_all(tx, [planned], now=now)
        for ends in (endings.unknown, endings.sent_all, endings.unknown):
            await _unfreeze(tx, 1)
            [delivery] = (await _claim(tx, owner)).deliveries
            html.append(delivery.message.html)
            if ends is endings.sent_all:
                await endings.sent_all(tx, {delivery.id: 1}, owner=owner, now=now)
            else:
                await endings.unknown(tx, delivery.id, owner=owner, reason="timeout", now=now)
        counts = await outbox.counts(tx)
    assert html == ["news", "A repeat?", "news"]
    assert counts == {"dead": 2, "sent": 1, "unknown": 1, "held": 1}


async def test_refused_part_takes_its_later_parts_with_it(
    database: Database, now: datetime
) -> None:
    """When part 1 can never arrive, part 2 is not sent alone, and the next key goes on."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition:1", parts=2)
        await _plan(tx, 1, "edition:2")
        [delivery] = (await _claim(tx, owner)).deliveries
        await endings.dead(tx, delivery.id, owner=owner, reason="no rights", now=now)
        await _unfreeze(tx, 1)
        share = await _claim(tx, owner)
    assert _keys(share.deliveries) == ["edition:2/1"]


async def test_retry_keeps_its_place(database: Database) -> None:
    """A message that surely did not arrive waits, and nothing of its chat overtakes it."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition:1")
        await _plan(tx, 1, "edition:2")
        [delivery] = (await _claim(tx, owner)).deliveries
        await endings.retry(
            tx, delivery.id, owner=owner, wait_seconds=30, reason="429", changes={"thread_id": None}
        )
        await _unfreeze(tx, 1)
        assert (await _claim(tx, owner)).deliveries == ()
        [waiting, _] = await outbox.of_chat(tx, BOT, ChatId(1), states=[DeliveryState.READY])
    assert waiting.key == "edition:2"


async def test_given_back_is_ready_at_once(database: Database) -> None:
    """Deliveries not begun when a process stops go to the next, and the try does not count."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        await add_chat(tx)
        await _plan(tx, 1, "edition")
        share = await _claim(tx, owner)
        await outbox.give_back(tx, [share.deliveries[0].id], owner=owner)
        await _unfreeze(tx, 1)
        [delivery] = (await _claim(tx, claims.new_owner())).deliveries
    assert delivery.attempts == 1


async def test_paused_chat_gets_nothing(database: Database) -> None:
    """A chat that blocked the bot is left alone: open rows are dead, nothing else is erased."""
    async with database.begin() as tx:
        chat = await add_chat(tx)
        await _plan(tx, 1, "edition")
        await chats.pause(tx, BOT, chat.id, reason="blocked")
        share = await _claim(tx, claims.new_owner())
        known = await chats.get(tx, BOT, chat.id)
        counts = await outbox.counts(tx)
    assert share.deliveries == ()
    assert known is not None
    assert (known.state, counts) == (ChatState.PAUSED, {"dead": 1})


async def test_migrated_group_takes_its_rows_along(database: Database) -> None:
    """A group's new id has its waiting messages; told again, nothing changes."""
    async with database.begin() as tx:
        await add_chat(tx, -5, kind=ChatKind.GROUP)
        await _plan(tx, -5, "edition")
        for _ in range(2):
            await chats.migrate(tx, BOT, old=ChatId(-5), new=ChatId(-1005))
        share = await _claim(tx, claims.new_owner())
    assert [delivery.chat_id for delivery in share.deliveries] == [-1005]


async def test_message_survives_the_row(database: Database) -> None:
    """Markup, plain text and buttons come out as they went in."""
    message = a_message("<b>Hi</b>")
    async with database.begin() as tx:
        await add_chat(tx)
        await outbox.add(
            tx,
            bot_id=BOT,
            chat_id=ChatId(1),
            key="k",
            messages=[message],
            priority=0,
            now=datetime.fromisoformat("2026-11-22T12:00:00+00:00"),
            reply_to=77,
        )
        [delivery] = (await _claim(tx, claims.new_owner())).deliveries
    assert (delivery.message, delivery.reply_to) == (message, 77)
