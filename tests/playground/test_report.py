"""Tests of what is counted."""

from telegram import Bot

from bot.playground.chats import Person
from bot.playground.report import Delivery, Report
from bot.playground.server import Playground
from tests.playground.wire import Wire


def report(*deliveries: tuple[int, float, str]) -> Report:
    """A report of messages by chat, second and text; negative chats are groups."""
    return Report(
        deliveries=[
            Delivery(chat_id=chat, message_id=n, text=text, at_seconds=second, is_group=chat < 0)
            for n, (chat, second, text) in enumerate(deliveries)
        ]
    )


def test_repeats_are_counted_by_chat() -> None:
    """The same text in two chats is no repeat, twice in one chat it is."""
    counted = report((1, 0, "a"), (2, 0, "a"), (1, 5, "a"), (1, 6, "b"))
    assert (counted.unique, counted.duplicates) == (3, 1)


def test_peaks_are_those_of_any_window() -> None:
    """Windows begin anywhere, not at full seconds or minutes."""
    counted = report(
        (1, 0.6, "a"),
        (2, 0.9, "b"),
        (1, 1.5, "c"),
        (-1, 58.0, "d"),
        (-1, 61.0, "e"),
        (-1, 118, "f"),
    )
    assert (counted.peak_second, counted.peak_chat_second, counted.peak_group_minute) == (3, 2, 2)


def test_nothing_delivered_has_no_peak() -> None:
    """An empty report is all zeros."""
    counted = Report()
    assert (counted.unique, counted.duplicates, counted.peak_second) == (0, 0, 0)


async def test_order_is_kept_by_chat(playground: Playground, bot: Bot, ada: Person) -> None:
    """Texts of each chat stand in the order of their arrival."""
    for text in ("part 1", "part 2", "part 3"):
        await bot.send_message(ada.id, text)
    assert playground.report().order == {ada.id: ["part 1", "part 2", "part 3"]}


async def test_what_telegram_swallows_is_a_violation(wire: Wire, ada: Person) -> None:
    """Unknown parameters and fields, lost links and wrong types are named; the call succeeds."""
    answer = await wire.call(
        "sendMessage",
        chat_id=ada.id,
        text='<a href="/x">x</a>',
        parse_mode="HTML",
        disable_notification="perhaps",
        disable_web_page_preview=True,
        link_preview_options={"is_disabled": True, "size": "small"},
    )
    assert answer.result["text"] == "x"
    assert [v.words for v in wire.playground.report().violations] == [
        'the parameter "disable_notification" is not of type Boolean',
        'unknown parameter "disable_web_page_preview"',
        'unknown field "size" in LinkPreviewOptions',
        'the link "/x" is dropped: URL host is empty',
    ]


async def test_a_method_that_is_not_played_is_reported(wire: Wire) -> None:
    """A known method or parameter without a handler fails loudly and is counted."""
    method = await wire.call("sendDice", chat_id=1)
    parameter = await wire.call("sendMessage", chat_id=1, text="x", message_effect_id="1")
    assert (method.code, parameter.code) == (501, 501)
    assert wire.playground.report().not_played == {
        "sendDice": 1,
        "sendMessage.message_effect_id": 1,
    }
