"""Tests of what people do, and of what the bot gets to see of it."""

from typing import Any

import pytest

from bot.playground.chats import ChatType, Person, Role
from bot.playground.server import Playground
from tests.playground.wire import Wire


async def heard(wire: Wire) -> list[dict[str, Any]]:
    """What the bot was told, without the numbers of the updates; confirmed."""
    updates = (await wire.call("getUpdates")).result
    if updates:
        await wire.call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return [next(v for k, v in update.items() if k != "update_id") for update in updates]


async def texts(wire: Wire) -> list[str]:
    """The texts that the bot heard."""
    return [content["text"] for content in await heard(wire) if "text" in content]


async def test_commands_and_addresses_are_marked(wire: Wire, ada: Person) -> None:
    """A person's text carries the entities that Telegram finds."""
    wire.playground.says(ada, "/ask@nutgraf_playground_bot see news.example.com #port", sender=ada)
    message = (await heard(wire))[-1]
    kinds = [(e["type"], e["offset"]) for e in message["entities"]]
    assert kinds == [("bot_command", 0), ("url", 32), ("hashtag", 49)]


async def test_privacy_mode_hides_talk_in_groups(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """A plain member hears commands, mentions and replies; an administrator hears all."""
    group = playground.group("Readers", admins=[ada])
    sent = await wire.call("sendMessage", chat_id=group.id, text="digest")
    await heard(wire)
    bot = playground.bot.username
    for words in ("small talk", "/latest", "/latest@other_bot", f"hey @{bot}", f"/why@{bot}"):
        playground.says(group, words, sender=ada)
    playground.says(group, "an answer", sender=ada, reply_to=sent.result["message_id"])
    as_member = await texts(wire)
    playground.promote(group, by=ada)
    playground.says(group, "small talk", sender=ada)
    assert (as_member, await texts(wire)) == (
        ["/latest", f"hey @{bot}", f"/why@{bot}", "an answer"],
        ["small talk"],
    )


async def test_an_anonymous_administrator_writes_as_the_group(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """The update names the group as the sender, and Telegram's stand-in as the user."""
    group = playground.group("Readers", admins=[ada], anonymous=[ada], kind=ChatType.SUPERGROUP)
    await heard(wire)
    playground.says(group, "/settings", sender=ada)
    [message] = await heard(wire)
    assert (message["sender_chat"]["id"], message["from"]["username"]) == (
        group.id,
        "GroupAnonymousBot",
    )


async def test_a_channel_posts_as_itself(playground: Playground, wire: Wire, ada: Person) -> None:
    """A post has no author, only its channel."""
    channel = playground.channel("News", admins=[ada])
    await heard(wire)
    playground.says(channel, "post", sender=ada)
    [post] = await heard(wire)
    assert ("from" in post, post["sender_chat"]["id"]) == (False, channel.id)


async def test_a_forward_tells_its_origin(playground: Playground, wire: Wire, ada: Person) -> None:
    """A forwarded post names channel and number."""
    channel = playground.channel("News", username="local_news", admins=[ada])
    await heard(wire)
    playground.says(ada, "read https://news.example/1", sender=ada, forward_from=channel)
    [message] = await heard(wire)
    origin = message["forward_origin"]
    assert (origin["type"], origin["chat"]["username"]) == ("channel", "local_news")


async def test_blocking_and_coming_back_are_told(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Block and unblock are `my_chat_member`; writing again unblocks too."""
    await heard(wire)
    playground.block(ada)
    playground.unblock(ada)
    playground.block(ada)
    playground.says(ada, "/start", sender=ada)
    told = await heard(wire)
    changes = [c["new_chat_member"]["status"] for c in told if "new_chat_member" in c]
    assert changes == ["kicked", "member", "kicked", "member"]


async def test_rights_in_a_channel_are_told(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Added, given rights, thrown out: each change carries old and new."""
    await heard(wire)
    channel = playground.channel("News", admins=[ada])
    playground.remove(channel, by=ada)
    changes = [
        (c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in await heard(wire)
    ]
    assert changes == [("left", "administrator"), ("administrator", "kicked")]


async def test_an_upgrade_is_told_in_both_chats(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """The old group names the new one, and the other way round; members move along."""
    group = playground.group("Readers", admins=[ada])
    await heard(wire)
    new = playground.migrate(group)
    old_word, new_word = await heard(wire)
    assert (old_word["migrate_to_chat_id"], new_word["migrate_from_chat_id"]) == (new.id, group.id)
    assert new.role_of(ada) is Role.OWNER


async def test_being_added_is_told_twice(playground: Playground, wire: Wire, ada: Person) -> None:
    """A new group is a new status and a service message."""
    await heard(wire)
    playground.group("Readers", admins=[ada])
    status, service = await heard(wire)
    assert status["new_chat_member"]["status"] == "member"
    assert [user["is_bot"] for user in service["new_chat_members"]] == [True]


async def test_a_place_or_a_chat_can_be_shared(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Whatever else a message may hold can be sent."""
    await heard(wire)
    playground.sends(ada, {"location": {"latitude": 52.5, "longitude": 13.4}}, sender=ada)
    playground.sends(ada, {"chat_shared": {"request_id": 1, "chat_id": -100}}, sender=ada)
    place, shared = await heard(wire)
    assert (place["location"]["latitude"], shared["chat_shared"]["request_id"]) == (52.5, 1)


async def test_a_demoted_administrator_is_no_longer_listed(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """`getChatAdministrators` follows appointments."""
    ben = playground.person("Ben")
    group = playground.group("Readers", admins=[ada], members=[ben])
    playground.appoint(group, ben, Role.ADMIN, by=ada)
    with_ben = (await wire.call("getChatAdministrators", chat_id=group.id)).result
    playground.appoint(group, ben, Role.MEMBER, by=ada)
    without = (await wire.call("getChatAdministrators", chat_id=group.id)).result
    assert (len(with_ben), len(without)) == (2, 1)


def test_a_username_is_one_that_telegram_allows(playground: Playground) -> None:
    """Names in other scripts or beginning with a digit have none."""
    people = [playground.person(name) for name in ("Ada L.", "Юля", "7 of 9")]
    assert [p.username is not None for p in people] == [True, False, False]


def test_nobody_writes_what_no_client_sends(playground: Playground, ada: Person) -> None:
    """Clients cut long texts and send no empty ones, so either is the tester's mistake."""
    with pytest.raises(ValueError, match="4096"):
        playground.says(ada, "x" * 4097, sender=ada)
    with pytest.raises(ValueError, match="at least one letter"):
        playground.says(ada, " \n", sender=ada)
