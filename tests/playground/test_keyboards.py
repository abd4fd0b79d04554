"""Tests of buttons that are taken, and of what Telegram silently leaves out."""

from typing import Any

from bot.playground.chats import Person
from tests.playground.wire import Wire


async def shown(wire: Wire, ada: Person, rows: list[list[dict[str, Any]]]) -> list[list[Any]]:
    """The rows under a message sent with these buttons."""
    markup = {"inline_keyboard": rows}
    answer = await wire.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    rows_shown: list[list[Any]] = answer.result.get("reply_markup", {}).get("inline_keyboard", [])
    return rows_shown


def a_button(data: str = "x", **overrides: Any) -> dict[str, Any]:
    """A button that can be pressed."""
    return {"text": "x", "callback_data": data} | overrides


async def test_every_kind_of_button_is_taken(wire: Wire, ada: Person) -> None:
    """All actions that the bot uses pass, and nothing is reported."""
    buttons = [
        a_button("é" * 32, style="primary"),
        {"text": "x", "url": "https://news.example/"},
        {"text": "x", "url": "tg://user?id=7"},
        {"text": "x", "switch_inline_query": ""},
        {"text": "x", "switch_inline_query_current_chat": "port"},
        {"text": "x", "switch_inline_query_chosen_chat": {"query": "port"}},
        {"text": "x", "copy_text": {"text": "a" * 256}},
        {"text": "x", "web_app": {"url": "https://app.example/"}},
    ]
    assert await shown(wire, ada, [[button] for button in buttons]) == [[b] for b in buttons]
    assert wire.playground.report().violations == []


async def test_more_than_eight_in_a_row_are_left_out(wire: Wire, ada: Person) -> None:
    """The ninth button of a row disappears, and is reported."""
    rows = await shown(wire, ada, [[a_button(str(n)) for n in range(9)]])
    [violation] = wire.playground.report().violations
    assert (len(rows[0]), violation.words) == (
        8,
        "9 buttons in a row: those over 8 are lost",
    )


async def test_more_than_a_hundred_are_left_out(wire: Wire, ada: Person) -> None:
    """Only a hundred buttons are shown."""
    rows = await shown(wire, ada, [[a_button(f"{row}.{n}") for n in range(8)] for row in range(13)])
    assert sum(map(len, rows)) == 100
    assert "104 buttons" in wire.playground.report().violations[0].words


async def test_two_actions_are_one_too_many(wire: Wire, ada: Person) -> None:
    """The first action in Telegram's order counts, and the other is reported."""
    rows = await shown(wire, ada, [[a_button(url="https://news.example/")]])
    assert rows == [[{"text": "x", "url": "https://news.example/"}]]
    assert "url and callback_data" in wire.playground.report().violations[0].words


async def test_a_repaired_address_in_a_button_is_reported(wire: Wire, ada: Person) -> None:
    """``mailto:`` is taken for a user name, and that is no success."""
    await shown(wire, ada, [[{"text": "x", "url": "mailto:desk@news.example"}]])
    assert "mailto:" in wire.playground.report().violations[0].words


async def test_empty_rows_disappear(wire: Wire, ada: Person) -> None:
    """A keyboard without a button is none."""
    assert await shown(wire, ada, [[], []]) == []
