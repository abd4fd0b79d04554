"""The inbox: nothing lost, nothing answered twice, in order per chat."""

import asyncio
from typing import Any

from sqlalchemy import select

from bot.store import inbox, tables
from bot.store.claims import new_owner
from bot.telegram.updates import accept, chat_of
from tests.telegram.house import House


async def receive(house: House) -> None:
    """Take in what people wrote, without handling it."""
    stop = asyncio.Event()
    await house.poller(stored=stop.set).run_until(stop)


async def n_in(house: House, state: str) -> int:
    """How many updates stand in that state."""
    async with house.database.read() as tx:
        return dict(await inbox.counts(tx)).get(state, 0)


async def test_updates_of_a_chat_are_answered_in_order(house: House) -> None:
    """Written quickly one after the other, answered in that order."""
    ada = house.reader()
    for command in ("/help", "/nothing", "/cancel"):
        house.playground.says(ada, command, sender=ada)
    async with house.running():
        answers = await house.playground.wait_for_messages(ada, 3)
    first, second, third = (answer["text"] for answer in answers)
    assert ("What I do" in first, "/nothing" in second, "cancel" in third) == (True, True, True)


async def test_a_death_before_the_commit_answers_once(house: House) -> None:
    """An update that a killed process was handling is handled by the next, and answered once."""
    ada = house.reader()
    house.playground.says(ada, "/help", sender=ada)
    await receive(house)
    async with house.database.begin() as tx:
        await inbox.claim_open(tx, house.bot_id, n=1, owner=new_owner(), lease_seconds=0.05)
    await asyncio.sleep(0.1)
    await house.consume()
    await house.consume()
    await house.deliver_all()
    assert len(house.texts(ada)) == 1


async def test_an_update_that_comes_twice_is_answered_once(house: House) -> None:
    """Webhook and polling, or a repeated call: the second is a conflict and no second answer."""
    ada = house.reader()
    update = {
        "update_id": 501,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": ada.id, "type": "private", "first_name": "Ada"},
            "from": {"id": ada.id, "is_bot": False, "first_name": "Ada"},
            "text": "/help",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        },
    }
    for _ in range(2):
        await accept(house.database, update, bot_id=house.bot_id, now=house.now)
        await house.consume()
    await house.deliver_all()
    assert len(house.texts(ada)) == 1


async def test_an_update_nobody_understands_holds_up_nothing(house: House) -> None:
    """A kind of update that no release knows is put aside, and the chat goes on."""
    ada = house.reader()
    strange = {"update_id": 500, "pigeon": {"chat": {"id": ada.id}, "coo": True}}
    await accept(house.database, strange, bot_id=house.bot_id, now=house.now)
    async with house.running():
        [answer] = await house.asks(ada, "/help")
    assert "What I do" in answer["text"]


async def test_text_that_no_database_keeps_holds_up_nothing(house: House) -> None:
    """NUL and half a surrogate are left out, and the update is stored on both engines."""
    update = {"update_id": 7, "message": {"chat": {"id": 1}, "text": "a\0b\ud800 \\u0000"}}
    await accept(house.database, update, bot_id=house.bot_id, now=house.now)
    async with house.database.read() as tx:
        [payload] = await tx.scalars(select(tables.inbox.c.payload))
    assert payload["message"]["text"] == "ab? \\u0000"


async def test_what_was_answered_is_not_kept(house: House) -> None:
    """A reader's words leave the inbox with their answer."""
    ada = house.reader()
    house.playground.says(ada, "/help", sender=ada)
    await receive(house)
    await house.consume()
    async with house.database.read() as tx:
        [payload] = await tx.scalars(select(tables.inbox.c.payload))
    assert payload == {}


async def test_only_one_replica_asks_for_updates(house: House) -> None:
    """The second waits for the lease of the first, and Telegram sees no conflict."""
    ada = house.reader()
    stop = asyncio.Event()
    first = asyncio.create_task(house.poller(stored=stop.set).run_until(stop))
    house.owner = new_owner()
    second = asyncio.create_task(house.poller(stored=stop.set).run_until(stop))
    house.playground.says(ada, "/help", sender=ada)
    async with asyncio.timeout(10):
        await asyncio.gather(first, second)
    assert await n_in(house, "open") == 1
    assert not house.playground.report().refusals


def test_an_update_belongs_to_its_chat() -> None:
    """The order of a chat counts for presses and changes of membership too."""
    chat = {"id": -5, "type": "group"}
    person = {"id": 7, "is_bot": False, "first_name": "Ada"}
    updates: list[dict[str, Any]] = [
        {"update_id": 1, "message": {"chat": chat, "from": person}},
        {"update_id": 2, "callback_query": {"from": person, "message": {"chat": chat}}},
        {"update_id": 3, "my_chat_member": {"chat": chat, "from": person}},
        {"update_id": 4, "inline_query": {"from": person, "query": "x"}},
        {"update_id": 5, "callback_query": {"from": person, "inline_message_id": "x"}},
        {"update_id": 6},
        {"update_id": 7, "message": {"chat": ["no chat"], "from": {"id": "no number"}}},
    ]
    assert [chat_of(update) for update in updates] == [-5, -5, -5, 7, 7, 0, 0]
