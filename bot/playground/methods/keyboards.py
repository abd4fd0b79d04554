"""The markup under a message, held against Telegram's limits."""

import json
from collections.abc import Iterator
from typing import Any

from bot.playground import links
from bot.playground.calls import Call
from bot.playground.chats import Chat, ChatType, Json
from bot.playground.refusals import bad_request
from bot.playground.state import State

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_COPY_TEXT = 256
# Second-hand: the true limit is unpublished.
MAX_MARKUP_BYTES = 10_000

_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_STYLES = frozenset({"", "default", "primary", "danger", "success"})


def reply_markup(state: State, call: Call, chat: Chat) -> Json:
    """Return ``{"reply_markup": …}`` of the call as the message carries it, or nothing.

    Raises:
        RefusedError: as Telegram words it.
    """
    markup = call.parameters.get("reply_markup")
    if not markup:
        return {}
    if len(json.dumps(markup, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in markup:
        return inline_keyboard(state, call, markup["inline_keyboard"], chat=chat)
    if chat.type is ChatType.CHANNEL:
        raise bad_request("inline keyboard expected")
    return {"reply_markup": markup}


def inline_markup(state: State, call: Call, chat: Chat) -> Json:
    """Return the markup of an edit, which can only be inline."""
    markup = call.parameters.get("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return reply_markup(state, call, chat)


def inline_keyboard(
    state: State, call: Call, rows: list[list[Json]], *, chat: Chat | None = None
) -> Json:
    """Return ``{"reply_markup": …}`` with the buttons that Telegram shows.

    Without a chat the message is still to be sent by somebody, somewhere: an inline result.
    """
    shown = [[_button(state, call, chat, button) for button in row] for row in rows if row]
    n_buttons = sum(map(len, shown))
    if n_buttons > MAX_BUTTONS:
        state.note(call.method, f"{n_buttons} buttons: those over {MAX_BUTTONS} are lost")
    for row in shown:
        if len(row) > MAX_ROW:
            state.note(call.method, f"{len(row)} buttons in a row: those over {MAX_ROW} are lost")
    kept = list(_within_limits(shown))
    return {"reply_markup": {"inline_keyboard": kept}} if kept else {}


def _within_limits(rows: list[list[Json]]) -> Iterator[list[Json]]:
    left = MAX_BUTTONS
    for row in rows:
        if kept := row[: min(MAX_ROW, left)]:
            yield kept
        left -= len(kept)


def _button(state: State, call: Call, chat: Chat | None, button: Json) -> Json:
    if not button["text"]:
        raise bad_request("inline keyboard button text must be non-empty")
    if str(button.get("style", "")).lower() not in _STYLES:
        raise _cannot("invalid button style specified")
    actions = [name for name in _ACTIONS if _is_given(button, name)]
    if not actions:
        raise _cannot("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        state.note(call.method, f"a button has {' and '.join(actions)}: only the first counts")
    _check_action(chat, actions[0], button[actions[0]])
    if actions[0] == "url" and links.changes_its_meaning(button["url"]):
        state.note(call.method, f"the address {button['url']} is taken for a web address")
    return {"text": button["text"], **_kept(button), actions[0]: button[actions[0]]}


def _is_given(button: Json, name: str) -> bool:
    if name in {"url", "callback_data"}:
        return bool(button.get(name))
    return name in button


def _kept(button: Json) -> Json:
    return {name: button[name] for name in ("style", "icon_custom_emoji_id") if name in button}


def _check_action(chat: Chat | None, action: str, value: Any) -> None:  # noqa: ANN401 - JSON of any shape
    match action:
        case "callback_data" if len(value.encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        case "url" if links.user_of(value) is None:
            _check_url(value, "Inline keyboard button")
        case "web_app":
            _check_web_app(chat, value["url"])
        case "copy_text" if not 1 <= len(value["text"]) <= MAX_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case _:
            pass


def _check_web_app(chat: Chat | None, url: str) -> None:
    if chat is None or chat.type is not ChatType.PRIVATE:
        raise bad_request("BUTTON_TYPE_INVALID")
    _check_url(url, "Inline keyboard button Web App")
    if not url.lower().startswith("https://"):
        raise bad_request(
            f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )


def _check_url(url: str, what: str) -> None:
    try:
        links.checked(url)
    except links.LinkError as error:
        first, rest = what[0].lower(), what[1:]
        raise bad_request(f"{first}{rest} URL '{url}' is invalid: {error}") from error


def _cannot(words: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {words}")
