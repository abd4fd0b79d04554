"""The text of a call, parsed, put in order and held against the limits."""

from typing import Any

from bot.playground.calls import Call
from bot.playground.entities import Formatted, formatted
from bot.playground.markup import Entity, parse_html
from bot.playground.refusals import bad_request
from bot.playground.state import State

MAX_TEXT = 4096
MAX_RAW_BYTES = 32_768


def message_text(state: State, call: Call, *, too_long: str = "message is too long") -> Formatted:
    """Return the parameter ``text`` as the message will show it.

    Raises:
        RefusedError: empty, too long before or after parsing, markup that cannot be parsed.
    """
    raw = call.text("text")
    if not raw:
        raise bad_request("message text is empty")
    text = parsed(state, call, raw, prefix="")
    if len(text.text) > MAX_TEXT:
        raise bad_request(too_long)
    return text


def parsed(state: State, call: Call, raw: str, *, prefix: str) -> Formatted:
    """Return a text by ``<prefix>parse_mode`` and ``<prefix>entities`` of the call."""
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    mode = call.text(f"{prefix}parse_mode").lower()
    entities: list[Entity] = []
    text = raw
    if mode == "html":
        markup = parse_html(raw)
        text, entities = markup.text, list(markup.entities)
        for words in markup.swallowed:
            state.note(call.method, words)
    elif mode in {"markdown", "markdownv2"}:
        state.note(call.method, "Markdown is not played here: the text stands as it is")
    elif mode and mode != "none":
        raise bad_request("unsupported parse_mode")
    else:
        entities = [_given(entity) for entity in call.parameters.get("entities", [])]
    result = formatted(text, entities)
    if not result.text:
        raise bad_request("text must be non-empty")
    if result.n_lost:
        state.note(call.method, f"{result.n_lost} entities over 100 are lost")
    return result


def _given(entity: dict[str, Any]) -> Entity:
    user = entity.get("user") or {}
    return Entity(
        type=entity["type"],
        offset=entity["offset"],
        length=entity["length"],
        url=entity.get("url"),
        user_id=user.get("id"),
        language=entity.get("language"),
        custom_emoji_id=entity.get("custom_emoji_id"),
        unix_time=entity.get("unix_time"),
        date_time_format=entity.get("date_time_format"),
    )
