"""Answers to what a person waits for at this moment: pressed buttons and inline queries."""

from datetime import timedelta

from bot.playground import links
from bot.playground.calls import Call
from bot.playground.chats import Json
from bot.playground.methods.keyboards import inline_keyboard
from bot.playground.methods.texts import message_text
from bot.playground.refusals import bad_request
from bot.playground.state import State

MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_START_PARAMETER = 64
# How long a query can be answered: Telegram publishes no figure; clients give up earlier.
OLD_AFTER = timedelta(seconds=30)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_callback_query(state: State, call: Call) -> bool:
    """Play `answerCallbackQuery`."""
    press = state.presses.get(call.text("callback_query_id"))
    if press is None or state.now() - press.pressed_at > OLD_AFTER:
        raise bad_request(_TOO_OLD)
    if len(call.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.text("url"):
        _check_url(call.text("url"))
    answer: Json = {
        "text": call.text("text") or None,
        "show_alert": call.flag("show_alert"),
        "url": call.text("url") or None,
    }
    if not press.answer.done():
        state.report.answered += 1
        press.answer.set_result(answer)
    state.events.publish("callback_answer", callback_query_id=press.id, **answer)
    return True


async def answer_inline_query(state: State, call: Call) -> bool:
    """Play `answerInlineQuery`."""
    question = state.questions.get(call.text("inline_query_id"))
    results = call.parameters.get("results") or []
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    _check_ids([str(result.get("id", "")) for result in results])
    if len(call.text("next_offset").encode()) > MAX_ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = call.parameters.get("button") or {}
    if len(button.get("start_parameter", "")) > MAX_START_PARAMETER:
        raise bad_request("START_PARAM_INVALID")
    for result in results:
        _check_content(state, call, result)
    if question is None or state.now() - question.asked_at > OLD_AFTER:
        raise bad_request(_TOO_OLD)
    if not question.answer.done():
        question.answer.set_result(dict(call.parameters))
    return True


def _check_content(state: State, call: Call, result: Json) -> None:
    """Hold what a result would send against the rules of messages."""
    rows = (result.get("reply_markup") or {}).get("inline_keyboard", [])
    inline_keyboard(state, call, rows)
    content = result.get("input_message_content") or {}
    if "message_text" in content:
        text = Call(
            method=call.method,
            parameters={
                "text": content["message_text"],
                "parse_mode": content.get("parse_mode", ""),
                "entities": content.get("entities", []),
            },
        )
        message_text(state, text)


def _check_ids(ids: list[str]) -> None:
    if any(not 1 <= len(one.encode()) <= MAX_ID_BYTES for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")


def _check_url(url: str) -> None:
    try:
        links.checked(url)
    except links.LinkError as error:
        raise bad_request("URL_INVALID") from error


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
