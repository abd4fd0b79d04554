"""What a group's talk does not do: wake a chat, set its zone, or pass for a mention."""

from datetime import timedelta
from typing import Any

from bot.model import ChatId, ChatState, Preferences, Slot
from bot.playground.chats import Chat, Person
from bot.store import chats, subscriptions
from bot.telegram.updates import accept
from tests.telegram.house import House, a_part

BERLIN = {"latitude": 52.5, "longitude": 13.4}


async def hears(
    house: House, group: Chat, sender: Person, *, number: int = 0, **content: Any
) -> None:
    """Let the bot take in and handle a message of a group, whoever it is for."""
    message = {
        "message_id": 900 + number,
        "date": 1,
        "chat": {"id": group.id, "type": "supergroup", "title": "Rowing club"},
        "from": {"id": sender.id, "is_bot": False, "first_name": sender.first_name},
    }
    update = {"update_id": 900 + number, "message": message | content}
    await accept(house.database, update, bot_id=house.bot_id, now=house.now)
    await house.consume()


async def a_known_group(house: House, admin: Person) -> Chat:
    """A group that the bot is in and knows."""
    group = house.playground.group("Rowing club", admins=[admin])
    await house.plan(group.id, a_part("hello"))
    await house.deliver_all()
    return group


async def zone_of(house: House, group: Chat) -> str:
    """The zone of a group as the store knows it."""
    async with house.database.read() as tx:
        known = await chats.get(tx, house.bot_id, ChatId(group.id))
    assert known is not None
    return known.zone


async def test_talk_does_not_wake_a_group_that_took_our_rights(house: House) -> None:
    """Only the right given back does; what is asked meanwhile piles up nowhere."""
    ada = house.reader()
    async with house.running():
        group = house.playground.group("Rowing club", admins=[ada])
        await house.playground.wait_for_messages(group, 1)
        house.playground.mute(group, by=ada)
        assert await house.until_state(group.id, ChatState.PAUSED)
        house.playground.says(group, "/help", sender=ada)
        await house.asks(ada, "/help")
        assert await house.until_state(group.id, ChatState.PAUSED)
        assert await house.until_settled()
        house.playground.promote(group, by=ada)
        assert await house.until_state(group.id, ChatState.ACTIVE)


async def test_a_place_counts_only_where_it_was_asked_for(house: House) -> None:
    """An admin who shows the way to the boathouse changes no clock."""
    ada = house.reader()
    group = await a_known_group(house, ada)
    await hears(house, group, ada, location=BERLIN)
    assert await zone_of(house, group) == "Europe/London"


async def test_a_place_that_was_asked_for_sets_the_zone(house: House) -> None:
    """Then a shared place is the answer."""
    ada = house.reader()
    group = await a_known_group(house, ada)
    async with house.database.begin() as tx:
        await chats.change(tx, house.bot_id, ChatId(group.id), {"expects": "zone:0"})
    await hears(house, group, ada, location=BERLIN)
    assert await zone_of(house, group) == "Europe/Berlin"


async def test_another_s_name_is_no_mention(house: House) -> None:
    """Who writes to `@newsroom` has not called `@news`."""
    ada = house.reader()
    group = await a_known_group(house, ada)
    name = f"@{house.playground.bot.username}"
    for number, called in enumerate((f"{name}room", name)):
        entity = {"type": "mention", "offset": 3, "length": len(called)}
        text = f"🛶 {called} what?"
        await hears(house, group, ada, number=number, text=text, entities=[entity])
    await house.deliver_all()
    assert len(house.texts(group.id)) == 2


async def test_digests_of_a_topic_that_is_gone_come_to_the_group(house: House) -> None:
    """The topic is dropped where it is set, so that not every digest fails once."""
    ada = house.reader()
    group = await a_known_group(house, ada)
    async with house.database.begin() as tx:
        digest = await subscriptions.add(
            tx,
            bot_id=house.bot_id,
            chat_id=ChatId(group.id),
            slot=Slot(zone="Europe/London", minutes=(480,)),
            wishes=Preferences(say_when_empty=True),
            next_due_at=house.now,
            told_until=house.now - timedelta(days=1),
            now=house.now,
            thread_id=77,
        )
    house.playground.add_fault(
        "refused",
        method="sendMessage",
        code=400,
        description="Bad Request: message thread not found",
    )
    await house.publish()
    await house.deliver_all()
    async with house.database.read() as tx:
        changed = await subscriptions.get(tx, digest.id)
    assert (changed.thread_id, len(house.texts(group.id))) == (None, 2)
