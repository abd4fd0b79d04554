"""Tests of what the bot may ask of a chat."""

import pytest
from telegram import (
    Bot,
    ChatMemberAdministrator,
    ChatMemberLeft,
    ChatMemberOwner,
    ReactionTypeEmoji,
)
from telegram.error import BadRequest, Forbidden

from bot.playground.chats import ChatType, Person, Role
from bot.playground.server import Playground
from tests.playground.wire import Wire


async def test_a_chat_is_described(playground: Playground, wire: Wire, ada: Person) -> None:
    """`getChat` is complete for each kind of chat, by id and by name."""
    group = playground.group("Readers", admins=[ada], kind=ChatType.SUPERGROUP)
    playground.topic(group, "Space")
    playground.channel("News", username="local_news", admins=[ada])
    kinds = [
        (await wire.call("getChat", chat_id=chat)).result["type"]
        for chat in (ada.id, group.id, "@local_news")
    ]
    assert kinds == ["private", "supergroup", "channel"]


async def test_members_have_their_status(playground: Playground, bot: Bot, ada: Person) -> None:
    """Owner, administrator and stranger are told apart."""
    ben, eve = playground.person("Ben"), playground.person("Eve")
    group = playground.group("Readers", admins=[ada, ben])
    assert isinstance(await bot.get_chat_member(group.id, ada.id), ChatMemberOwner)
    assert isinstance(await bot.get_chat_member(group.id, ben.id), ChatMemberAdministrator)
    assert isinstance(await bot.get_chat_member(group.id, eve.id), ChatMemberLeft)
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 5)
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await bot.get_chat_member(group.id, 0)


async def test_administrators_are_listed_with_all_rights(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Each administrator is complete, in groups and in channels."""
    ben = playground.person("Ben")
    group = playground.group("Readers", admins=[ada, ben], members=[playground.person("Eve")])
    channel = playground.channel("News", admins=[ada])
    of_group = (await wire.call("getChatAdministrators", chat_id=group.id)).result
    of_channel = (await wire.call("getChatAdministrators", chat_id=channel.id)).result
    assert [m["user"]["first_name"] for m in of_group] == ["Ada", "Ben"]
    assert of_channel[1]["can_post_messages"]
    refused = await wire.call("getChatAdministrators", chat_id=ada.id)
    assert refused.words == "Bad Request: there are no administrators in the private chat"


async def test_members_are_counted(playground: Playground, bot: Bot, ada: Person) -> None:
    """Those who left do not count, the bot does."""
    group = playground.group("Readers", admins=[ada], members=[playground.person("Ben")])
    assert await bot.get_chat_member_count(group.id) == 3


async def test_the_bot_leaves(playground: Playground, bot: Bot, ada: Person) -> None:
    """After leaving, the bot is not a member."""
    group = playground.group("Readers", admins=[ada])
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "hello")
    assert group.role_of(playground.bot) is Role.LEFT


async def test_a_reaction_is_shown(playground: Playground, bot: Bot, ada: Person) -> None:
    """The bot may put one reaction of Telegram's set under a message."""
    await bot.set_message_reaction(ada.id, 1, "👍")
    assert playground.messages(ada)[0]["reactions"] == [{"type": "emoji", "emoji": "👍"}]
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await bot.set_message_reaction(ada.id, 1, ["👍", "🔥"])
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(ada.id, 1, ReactionTypeEmoji("🚢"))
