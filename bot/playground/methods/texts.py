"""The text or caption of a call, parsed, put in order and held against the limits."""

from collections.abc import Sequence
from typing import Any

from bot.playground.autolinks import found
from bot.playground.calls import Call
from bot.playground.chats import Json
from bot.playground.entities import Entity, Formatted, cleaned, formatted, is_empty
from bot.playground.markup import parse_html
from bot.playground.objects import entity_objects, text_fields
from bot.playground.refusals import bad_request
from bot.playground.state import State

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_BYTES = 32_768


def message_text(state: State, call: Call, *, too_long: str = "message is too long") -> Json:
    """Return `text` and `entities` as the message will show them.

    Raises:
        RefusedError: empty, too long before or after parsing, markup that cannot be parsed.
    """
    raw = call.text("text")
    if not raw:
        raise bad_request("message text is empty")
    given = call.parameters.get("entities", ())
    return text_fields(_formatted(state, call, raw, given=given, limit=(MAX_TEXT, too_long)))


def caption(state: State, call: Call) -> Json:
    """Return `caption` and `caption_entities` of a file."""
    given = call.parameters.get("caption_entities", ())
    limit = (MAX_CAPTION, "message caption is too long")
    text = _formatted(state, call, call.text("caption"), given=given, limit=limit)
    return {"caption": text.text} | entity_objects("caption_entities", text.entities)


def _formatted(
    state: State, call: Call, raw: str, *, given: Sequence[Json], limit: tuple[int, str]
) -> Formatted:
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    plain, entities = _parsed(state, call, raw, given)
    text, entities = cleaned(plain, entities)
    if is_empty(text):
        raise bad_request("text must be non-empty")
    if len(text) > limit[0]:
        raise bad_request(limit[1])
    result = formatted(text, entities, found(text))
    if result.n_lost:
        state.note(call.method, f"{result.n_lost} entities over 100 are lost")
    return result


def _parsed(state: State, call: Call, raw: str, given: Sequence[Json]) -> tuple[str, list[Entity]]:
    mode = call.text("parse_mode").lower()
    if mode in {"", "none"}:
        return raw, [_entity(entity) for entity in given]
    if mode in {"markdown", "markdownv2"}:
        raise state.not_played(f"{call.method} with Markdown")
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    markup = parse_html(raw)
    for words in markup.swallowed:
        state.note(call.method, words)
    return markup.text, list(markup.entities)


def _entity(entity: dict[str, Any]) -> Entity:
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
