"""`POST /articles`: one JSON article or many, one a line, for whoever has the key.

202 tells the ids of what was stored and the lines that were not, each with its reason; 422 when
no line was good; 429 when more comes than the bot can place. Sending the same again stores nothing
twice.
"""

import asyncio
import hmac
import json
import math
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.errors import ComputeError, IngestError
from bot.ingest import door, pushed
from bot.model import NewArticle
from bot.web.parts import PARTS, Parts

MAX_BYTES = 5_000_000
MAX_LINES = 1_000
# Workers are shared with the stages: a push must not keep all of them.
_N_AT_ONCE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A line that was not taken, counted from 1, and why."""

    line: int
    error: str


async def articles(request: web.Request) -> web.Response:
    """Store the articles of a request."""
    parts = request.app[PARTS]
    if parts.push_key is None:
        raise web.HTTPNotFound
    if not _has_key(request, parts.push_key):
        return _refusal(HTTPStatus.UNAUTHORIZED, "Send the key: Authorization: Bearer …")
    body = await _body(request)
    if isinstance(body, web.Response):
        return body
    rows = _rows(body)
    if not any(isinstance(row, dict) for row in rows):
        return _refusal(HTTPStatus.BAD_REQUEST, "The body holds no JSON object.")
    if len(rows) > MAX_LINES:
        return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "More than 1,000 lines.")
    wait_seconds = parts.pushes.wait_seconds(len(rows))
    if wait_seconds:
        return _too_fast(wait_seconds)
    return await _take_in(parts, rows)


async def _body(request: web.Request) -> str | web.Response:
    """The body as text, or why it cannot be used."""
    try:
        return await request.text()
    except (UnicodeDecodeError, LookupError):
        return _refusal(HTTPStatus.BAD_REQUEST, "The body is not UTF-8.")
    except web.HTTPRequestEntityTooLarge:
        return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 5 MB.")


def _has_key(request: web.Request, key: str) -> bool:
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    told_raw = told.strip().encode(errors="replace")
    return hmac.compare_digest(told_raw, key.encode()) and scheme.lower() == "bearer"


def _rows(body: str) -> list[Any]:
    """What each line holds, or the whole body as one object; None for what is not JSON."""
    whole = _json(body)
    if whole is not None:
        return [whole]
    return [_json(line) for line in body.splitlines() if line.strip()]


def _json(text: str) -> Any:  # noqa: ANN401 - JSON can be anything
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


async def _take_in(parts: Parts, rows: list[Any]) -> web.Response:
    now = await parts.now()
    room = asyncio.Semaphore(_N_AT_ONCE)
    read = await asyncio.gather(
        *(_read(parts, room, line, row, now) for line, row in enumerate(rows, 1))
    )
    taken = [one for one in read if isinstance(one, NewArticle)]
    async with parts.database.begin() as tx:
        ids = [article_id for article_id, _ in await door.store(tx, taken, now=now)]
    if ids:
        parts.stored()
    told = [{"line": one.line, "error": one.error} for one in read if isinstance(one, Refused)]
    status = HTTPStatus.ACCEPTED if ids else HTTPStatus.UNPROCESSABLE_ENTITY
    return web.json_response({"ids": ids, "errors": told}, status=status)


async def _read(
    parts: Parts, room: asyncio.Semaphore, line: int, row: object, now: datetime
) -> NewArticle | Refused:
    if not isinstance(row, dict):
        return Refused(line=line, error="This line is not a JSON object.")
    try:
        async with room:
            return await pushed.article(row, now=now, networks=parts.networks)
    except (IngestError, ComputeError) as error:
        return Refused(line=line, error=str(error))


def _too_fast(wait_seconds: float) -> web.Response:
    response = _refusal(HTTPStatus.TOO_MANY_REQUESTS, "Too many articles; see Retry-After.")
    response.headers["Retry-After"] = str(math.ceil(wait_seconds))
    return response


def _refusal(status: HTTPStatus, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)
