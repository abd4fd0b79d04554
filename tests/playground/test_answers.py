"""Tests of presses and inline queries."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.playground.chats import Person
from bot.playground.server import Playground, open_playground
from tests.playground.wire import Wire, open_wire

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])


async def test_a_press_is_answered(playground: Playground, bot: Bot, ada: Person) -> None:
    """The person gets the words of the answer, and the press counts as answered."""
    sent = await bot.send_message(ada.id, "story", reply_markup=MARKUP)
    press = asyncio.create_task(playground.press(ada, sent.message_id, data="more", sender=ada))
    update = (await bot.get_updates(offset=-1, timeout=5))[-1]
    assert update.callback_query is not None
    await update.callback_query.answer("Here it is", show_alert=True)
    assert await press == {"text": "Here it is", "show_alert": True, "url": None}
    assert playground.report().unanswered == 0


async def test_an_unanswered_press_is_counted(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """No answer in time is None for the person and one in the report."""
    sent = await bot.send_message(ada.id, "story", reply_markup=MARKUP)
    answer = await playground.press(
        ada, sent.message_id, data="more", sender=ada, timeout_seconds=0.01
    )
    assert (answer, playground.report().unanswered) == (None, 1)


async def test_only_buttons_that_are_there_can_be_pressed(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """A press of another button is the tester's own mistake."""
    sent = await bot.send_message(ada.id, "story", reply_markup=MARKUP)
    with pytest.raises(KeyError):
        await playground.press(ada, sent.message_id, data="less", sender=ada)


async def test_a_query_grows_old() -> None:
    """Half a minute later an answer is refused."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    async with open_playground(clock=lambda: now) as playground, open_wire(playground) as wire:
        ada = playground.person("Ada")
        playground.says(ada, "hi", sender=ada)
        markup = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
        sent = await wire.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
        await playground.press(
            ada, sent.result["message_id"], data="more", sender=ada, timeout_seconds=0.01
        )
        [press] = playground.state.presses
        now += timedelta(seconds=31)
        answer = await wire.call("answerCallbackQuery", callback_query_id=press)
    assert answer.words.startswith("Bad Request: query is too old")


async def test_an_answer_has_at_most_200_letters(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """A longer answer is refused."""
    sent = await bot.send_message(ada.id, "story", reply_markup=MARKUP)
    await playground.press(ada, sent.message_id, data="more", sender=ada, timeout_seconds=0.01)
    [press] = playground.state.presses
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(press, "x" * 201)
    assert await bot.answer_callback_query(press, "x" * 200)


async def test_an_answer_may_open_a_good_address(wire: Wire) -> None:
    """The address of an answer is checked before anything is opened."""
    playground = wire.playground
    ada = playground.person("Ada")
    playground.says(ada, "hi", sender=ada)
    markup = MARKUP.to_dict()
    sent = await wire.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    message_id = sent.result["message_id"]
    await playground.press(ada, message_id, data="more", sender=ada, timeout_seconds=0.01)
    [press] = playground.state.presses
    bad = await wire.call("answerCallbackQuery", callback_query_id=press, url="/x")
    good = await wire.call(
        "answerCallbackQuery", callback_query_id=press, url="https://t.me/nutgraf?start=x"
    )
    assert (bad.words, good.result) == ("Bad Request: URL_INVALID", True)


def an_article(result_id: str = "1", **overrides: Any) -> dict[str, Any]:
    """An inline result that sends a text."""
    content = {"message_text": "<b>Story</b>", "parse_mode": "HTML"}
    article = {"type": "article", "id": result_id, "title": "Story"}
    return article | {"input_message_content": content} | overrides


async def test_an_inline_query_is_answered_and_chosen(wire: Wire, ada: Person) -> None:
    """Results reach the person; the one that is picked is sent, and the bot is told."""
    playground = wire.playground
    asked = asyncio.create_task(playground.asks_inline(ada, "port"))
    [update] = (await wire.call("getUpdates", offset=-1, timeout=5)).result
    query_id = update["inline_query"]["id"]
    await wire.call("answerInlineQuery", inline_query_id=query_id, results=[an_article()])
    answer = await asked
    assert answer is not None
    playground.picks(ada, answer["results"][0], query="port", sender=ada)
    [chosen] = (await wire.call("getUpdates", offset=-1)).result
    assert chosen["chosen_inline_result"]["result_id"] == "1"


RESULTS = [
    ([an_article(str(n)) for n in range(51)], "too many inline query results specified"),
    ([an_article("1"), an_article("1")], "RESULT_ID_DUPLICATE"),
    ([an_article("x" * 65)], "RESULT_ID_INVALID"),
    ([an_article("")], "RESULT_ID_INVALID"),
    (
        [an_article(input_message_content={"message_text": "<br>", "parse_mode": "HTML"})],
        'can\'t parse entities: Unsupported start tag "br" at byte offset 0',
    ),
    (
        [
            an_article(
                reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]}
            )
        ],
        "BUTTON_DATA_INVALID",
    ),
    (
        [{"type": "article", "id": "1", "title": "Story"}],
        "can't parse InlineQueryResultArticle: Can't find field \"input_message_content\"",
    ),
]


@pytest.mark.parametrize(("results", "words"), RESULTS)
async def test_refuses_inline_results(
    wire: Wire, results: list[dict[str, Any]], words: str
) -> None:
    """Too many, repeated and broken results are refused."""
    answer = await wire.call("answerInlineQuery", inline_query_id="1", results=results)
    assert answer.words == f"Bad Request: {words}"


async def test_refuses_what_goes_with_inline_results(wire: Wire) -> None:
    """The next offset and the button's parameter have limits."""
    far = await wire.call(
        "answerInlineQuery", inline_query_id="1", results=[], next_offset="x" * 65
    )
    button = {"text": "Open", "start_parameter": "x" * 65}
    long = await wire.call("answerInlineQuery", inline_query_id="1", results=[], button=button)
    assert (far.words, long.words) == (
        "Bad Request: NEXT_OFFSET_INVALID",
        "Bad Request: START_PARAM_INVALID",
    )
