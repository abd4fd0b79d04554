"""Tests of what the bot tells of itself."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    MenuButtonCommands,
)

from bot.playground.chats import Person
from bot.playground.server import Playground
from tests.playground.wire import Wire


async def names(wire: Wire, chat_id: int, **query: object) -> list[str]:
    """The commands that a client shows in a chat."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    commands = await wire.control("GET", f"commands?chat_id={chat_id}{more}")
    return [command["command"] for command in commands]


async def test_the_narrowest_scope_is_shown(
    playground: Playground, wire: Wire, bot: Bot, ada: Person
) -> None:
    """Administrators, members and private chats see what was set for them."""
    ben = playground.person("Ben")
    group = playground.group("Readers", admins=[ada], members=[ben])
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("ask", "Ask")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(
        [BotCommand("settings", "Settings")], scope=BotCommandScopeChatAdministrators(group.id)
    )
    shown = [
        await names(wire, ada.id),
        await names(wire, group.id, user_id=ben.id),
        await names(wire, group.id, user_id=ada.id),
    ]
    assert shown == [["start"], ["ask"], ["settings"]]


async def test_commands_speak_the_readers_language(wire: Wire, bot: Bot, ada: Person) -> None:
    """A language with commands of its own sees them, others the common ones."""
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("beginnen", "Los")], language_code="de")
    shown = [
        await names(wire, ada.id, language="de"),
        await names(wire, ada.id, language="fr"),
    ]
    assert shown == [["beginnen"], ["start"]]


async def test_commands_can_be_read_and_deleted(bot: Bot, ada: Person) -> None:
    """A scope gives back exactly its own commands."""
    scope = BotCommandScopeChat(ada.id)
    await bot.set_my_commands([BotCommand("why", "Why")], scope=scope)
    before = await bot.get_my_commands(scope=scope)
    await bot.delete_my_commands(scope=scope)
    after = await bot.get_my_commands(scope=scope)
    assert ([c.command for c in before], after) == (["why"], ())


async def test_texts_fall_back_to_the_common_language(bot: Bot) -> None:
    """Names and descriptions are kept for each language."""
    await bot.set_my_name("Nutgraf")
    await bot.set_my_description("Digests of the news.")
    await bot.set_my_short_description("Digests.")
    await bot.set_my_short_description("Nachrichten.", language_code="de")
    assert (await bot.get_my_name("de")).name == "Nutgraf"
    assert (await bot.get_my_description()).description == "Digests of the news."
    assert (await bot.get_my_short_description("de")).short_description == "Nachrichten."
    assert (await bot.get_my_short_description("fr")).short_description == "Digests."


@pytest.mark.parametrize("everywhere", [True, False])
async def test_the_menu_button_is_kept(bot: Bot, ada: Person, *, everywhere: bool) -> None:
    """A menu button set for all chats holds in each of them."""
    await bot.set_chat_menu_button(
        chat_id=None if everywhere else ada.id, menu_button=MenuButtonCommands()
    )
    assert (await bot.get_chat_menu_button(ada.id)).type == "commands"
