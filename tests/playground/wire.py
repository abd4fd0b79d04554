"""A plain client of the Bot API, and the check that every answer is a complete Telegram object.

Each result is read by aiogram's types (stricter than python-telegram-bot) and held against the API
description: no required field missing, no unknown field, every type right.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiogram.methods
from aiogram.methods.base import Response
from aiohttp import ClientSession, FormData

from bot.playground.description import Field, bot_api
from bot.playground.server import Playground

_SIMPLE: Mapping[str, type | tuple[type, ...]] = {
    "String": str,
    "Integer": int,
    "Float": (int, float),
    "Boolean": bool,
    "True": bool,
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; `words` and `parameters` of a refusal."""

    result: Any = None
    code: int = 200
    words: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wire:
    """Calls a playground as any HTTP client would."""

    session: ClientSession
    playground: Playground

    async def call(self, method: str, **parameters: Any) -> Answer:
        """Post a call as JSON, and check its result."""
        url = f"{self.playground.url}/bot{self.playground.token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            body = await response.json()
        assert body["ok"] or response.status == body["error_code"]
        return _answer(method, body)

    async def attempt(self, method: str, **parameters: Any) -> Answer:
        """Post a call whose parameters may be rubbish; only code and words of its answer count."""
        url = f"{self.playground.url}/bot{self.playground.token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            if response.content_type != "application/json":
                return Answer(code=response.status, words=await response.text())
            body = await response.json()
        return Answer(code=body.get("error_code", 200), words=body.get("description", ""))

    async def upload(self, method: str, **parts: Any) -> Answer:
        """Post a call as multipart; a part that is a pair of name and bytes is a file."""
        url = f"{self.playground.url}/bot{self.playground.token}/{method}"
        async with self.session.post(url, data=multipart(parts)) as response:
            body = await response.json()
        return _answer(method, body)

    async def control(self, verb: str, path: str, **body: Any) -> Any:
        """Call the control interface and return its JSON."""
        url = f"{self.playground.url}/control/{path}"
        async with self.session.request(verb, url, json=body or None) as response:
            assert response.ok, await response.text()
            return await response.json()


@asynccontextmanager
async def open_wire(playground: Playground) -> AsyncIterator[Wire]:
    """A wire to a playground, closed in the end."""
    async with ClientSession() as session:
        yield Wire(session, playground)


def multipart(parts: Mapping[str, Any]) -> FormData:
    """The body of a form, whose pairs of name and bytes are files."""
    form = FormData(default_to_multipart=True)
    for name, part in parts.items():
        if isinstance(part, tuple):
            form.add_field(name, part[1], filename=part[0])
        else:
            form.add_field(name, str(part))
    return form


def _answer(method: str, body: Mapping[str, Any]) -> Answer:
    if not body["ok"]:
        return Answer(
            code=body["error_code"],
            words=body["description"],
            parameters=body.get("parameters", {}),
        )
    check_result(method, body)
    return Answer(result=body["result"])


def check_result(method: str, body: Mapping[str, Any]) -> None:
    """Read a result with aiogram, and hold it against the API description."""
    returning = getattr(aiogram.methods, method[0].upper() + method[1:]).__returning__
    generic: Any = Response
    read = generic[returning].model_validate(body).result
    result = body["result"]
    pairs = zip(read, result, strict=True) if isinstance(result, list) else [(read, result)]
    for model, value in pairs:
        if isinstance(value, dict):
            check_object(type(model).__name__, value)


def check_object(name: str, value: Mapping[str, Any]) -> None:
    """Assert that an object has what its type requires, and nothing that the API does not know."""
    fields = bot_api().types[name].fields
    missing = [f.name for f in fields.values() if f.required and f.name not in value]
    unknown = [key for key in value if key not in fields]
    assert not missing, f"{name} lacks {missing}"
    assert not unknown, f"{name} has unknown {unknown}"
    for key, item in value.items():
        _check_field(f"{name}.{key}", fields[key], item)


def _check_field(where: str, wanted: Field, value: Any) -> None:
    kind = wanted.types[0]
    while kind.startswith("Array of "):
        kind = kind.removeprefix("Array of ")
    values = [value]
    while values and isinstance(values[0], list):
        values = [inner for outer in values for inner in outer]
    for one in values:
        if kind in _SIMPLE:
            assert isinstance(one, _SIMPLE[kind]), f"{where} is {one!r}"
        else:
            check_object(_member(kind, one), one)


def _member(kind: str, value: Mapping[str, Any]) -> str:
    """The type that a value is, of a union."""
    for name in bot_api().types[kind].members:
        fields = bot_api().types[name].fields
        fixed = {key: f.value for key, f in fields.items() if f.value}
        if all(value.get(key) == word for key, word in fixed.items()) and set(value) <= set(fields):
            return name
    return kind
