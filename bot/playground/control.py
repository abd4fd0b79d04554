"""The playground over HTTP: what the chat page and black-box tests do in it.

Only pages of the playground's own origin may call it. Each handler reads its request, calls one
method of `Playground` and tells the result. Imports `views`, `playground` and the state modules.
"""

import base64
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.playground import views
from bot.playground.chats import ChatType, Json, Person
from bot.playground.floods import FloodRules
from bot.playground.playground import Playground

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def control_application(playground: Playground) -> web.Application:
    """Return the application that is served under ``/control``."""
    application = web.Application(middlewares=[_guard(playground)])
    deeds = _Deeds(playground)
    application.add_routes(
        [
            *views.routes(playground),
            web.post("/clock", deeds.shift_clock),
            web.post("/send", deeds.send),
            web.post("/document", deeds.document),
            web.post("/press", deeds.press),
            web.post("/inline", deeds.inline),
            web.post("/reaction", deeds.reaction),
            web.post("/person", deeds.person),
            web.post("/group", deeds.group),
            web.post("/channel", deeds.channel),
            web.post("/block", deeds.block),
            web.post("/unblock", deeds.unblock),
            web.post("/migrate", deeds.migrate),
            web.post("/faults", deeds.add_faults),
            web.delete("/faults", deeds.clear_faults),
            web.post("/flood", deeds.flood),
        ]
    )
    return application


def _guard(playground: Playground) -> Middleware:
    """Refuse requests that a page from elsewhere makes, and say in words what is wrong."""

    @web.middleware
    async def guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
        if _is_foreign(playground.url, request):
            return _error(403, "Only pages of the playground itself may do this.")
        try:
            return await handler(request)
        except KeyError as error:
            return _error(404, f"There is no {error}.")
        except (TypeError, ValueError) as error:
            return _error(400, str(error))

    return guard


class _Deeds:
    """One handler for each deed."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._people = playground.state.chats.people

    async def shift_clock(self, request: web.Request) -> web.Response:
        body = await _body(request)
        self._playground.shift_clock(float(body["shift_seconds"]))
        return views.clock_answer(self._playground)

    async def send(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat = self._playground.chat(body["chat_id"])
        message_id = self._playground.says(
            chat,
            body["text"],
            sender=self._people[body["sender_id"]],
            reply_to=body.get("reply_to_message_id"),
            thread=body.get("thread_id"),
        )
        return views.json_answer(chat.messages[message_id])

    async def document(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat = self._playground.chat(body["chat_id"])
        content = base64.b64decode(body["content_base64"], validate=True)
        message_id = self._playground.says(
            chat,
            body.get("caption", ""),
            sender=self._people[body["sender_id"]],
            document=(body["file_name"], content),
        )
        return views.json_answer(chat.messages[message_id])

    async def press(self, request: web.Request) -> web.Response:
        body = await _body(request)
        answer = await self._playground.press(
            body["chat_id"],
            body["message_id"],
            data=body["data"],
            sender=self._people[body["sender_id"]],
        )
        return views.json_answer({"answer": answer})

    async def inline(self, request: web.Request) -> web.Response:
        body = await _body(request)
        answer = await self._playground.asks_inline(
            self._people[body["sender_id"]], body["query"], offset=body.get("offset", "")
        )
        return views.json_answer({"answer": answer})

    async def reaction(self, request: web.Request) -> web.Response:
        body = await _body(request)
        sender = self._people[body["sender_id"]]
        self._playground.reacts(
            body["chat_id"], body["message_id"], body.get("emoji"), sender=sender
        )
        return _done()

    async def person(self, request: web.Request) -> web.Response:
        body = await _body(request)
        person = self._playground.person(
            body["first_name"], language_code=body.get("language_code", "en")
        )
        return views.json_answer(views.person_object(person))

    async def group(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat = self._playground.group(
            body["title"],
            admins=self._named(body.get("admins", [])),
            members=self._named(body.get("members", [])),
            kind=ChatType(body.get("type", "group")),
        )
        return views.json_answer(views.chat_summary(chat))

    async def channel(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat = self._playground.channel(
            body["title"],
            username=body.get("username"),
            admins=self._named(body.get("admins", [])),
            members=self._named(body.get("members", [])),
        )
        return views.json_answer(views.chat_summary(chat))

    async def block(self, request: web.Request) -> web.Response:
        self._playground.block(self._people[(await _body(request))["user_id"]])
        return _done()

    async def unblock(self, request: web.Request) -> web.Response:
        self._playground.unblock(self._people[(await _body(request))["user_id"]])
        return _done()

    async def migrate(self, request: web.Request) -> web.Response:
        group = self._playground.chat((await _body(request))["chat_id"])
        return views.json_answer(views.chat_summary(self._playground.migrate(group)))

    async def add_faults(self, request: web.Request) -> web.Response:
        for rule in await request.json():
            self._playground.add_fault(**rule)
        return _done()

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._playground.clear_faults()
        return _done()

    async def flood(self, request: web.Request) -> web.Response:
        rules = await request.json() if request.can_read_body else None
        self._playground.set_flood(FloodRules(**rules) if rules is not None else None)
        return _done()

    def _named(self, ids: list[int]) -> list[Person]:
        return [self._people[one] for one in ids]


def _is_foreign(url: str, request: web.Request) -> bool:
    """Return whether the request was made for another host or by a page from elsewhere."""
    port = url.rpartition(":")[2]
    hosts = {url.removeprefix("http://"), f"127.0.0.1:{port}", f"localhost:{port}"}
    origin = request.headers.get("Origin")
    return request.host not in hosts or (
        origin is not None and origin.removeprefix("http://") not in hosts
    )


async def _body(request: web.Request) -> Json:
    body = await request.json()
    if not isinstance(body, dict):
        raise TypeError("The body must be a JSON object.")
    return body


def _done() -> web.Response:
    return views.json_answer({"ok": True})


def _error(status: int, words: str) -> web.Response:
    return web.json_response({"error": words}, status=status)
