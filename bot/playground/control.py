"""The playground over HTTP: what the chat page and black-box tests see and do.

Only pages of the playground's own origin may call it. Every deed is a method of `Playground`.
Imports the state modules; `server` imports this.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.chats import ADMIN_ROLES, PRESENT_ROLES, Chat, ChatType, Json, Person
from bot.playground.floods import FloodRules
from bot.playground.methods.profile import commands_shown
from bot.playground.objects import chat_object, user_object

if TYPE_CHECKING:
    from bot.playground.server import Playground

_KEEP_ALIVE_SECONDS = 15.0


def routes(playground: "Playground") -> list[web.AbstractRouteDef]:
    """Return the routes under ``/control``."""
    control = _Control(playground)
    return [
        web.get("/control/chats", control.guarded(control.chats)),
        web.get("/control/people", control.guarded(control.people)),
        web.get("/control/messages", control.guarded(control.messages)),
        web.get("/control/events", control.guarded(control.events)),
        web.get("/control/commands", control.guarded(control.commands)),
        web.get("/control/report", control.guarded(control.report)),
        web.get("/control/clock", control.guarded(control.clock)),
        web.post("/control/clock", control.guarded(control.set_clock)),
        web.post("/control/send", control.guarded(control.send)),
        web.post("/control/document", control.guarded(control.document)),
        web.post("/control/press", control.guarded(control.press)),
        web.post("/control/person", control.guarded(control.person)),
        web.post("/control/group", control.guarded(control.group)),
        web.post("/control/channel", control.guarded(control.channel)),
        web.post("/control/block", control.guarded(control.block)),
        web.post("/control/unblock", control.guarded(control.unblock)),
        web.post("/control/migrate", control.guarded(control.migrate)),
        web.post("/control/faults", control.guarded(control.add_faults)),
        web.delete("/control/faults", control.guarded(control.clear_faults)),
        web.post("/control/flood", control.guarded(control.flood)),
    ]


_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Control:
    """The handlers; each reads its request, calls one method and tells the result."""

    def __init__(self, playground: "Playground") -> None:
        self._playground = playground
        self._state = playground.state

    def guarded(self, handler: _Handler) -> _Handler:
        """Refuse requests that a page from elsewhere makes, and say in words what is wrong."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if _is_foreign(self._playground.url, request):
                return _error(403, "Only pages of the playground itself may do this.")
            try:
                return await handler(request)
            except KeyError as error:
                return _error(404, f"There is no {error}.")
            except (TypeError, ValueError) as error:
                return _error(400, str(error))

        return handle

    async def chats(self, _request: web.Request) -> web.Response:
        chats = self._state.chats
        return _json([self._chat(chat) for chat in chats if chat.migrated_to is None])

    async def people(self, _request: web.Request) -> web.Response:
        people = self._state.chats.people.values()
        return _json([_person(person) for person in people if not person.is_bot])

    async def messages(self, request: web.Request) -> web.Response:
        return _json(self._playground.messages(int(request.query["chat_id"])))

    async def commands(self, request: web.Request) -> web.Response:
        chat = self._playground.chat(int(request.query["chat_id"]))
        user_id = int(request.query.get("user_id", chat.id))
        scopes = _scopes(chat, user_id)
        return _json(commands_shown(self._state, scopes, request.query.get("language", "")))

    async def report(self, _request: web.Request) -> web.Response:
        return _json(self._playground.report().as_json())

    async def clock(self, _request: web.Request) -> web.Response:
        clock = self._playground.clock
        return _json({"shift_seconds": clock.shift_seconds, "now": clock.now().isoformat()})

    async def set_clock(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._playground.clock.shift(float(body["shift_seconds"]))
        self._state.events.publish("clock", shift_seconds=float(body["shift_seconds"]))
        return await self.clock(request)

    async def send(self, request: web.Request) -> web.Response:
        body = await request.json()
        chat = self._playground.chat(body["chat_id"])
        message_id = self._playground.says(
            chat,
            body["text"],
            sender=self._sender(body),
            reply_to=body.get("reply_to_message_id"),
            thread=body.get("thread_id"),
        )
        return _json(chat.messages[message_id])

    async def document(self, request: web.Request) -> web.Response:
        body = await request.json()
        chat = self._playground.chat(body["chat_id"])
        content = base64.b64decode(body["content_base64"])
        message_id = self._playground.says(
            chat,
            body.get("caption", ""),
            sender=self._sender(body),
            document=(body["file_name"], content),
        )
        return _json(chat.messages[message_id])

    async def press(self, request: web.Request) -> web.Response:
        body = await request.json()
        answer = await self._playground.press(
            body["chat_id"], body["message_id"], data=body["data"], sender=self._sender(body)
        )
        return _json({"answer": answer})

    async def person(self, request: web.Request) -> web.Response:
        body = await request.json()
        person = self._playground.person(
            body["first_name"], language_code=body.get("language_code", "en")
        )
        return _json(_person(person))

    async def group(self, request: web.Request) -> web.Response:
        body = await request.json()
        kind = ChatType(body.get("type", "group"))
        chat = self._playground.group(
            body["title"],
            admins=self._people(body.get("admins", [])),
            members=self._people(body.get("members", [])),
            kind=kind,
        )
        return _json(self._chat(chat))

    async def channel(self, request: web.Request) -> web.Response:
        body = await request.json()
        chat = self._playground.channel(
            body["title"],
            username=body.get("username"),
            admins=self._people(body.get("admins", [])),
            members=self._people(body.get("members", [])),
        )
        return _json(self._chat(chat))

    async def block(self, request: web.Request) -> web.Response:
        person = self._state.chats.people[(await request.json())["user_id"]]
        self._playground.block(person)
        return _json({"ok": True})

    async def unblock(self, request: web.Request) -> web.Response:
        person = self._state.chats.people[(await request.json())["user_id"]]
        self._playground.unblock(person)
        return _json({"ok": True})

    async def migrate(self, request: web.Request) -> web.Response:
        group = self._playground.chat((await request.json())["chat_id"])
        return _json(self._chat(self._playground.migrate(group)))

    async def add_faults(self, request: web.Request) -> web.Response:
        for rule in await request.json():
            self._playground.add_fault(**rule)
        return _json({"ok": True})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._playground.clear_faults()
        return _json({"ok": True})

    async def flood(self, request: web.Request) -> web.Response:
        rules = await request.json()
        self._playground.set_flood(FloodRules(**rules) if rules is not None else None)
        return _json({"ok": True})

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with self._state.events.listen() as queue:
            await response.write(b": welcome\n\n")
            while not self._state.closing.is_set():
                event = await queue.get()
                await response.write(f"data: {_dumps(event)}\n\n".encode())
        return response

    def _sender(self, body: Json) -> Person:
        return self._state.chats.people[body["sender_id"]]

    def _people(self, ids: list[int]) -> list[Person]:
        return [self._state.chats.people[one] for one in ids]

    def _chat(self, chat: Chat) -> Json:
        messages = list(chat.messages.values())
        members = [
            user_object(member.person) | {"status": member.role.value}
            for member in chat.members.values()
            if member.role in PRESENT_ROLES
        ]
        last = {"last_message": messages[-1]} if messages else {}
        return chat_object(chat) | {"members": members} | last


def _is_foreign(url: str, request: web.Request) -> bool:
    own = url.removeprefix("http://")
    port = own.rpartition(":")[2]
    hosts = {own, f"127.0.0.1:{port}", f"localhost:{port}"}
    origin = request.headers.get("Origin")
    is_foreign_origin = origin is not None and origin.removeprefix("http://") not in hosts
    return request.host not in hosts or is_foreign_origin


def _scopes(chat: Chat, user_id: int) -> list[str]:
    """Return the keys of command scopes that hold here, the narrowest first."""
    member = chat.members.get(user_id)
    scopes = [f"chat_member:{chat.id}:{user_id}"]
    if chat.type is ChatType.PRIVATE:
        return [*scopes, f"chat:{chat.id}", "all_private_chats", "default"]
    if member is not None and member.role in ADMIN_ROLES:
        return [
            *scopes,
            f"chat_administrators:{chat.id}",
            f"chat:{chat.id}",
            "all_chat_administrators",
            "all_group_chats",
            "default",
        ]
    return [*scopes, f"chat:{chat.id}", "all_group_chats", "default"]


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "first_name": person.first_name,
        "language_code": person.language_code,
    }


def _error(status: int, words: str) -> web.Response:
    return web.json_response({"error": words}, status=status)


def _json(value: Any) -> web.Response:  # noqa: ANN401 - JSON of any shape
    return web.json_response(value, dumps=_dumps)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
