"""Parameters against the API description: types, names, required fields.

Telegram is lax: it ignores what it does not know and reads rubbish as 0 or false. What it would
swallow becomes a violation; what it refuses becomes its own 400. Imports `description`, `calls` and
`refusals`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.playground.calls import Call
from bot.playground.chats import Json
from bot.playground.description import Description, Field, ObjectType
from bot.playground.refusals import bad_request

_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0", ""})
_ARRAY = "Array of "
_SIMPLE: Mapping[str, type | tuple[type, ...]] = {
    "String": str,
    "Integer": int,
    "Float": (int, float),
    "Boolean": bool,
    "True": bool,
    "InputFile": str,
}
# How td names an object parameter when it cannot be read.
_NAMES = {
    "reply_markup": "reply keyboard markup",
    "link_preview_options": "link preview options",
    "reply_parameters": "reply parameters",
    "commands": "commands",
    "scope": "BotCommandScope",
    "menu_button": "menu button",
    "results": "inline query results",
    "button": "inline query results button",
    "reaction": "reaction types",
    "entities": "entities",
}
_TYPE_NAMES = {
    "InlineKeyboardButton": "inline keyboard button",
    "KeyboardButton": "keyboard button",
}


@dataclass(slots=True)
class _Check:
    description: Description
    violations: list[str] = field(default_factory=list)


def checked(call: Call, description: Description) -> list[str]:
    """Give the call's parameters their types, in place; return what Telegram would swallow.

    Raises:
        RefusedError: an object that is no JSON, lacks a field or has one of a wrong type.
    """
    check = _Check(description)
    fields = description.methods[call.method]
    typed: dict[str, Any] = {}
    for name, raw in call.parameters.items():
        if name not in fields:
            check.violations.append(f'unknown parameter "{name}"')
        elif raw is not None and raw != "":
            value = _parameter(check, fields[name], raw)
            if value is not None:
                typed[name] = value
    typed |= {name: upload for name, upload in call.files.items() if name in fields}
    check.violations += [
        f'the required parameter "{name}" is missing'
        for name, wanted in fields.items()
        if wanted.required and name not in typed and name not in call.parameters
    ]
    call.parameters = typed
    return check.violations


def _parameter(check: _Check, wanted: Field, raw: object) -> object:
    if isinstance(raw, str):
        _check_unicode(raw)
    if any(kind not in _SIMPLE for kind in wanted.types):
        value = _decoded(wanted, raw) if isinstance(raw, str) else raw
        _check_value(check, wanted, value)
        return value
    return _simple(check, wanted, raw)


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def _simple(check: _Check, wanted: Field, raw: object) -> object:
    """Read one plain value; every parameter may come as a text."""
    text = raw if isinstance(raw, str) else json.dumps(raw)
    for kind in wanted.types:
        if kind == "Integer" and text.removeprefix("-").isascii():
            if text.removeprefix("-").isdigit():
                return int(text)
        elif kind == "Boolean" and text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        elif kind == "Float" and _is_float(text):
            return float(text)
        elif kind in {"String", "InputFile"}:
            if not isinstance(raw, str):
                check.violations.append(f'the parameter "{wanted.name}" is not a text')
            return text
    check.violations.append(f'the parameter "{wanted.name}" is not of type {wanted.types[0]}')
    return None


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _decoded(wanted: Field, raw: str) -> object:
    try:
        return json.loads(raw)
    except ValueError as error:
        name = _NAMES.get(wanted.name, wanted.name)
        raise bad_request(f"can't parse {name} JSON object") from error


def _check_value(check: _Check, wanted: Field, value: object) -> None:
    """Check a decoded value: a simple one, an object or an array of either."""
    kinds = wanted.types
    if kinds[0].startswith(_ARRAY):
        _check_array(check, wanted, value)
    elif all(kind in _SIMPLE for kind in kinds):
        _check_simple(check, wanted, value)
    elif isinstance(value, dict):
        _check_object(check, _chosen(check.description, kinds, value), value)
    elif not (isinstance(value, str) and {"String", "InputFile"} & set(kinds)):
        raise bad_request(f"object expected as {_NAMES.get(wanted.name, wanted.name)}")


def _check_array(check: _Check, wanted: Field, value: object) -> None:
    if not isinstance(value, list):
        raise bad_request(f"expected an {wanted.types[0]}")
    kinds = tuple(kind.removeprefix(_ARRAY) for kind in wanted.types)
    inner = Field(name=wanted.name, types=kinds, required=True)
    for item in value:
        _check_value(check, inner, item)


def _check_simple(check: _Check, wanted: Field, value: object) -> None:
    kinds = set(wanted.types)
    if isinstance(value, bool) and not {"Boolean", "True"} & kinds:
        check.violations.append(f'the field "{wanted.name}" is not of type {wanted.types[0]}')
    elif not any(isinstance(value, _SIMPLE[kind]) for kind in kinds):
        raise bad_request(f'field "{wanted.name}" must be of type {wanted.types[0]}')


def _chosen(description: Description, kinds: Sequence[str], value: Json) -> ObjectType:
    """Return the type that an object of a union is, as far as can be told.

    Its fixed words must agree; then it should know all fields, then lack none.
    """
    objects = [description.types[kind] for kind in kinds if kind not in _SIMPLE]
    shapes = [description.types[name] for kind in objects for name in kind.members or (kind.name,)]
    agreeing = [shape for shape in shapes if _agrees(shape, value)]
    return max(agreeing or shapes, key=lambda shape: _fit(shape, value))


def _agrees(shape: ObjectType, value: Json) -> bool:
    fixed = (field for field in shape.fields.values() if field.value)
    return all(value.get(field.name) == field.value for field in fixed)


def _fit(shape: ObjectType, value: Json) -> tuple[bool, bool]:
    required = (field.name for field in shape.fields.values() if field.required)
    return value.keys() <= shape.fields.keys(), all(name in value for name in required)


def _check_object(check: _Check, shape: ObjectType, value: Json) -> None:
    """Check the fields of an object, and take those away that Telegram does not know."""
    for name, wanted in shape.fields.items():
        if wanted.required and name not in value:
            what = _TYPE_NAMES.get(shape.name, shape.name)
            raise bad_request(f"can't parse {what}: Can't find field \"{name}\"")
    for name, item in list(value.items()):
        if name not in shape.fields:
            del value[name]
            check.violations.append(f'unknown field "{name}" in {shape.name}')
        elif item is not None:
            _check_value(check, shape.fields[name], item)
