"""One Bot API call as it came over HTTP: method, raw parameters, uploaded files.

JSON, form, query and multipart bodies are read alike. Imports only `refusals`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.refusals import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent with a call."""

    name: str
    content: bytes
    mime_type: str


@dataclass(slots=True, kw_only=True)
class Call:
    """A call. `parameters` are raw until `checks` has read them: then they have their types."""

    method: str
    parameters: dict[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a text parameter."""
        value = self.parameters.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number parameter."""
        value = self.parameters.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Return a yes-or-no parameter; no when it is absent."""
        return self.parameters.get(name) is True


async def read_call(request: web.Request, method: str) -> Call:
    """Read the query and the body, whatever its type.

    Raises:
        RefusedError: the body is not what its type says.
    """
    parameters: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        parameters |= await _json_body(request)
    elif request.content_type == "multipart/form-data":
        await _read_multipart(request, parameters, files)
    else:
        parameters |= dict(await request.post())
    return Call(method=method, parameters=parameters, files=files)


async def _json_body(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    if not text:
        return {}
    try:
        body = json.loads(text)
    except ValueError as error:
        raise bad_request("can't parse request body: it is no JSON") from error
    if not isinstance(body, dict):
        raise bad_request("can't parse request body: expected an Object")
    return body


async def _read_multipart(
    request: web.Request, parameters: dict[str, Any], files: dict[str, Upload]
) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            parameters[name] = value
