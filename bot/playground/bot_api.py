"""The Bot API over HTTP: from request to answer, with faults and floods on the way.

Imports `methods`, `checks`, `calls`, `description` and `state`.
"""

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.playground.calls import Call, read_call
from bot.playground.checks import checked
from bot.playground.description import bot_api
from bot.playground.faults import Fault, FaultKind
from bot.playground.methods import HANDLERS, Handler
from bot.playground.refusals import RefusedError, too_many_requests
from bot.playground.report import Refusal
from bot.playground.state import State

_HTML = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
# Parameters that change what a call means, and that no method here understands.
_UNPLAYED = (
    "business_connection_id",
    "direct_messages_topic_id",
    "ephemeral_message_parameters",
    "inline_message_id",
    "message_effect_id",
    "rich_message",
    "suggested_post_parameters",
)
# Sends that Telegram's pace counts; chat actions and drafts are free.
_FREE = frozenset({"sendChatAction", "sendMessageDraft", "sendRichMessageDraft"})


def routes(state: State) -> list[web.AbstractRouteDef]:
    """Return the routes of the Bot API and of its files."""

    async def method(request: web.Request) -> web.StreamResponse:
        return await _answer(state, request)

    async def file(request: web.Request) -> web.StreamResponse:
        return _file(state, request)

    return [
        web.get("/file/bot{token}/{path:.+}", file),
        web.get("/bot{token}/{method}", method),
        web.post("/bot{token}/{method}", method),
    ]


async def _answer(state: State, request: web.Request) -> web.StreamResponse:
    if request.match_info["token"] != state.token:
        return _refusal(RefusedError(401, "Unauthorized"))
    name = bot_api().names.get(request.match_info["method"].lower())
    if name is None:
        return _refusal(RefusedError(404, "Not Found: method not found"))
    state.report.calls[name] += 1
    call = Call(method=name, parameters={})
    try:
        call = await read_call(request, name)
        return await _carry_out(state, request, call)
    except RefusedError as refused:
        _note_refusal(state, call, refused)
        return _refusal(refused)


async def _carry_out(state: State, request: web.Request, call: Call) -> web.StreamResponse:
    for words in checked(call, bot_api()):
        state.note(call.method, words)
    chat_id = call.parameters.get("chat_id")
    fault = state.faults.strike(call.method, chat_id, call.text("text"))
    if fault is not None:
        state.report.faults[fault.kind.value] += 1
        if not fault.after_delivery:
            struck = await _strike(state, request, fault)
            if struck is not None:
                return struck
    handler = _handler(state, call)
    _check_pace(state, call)
    result = await handler(state, call)
    if fault is not None and fault.after_delivery:
        struck = await _strike(state, request, fault)
        if struck is not None:
            return struck
    return _json({"ok": True, "result": result}, 200)


def _handler(state: State, call: Call) -> Handler:
    """Return who plays the method; what nobody plays fails loudly, and is counted."""
    unplayed = [f"{call.method}.{name}" for name in _UNPLAYED if call.parameters.get(name)]
    handler = HANDLERS.get(call.method)
    if handler is None or unplayed:
        raise state.not_played(unplayed[0] if unplayed else call.method)
    return handler


def _check_pace(state: State, call: Call) -> None:
    if not call.method.startswith("send") or call.method in _FREE:
        return
    chat = state.chats.find(call.parameters.get("chat_id", 0))
    if chat is None:
        return
    now = state.seconds()
    left = state.floods.penalty(chat.id, now)
    if left:
        state.report.calls_inside_penalties += 1
        raise too_many_requests(left)
    wait = state.floods.hit(
        chat.id, now, is_group=chat.is_group, is_paid=call.flag("allow_paid_broadcast")
    )
    if wait:
        state.report.penalties += 1
        raise too_many_requests(wait)


def _note_refusal(state: State, call: Call, refused: RefusedError) -> None:
    refusal = Refusal(
        method=call.method,
        code=refused.code,
        description=refused.description,
        chat_id=call.parameters.get("chat_id"),
    )
    state.report.refusals.append(refusal)


async def _strike(state: State, request: web.Request, fault: Fault) -> web.StreamResponse | None:
    """Carry out a fault; None means that the call goes on."""
    refusal = fault.refusal()
    if refusal is not None:
        raise refusal
    match fault.kind:
        case FaultKind.HTML:
            return web.Response(status=502, text=_HTML, content_type="text/html")
        case FaultKind.GARBLED:
            return web.Response(body=b'{"ok":true,"result":{"mess', content_type="application/json")
        case FaultKind.RESET:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)
        case FaultKind.HANG:
            await _hold(state, fault.seconds or None)
            return web.Response(status=504, text=_HTML, content_type="text/html")
        case _:
            await _hold(state, fault.seconds)
            return None


async def _hold(state: State, seconds: float | None) -> None:
    try:
        async with asyncio.timeout(seconds):
            await state.closing.wait()
    except TimeoutError:
        return


def _file(state: State, request: web.Request) -> web.Response:
    if request.match_info["token"] != state.token:
        return _refusal(RefusedError(401, "Unauthorized"))
    path = request.match_info["path"]
    stored = next((file for file in state.files.values() if file.path == path), None)
    if stored is None:
        return _refusal(RefusedError(404, "Not Found: file not found"))
    return web.Response(body=stored.content, content_type="application/octet-stream")


def _refusal(refused: RefusedError) -> web.Response:
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": refused.code,
        "description": refused.description,
    }
    if refused.parameters:
        answer["parameters"] = refused.parameters
    return _json(answer, refused.code)


def _json(answer: dict[str, Any], status: int) -> web.Response:
    return web.json_response(
        answer, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False)
    )
