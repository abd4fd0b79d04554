"""The Bot API as data: which methods, parameters, types and fields Telegram knows.

`bot_api.json` is a reduced form of a public description of Bot API 10.3. To make it again::

    python -m bot.playground.description FULL.json bot/playground/bot_api.json

Reduced form: a method is its parameters by name, an object type its fields by name (a union its
members), and each parameter or field is its types joined by ``|``, with ``!`` at the end when it is
required and ``=word`` when the value must be that word.

Imports nothing of the project.
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

_FIXED_VALUE = re.compile(r"(?:must be|always) '?([a-z_0-9]+)'?$")
_NOTICE = "Origin and licence: bot_api_notice.txt beside this file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter of a method or a field of an object; `value` when only one word is right."""

    name: str
    types: tuple[str, ...]
    required: bool
    value: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object with fields, or a union of other types."""

    name: str
    fields: Mapping[str, Field]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """Methods by name in lower case (Telegram ignores case), types by name."""

    names: Mapping[str, str]
    methods: Mapping[str, Mapping[str, Field]]
    types: Mapping[str, ObjectType]


@cache
def bot_api() -> Description:
    """Return the description that is shipped; read once in a process."""
    data = json.loads(resources.files(__package__).joinpath("bot_api.json").read_text("utf-8"))
    methods = {name: _fields(fields) for name, fields in data["methods"].items()}
    types = {
        name: ObjectType(name, {}, tuple(shape))
        if isinstance(shape, list)
        else ObjectType(name, _fields(shape))
        for name, shape in data["types"].items()
    }
    return Description({name.lower(): name for name in methods}, methods, types)


def reduce(full: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reduced form of a description in the layout of telegram-bot-api-spec."""
    return {
        "notice": _NOTICE,
        "version": full["version"],
        "methods": {name: _reduced(method) for name, method in full["methods"].items()},
        "types": {
            name: kind["subtypes"] if kind.get("subtypes") else _reduced(kind)
            for name, kind in full["types"].items()
        },
    }


def _fields(shape: Mapping[str, str]) -> dict[str, Field]:
    return {name: _field(name, text) for name, text in shape.items()}


def _field(name: str, text: str) -> Field:
    text, _, value = text.partition("=")
    required = text.endswith("!")
    return Field(
        name=name,
        types=tuple(text.removesuffix("!").split("|")),
        required=required,
        value=value or None,
    )


def _reduced(shape: Mapping[str, Any]) -> dict[str, str]:
    return {field["name"]: _reduced_field(field) for field in shape.get("fields", [])}


def _reduced_field(field: Mapping[str, Any]) -> str:
    fixed = _FIXED_VALUE.search(field["description"]) if field["types"] == ["String"] else None
    required = "!" if field["required"] else ""
    return "|".join(field["types"]) + required + (f"={fixed[1]}" if fixed else "")


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    reduced = json.dumps(
        reduce(json.loads(source.read_text("utf-8"))), ensure_ascii=False, indent=0
    )
    target.write_text(reduced + "\n", "utf-8")
