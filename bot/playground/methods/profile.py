"""What the bot tells of itself: commands by scope and language, texts, menu button."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground.calls import Call
from bot.playground.chats import Json
from bot.playground.methods.targets import known_chat
from bot.playground.refusals import bad_request
from bot.playground.state import State

MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_DESCRIPTION = 256
LIMITS = {"name": 64, "short_description": 120, "description": 512}
_TOO_LONG = {
    "name": "BOT_TITLE_INVALID",
    "short_description": "BOT_SHORT_DESCRIPTION_TOO_LONG",
    "description": "BOT_DESCRIPTION_TOO_LONG",
}
_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2}")


async def set_my_commands(state: State, call: Call) -> bool:
    """Play `setMyCommands`."""
    commands = [_command(command) for command in call.parameters.get("commands") or []]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile.commands[_scope(state, call), _language(call)] = commands
    state.events.publish("commands")
    return True


async def get_my_commands(state: State, call: Call) -> list[Json]:
    """Play `getMyCommands`."""
    return state.profile.commands.get((_scope(state, call), _language(call)), [])


async def delete_my_commands(state: State, call: Call) -> bool:
    """Play `deleteMyCommands`."""
    state.profile.commands.pop((_scope(state, call), _language(call)), None)
    state.events.publish("commands")
    return True


async def set_chat_menu_button(state: State, call: Call) -> bool:
    """Play `setChatMenuButton`; chat 0 stands for all chats."""
    chat_id = call.number("chat_id")
    if chat_id:
        known_chat(state, chat_id)
    button = call.parameters.get("menu_button") or {"type": "default"}
    state.profile.menu_buttons[chat_id] = button
    return True


async def get_chat_menu_button(state: State, call: Call) -> Json:
    """Play `getChatMenuButton`."""
    buttons = state.profile.menu_buttons
    return buttons.get(call.number("chat_id"), buttons.get(0, {"type": "commands"}))


def commands_shown(state: State, keys: list[str], language: str) -> list[Json]:
    """Return the commands of the narrowest scope that has any; own language before none."""
    for scope in keys:
        for code in (language, ""):
            commands = state.profile.commands.get((scope, code))
            if commands:
                return commands
    return []


def _setter(name: str) -> Callable[[State, Call], Awaitable[bool]]:
    async def play(state: State, call: Call) -> bool:
        text = call.text(name)
        if len(text) > LIMITS[name]:
            raise bad_request(_TOO_LONG[name])
        state.profile.texts[name, _language(call)] = text
        return True

    return play


def _getter(name: str) -> Callable[[State, Call], Awaitable[Json]]:
    async def play(state: State, call: Call) -> Json:
        texts = state.profile.texts
        own = texts.get((name, _language(call))) or texts.get((name, ""))
        return {name: own or (state.bot.first_name if name == "name" else "")}

    return play


def _command(command: Json) -> Json:
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > MAX_COMMAND:
        raise bad_request(f"command length must not exceed {MAX_COMMAND}")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_DESCRIPTION}")
    return {**command, "command": name, "description": description}


def _scope(state: State, call: Call) -> str:
    scope: dict[str, Any] = call.parameters.get("scope") or {"type": "default"}
    if "chat_id" not in scope:
        return str(scope["type"])
    chat_id = scope["chat_id"]
    is_number = isinstance(chat_id, str) and chat_id.removeprefix("-").isdigit()
    chat = known_chat(state, int(chat_id) if is_number else chat_id)
    return ":".join(str(part) for part in (scope["type"], chat.id, scope.get("user_id")) if part)


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


METHODS = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
}
