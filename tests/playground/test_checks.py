"""Tests of parameters against the API description."""

from typing import Any

import pytest

from bot.playground.chats import Person
from bot.playground.description import bot_api, reduce
from bot.playground.methods import HANDLERS
from tests.playground.wire import Wire

RUBBISH: list[Any] = [
    None,
    "",
    "x",
    "-1",
    -1,
    10**30,
    1.5,
    True,
    [],
    {},
    [[]],
    [[[]]],
    [{}],
    [1],
    "\ud800",
]
# Only where objects are expected.
RUBBISH_OBJECTS: list[Any] = [
    {"x": 1},
    {"type": "chat"},
    {"type": 1},
    {"inline_keyboard": [[{"text": 1, "callback_data": 2}]]},
    {"keyboard": 1},
    {"message_id": "x"},
    [{"type": "bold", "offset": -5, "length": 10**12}],
    [{"type": "article", "id": 1, "title": "x", "input_message_content": {"message_text": ""}}],
    [{"type": "emoji"}],
    [{"command": "", "description": ""}],
    "[",
    '{"is_disabled": "perhaps"}',
]
SIMPLE = {"String", "Integer", "Float", "Boolean", "InputFile"}

PLAYED = sorted(set(HANDLERS) - {"getUpdates", "logOut", "close"})


@pytest.mark.parametrize("method", PLAYED)
async def test_rubbish_never_breaks_a_method(wire: Wire, ada: Person, method: str) -> None:
    """Whatever stands in a parameter, the call is carried out or refused in words."""
    good = {"chat_id": ada.id, "text": "x", "message_id": 1, "user_id": ada.id}
    fields = bot_api().methods[method]
    known = {name: value for name, value in good.items() if name in fields}
    for name, field in fields.items():
        objects = [] if set(field.types) <= SIMPLE else RUBBISH_OBJECTS
        for value in [*RUBBISH, *objects]:
            answer = await wire.attempt(method, **known | {name: value})
            assert answer.code < 500 or answer.code == 501, (name, value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("[", "can't parse link preview options JSON object"),
        ([], "object expected as link preview options"),
        ({"is_disabled": "no"}, 'field "is_disabled" must be of type Boolean'),
    ],
)
async def test_an_object_must_be_one(wire: Wire, ada: Person, value: Any, words: str) -> None:
    """What cannot be read as an object of its type is refused."""
    answer = await wire.call("sendMessage", chat_id=ada.id, text="x", link_preview_options=value)
    assert answer.words == f"Bad Request: {words}"


async def test_a_missing_parameter_is_reported_where_telegram_is_silent(wire: Wire) -> None:
    """`setMyCommands` without commands deletes them, and shows in the report."""
    await wire.call("setMyCommands")
    [violation] = wire.playground.report().violations
    assert violation.words == 'the required parameter "commands" is missing'


def test_the_description_knows_what_telegram_has() -> None:
    """All methods and types of Bot API 10.3 are there, with their fixed words."""
    api = bot_api()
    assert (len(api.methods), len(api.types)) == (185, 400)
    assert api.types["MenuButtonWebApp"].fields["type"].value == "web_app"
    assert api.methods["sendMessage"]["chat_id"].types == ("Integer", "String")


def test_a_description_is_reduced_to_what_is_checked() -> None:
    """Words fall away, types, duties and fixed values stay."""
    field = {"name": "type", "types": ["String"], "required": True}
    full = {
        "version": "Bot API 0.1",
        "methods": {"wave": {"fields": [field | {"description": "Kind of wave"}]}},
        "types": {
            "Sea": {"fields": [field | {"description": "Kind of sea, must be salt"}]},
            "Water": {"fields": [], "subtypes": ["Sea"]},
        },
    }
    small = reduce(full)
    assert small["methods"] == {"wave": {"type": "String!"}}
    assert small["types"] == {"Sea": {"type": "String!=salt"}, "Water": ["Sea"]}
