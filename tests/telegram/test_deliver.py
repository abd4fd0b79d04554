"""Delivery over the wire, with every way in which it goes wrong."""

import asyncio

import pytest

from bot.errors import TokenRefused
from bot.model import ChatId, ChatState, DeliveryState, Message
from bot.playground.floods import FloodRules
from bot.store import chats, endings, outbox
from bot.store.claims import new_owner
from bot.telegram.application import build_bot
from bot.telegram.deliver import deliver_due
from tests.telegram.house import PATIENCE_SECONDS, House, a_part


async def test_parts_arrive_in_order(house: House) -> None:
    """The parts of one digest come one after the other."""
    ada = house.reader()
    await house.plan(ada, *(a_part(f"part {n}") for n in range(1, 4)))
    await house.deliver_all()
    assert house.texts(ada) == ["part 1", "part 2", "part 3"]


@pytest.mark.parametrize(
    ("fault", "after_delivery", "n_arrived"),
    [
        ("reset", False, 0),
        ("reset", True, 1),
        ("hang", True, 1),
        ("502html", False, 0),
        ("garbled", True, 1),
    ],
)
async def test_no_answer_is_unknown_and_never_sent_twice(
    house: House, *, fault: str, after_delivery: bool, n_arrived: int
) -> None:
    """Whatever ends without an answer stands as unknown; the part behind it waits."""
    ada = house.reader()
    house.playground.add_fault(fault, method="sendMessage", after_delivery=after_delivery)
    await house.plan(ada, a_part("part 1"), a_part("part 2"))
    await house.deliver_all()
    await house.deliver()
    assert await house.states() == {"unknown": 1, "held": 1}
    assert len(house.texts(ada)) == n_arrived


async def test_what_may_be_lost_is_sent_again_when_asked_for(house: House) -> None:
    """Asked for, the unknown part and the one behind it come, in order."""
    ada = house.reader()
    house.playground.add_fault("reset", method="sendMessage")
    await house.plan(ada, a_part("part 1"), a_part("part 2"))
    await house.deliver_all()
    async with house.database.begin() as tx:
        [lost] = await outbox.of_chat(
            tx, house.bot_id, ChatId(ada.id), states=[DeliveryState.UNKNOWN]
        )
        await endings.send_again(tx, house.bot_id, ChatId(ada.id), lost.id, now=house.now)
    await house.deliver_all()
    assert house.texts(ada) == ["part 1", "part 2"]


async def test_a_death_between_claim_and_answer_is_unknown(house: House) -> None:
    """What a killed process was sending is not sent by another: it may have arrived."""
    ada = house.reader()
    await house.plan(ada, a_part("perhaps"))
    async with house.database.begin(durable=True) as tx:
        await outbox.claim(
            tx, house.bot_id, n=1, owner=new_owner(), lease_seconds=0.05, rate=1000.0
        )
    await asyncio.sleep(0.1)
    await house.deliver()
    assert await house.states() == {"unknown": 1}
    assert house.texts(ada) == []


async def test_a_long_run_frees_the_chats_of_a_dead_replica(house: House) -> None:
    """While this process sends without a pause, what another left behind is looked at too."""
    ada, ben = house.reader("Ada"), house.reader("Ben")
    await house.plan(ada, a_part("perhaps"))
    async with house.database.begin(durable=True) as tx:
        await outbox.claim(tx, house.bot_id, n=1, owner=new_owner(), lease_seconds=0.4, rate=1000.0)
    house.playground.add_fault("delay", method="sendMessage", chat_id=ben.id, seconds=0.9)
    await house.plan(ben, a_part("slow"))
    await house.deliver(lease_seconds=0.2)
    assert await house.states() == {"unknown": 1, "sent": 1}


async def test_what_a_stop_cuts_off_is_marked_before_it_returns(house: House) -> None:
    """A send that outlasts the drain is unknown on disk, and nobody has to wait for its lease."""
    ada = house.reader()
    house.playground.add_fault("hang", method="sendMessage", after_delivery=True)
    await house.plan(ada, a_part("stuck"), a_part("behind it"))
    delivering = asyncio.create_task(house.deliver(drain_seconds=0.1))
    await house.playground.wait_for_messages(ada, 1)
    house.stopping.set()
    await delivering
    assert await house.states() == {"unknown": 1, "held": 1}


async def test_what_is_paid_for_goes_out_faster(house: House) -> None:
    """With Stars the limit of 30 a second is not that of Telegram."""
    house.playground.set_flood(FloodRules(token_per_second=2, stars=1.0))
    for n in range(6):
        await house.plan(house.reader(f"Reader {n}"), a_part("news"))
    await house.deliver(paid=True)
    report = house.playground.report()
    assert (report.penalties, len(report.deliveries)) == (0, 6)


async def test_a_late_answer_settles_what_was_unknown(house: House) -> None:
    """The owner's own mark turns unknown into sent, and frees the parts that waited."""
    ada = house.reader()
    house.playground.add_fault("delay", method="sendMessage", seconds=0.9)
    await house.plan(ada, a_part("part 1"), a_part("part 2"))
    slow = asyncio.create_task(house.deliver(lease_seconds=0.1))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "sending" not in await house.states():  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.15)  # until its lease has run out
    await house.deliver(owner=new_owner())
    between = await house.states()
    await slow
    await house.deliver_all()
    assert between == {"unknown": 1, "held": 1}
    assert house.texts(ada) == ["part 1", "part 2"]


async def test_a_reader_who_blocked_is_paused_and_not_forgotten(house: House) -> None:
    """403: nothing more is tried, nothing is erased."""
    ada = house.reader()
    await house.plan(ada, a_part("first"), key="one")
    await house.plan(ada, a_part("second"), key="two")
    house.playground.block(ada)
    await house.deliver_all()
    async with house.database.read() as tx:
        chat = await chats.get(tx, house.bot_id, ChatId(ada.id))
    assert chat is not None
    assert (chat.state, chat.reason) == (ChatState.PAUSED, "blocked")
    assert await house.states() == {"dead": 2}


async def test_a_group_that_moved_is_written_to_where_it_is(house: House) -> None:
    """400 with the new id: chat and deliveries move, and the message is sent there once."""
    ada = house.reader()
    group = house.playground.group("Rowing club", admins=[ada])
    await house.plan(group.id, a_part("news"))
    moved = house.playground.migrate(group)
    await house.deliver_all()
    assert house.texts(moved.id) == ["news"]


async def test_markup_that_telegram_refuses_arrives_as_plain_text(house: House) -> None:
    """A mistake of ours in the markup costs the form, not the message."""
    ada = house.reader()
    await house.plan(ada, Message(html="<p>Tides</p>", plain="Tides & moon"))
    await house.deliver_all()
    assert house.texts(ada) == ["Tides & moon"]


async def test_a_flood_answer_stops_the_token_for_so_long(house: House) -> None:
    """429: nobody is written to inside the penalty, and then everything arrives once."""
    people = [house.reader(f"Reader {n}") for n in range(8)]
    house.rate = 30.0
    house.playground.add_fault("429", method="sendMessage", retry_after=1)
    for person in people:
        await house.plan(person, a_part("news"))
    began = house.now
    await house.deliver_all()
    assert (house.now - began).total_seconds() > 1.0
    assert [house.texts(person) for person in people] == [["news"]] * 8


async def test_the_pace_keeps_within_telegram_s_limit(house: House) -> None:
    """At the gate's rate no second has more than 30 messages, and no 429 comes."""
    house.playground.set_flood(FloodRules())
    house.rate = 28.0
    for n in range(45):
        await house.plan(house.reader(f"Reader {n}"), a_part("news"))
    await house.deliver_all()
    report = house.playground.report()
    assert report.peak_second <= 30
    assert (report.penalties, len(report.deliveries)) == (0, 45)


async def test_one_that_hangs_holds_up_nobody(house: House) -> None:
    """While one call waits for its answer, the others go out."""
    ada, ben = house.reader("Ada"), house.reader("Ben")
    house.playground.add_fault("hang", method="sendMessage", chat_id=ada.id)
    await house.plan(ada, a_part("stuck"))
    await house.plan(ben, a_part("through"))
    delivering = asyncio.create_task(house.deliver())
    await house.playground.wait_for_messages(ben, 1)
    is_waiting = not delivering.done()
    await delivering
    assert is_waiting
    assert await house.states() == {"unknown": 1, "sent": 1}


async def test_stopping_gives_back_what_was_not_begun(house: House) -> None:
    """After a stop nothing is left half claimed, and what was begun has ended."""
    house.rate = 10.0
    for n in range(6):
        await house.plan(house.reader(f"Reader {n}"), a_part("news"))
    delivering = asyncio.create_task(house.deliver())
    await house.playground.wait_for(lambda: house.playground.report().deliveries)
    house.stopping.set()
    await delivering
    states = await house.states()
    assert set(states) == {"ready", "sent"}


async def test_without_a_connection_nothing_is_lost(house: House) -> None:
    """Nothing left the machine: the row waits for its next try."""
    await house.plan(house.reader(), a_part("news"))
    bot, _ = build_bot(house.playground.token, api="http://127.0.0.1:9")
    await bot.request.initialize()
    await deliver_due(
        house.database,
        bot,
        bot_id=house.bot_id,
        owner=house.owner,
        rate=30.0,
        lease_seconds=5.0,
        now=house.now,
    )
    await bot.request.shutdown()
    async with house.database.read() as tx:
        rows = await outbox.of_chat(
            tx, house.bot_id, ChatId(300000001), states=[DeliveryState.READY]
        )
    assert [row.reason for row in rows] == ["not-sent"]


async def test_a_token_that_is_refused_stops_everything(house: House) -> None:
    """401: the rows wait untouched for the right token."""
    await house.plan(house.reader(), a_part("news"))
    house.playground.add_fault(
        "refused", method="sendMessage", code=401, description="Unauthorized", times=None
    )
    with pytest.raises(TokenRefused):
        await house.deliver()
    assert await house.states() == {"ready": 1}
