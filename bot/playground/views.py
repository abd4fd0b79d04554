"""What the chat page sees of a playground: chats, people, messages, commands, events, the report.

Imports `playground` and the state modules.
"""

import json

from aiohttp import web

from bot.playground.chats import ADMIN_ROLES, PRESENT_ROLES, Chat, ChatType, Json, Person
from bot.playground.methods.profile import commands_shown
from bot.playground.objects import chat_object, user_object
from bot.playground.playground import Playground


def routes(playground: Playground) -> list[web.AbstractRouteDef]:
    """Return the routes that only show."""
    views = _Views(playground)
    return [
        web.get("/chats", views.chats),
        web.get("/people", views.people),
        web.get("/messages", views.messages),
        web.get("/commands", views.commands),
        web.get("/report", views.report),
        web.get("/clock", views.clock),
        web.get("/events", views.events),
    ]


def chat_summary(chat: Chat) -> Json:
    """Return a chat with its members and its last message."""
    members = [
        user_object(member.person) | {"status": member.role.value}
        for member in chat.members.values()
        if member.role in PRESENT_ROLES
    ]
    last = next(reversed(chat.messages.values()), None)
    summary = chat_object(chat) | {"members": members}
    return summary | ({"last_message": last} if last else {})


def person_object(person: Person) -> Json:
    """Return a person as the page lists them."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "language_code": person.language_code,
    }


def clock_answer(playground: Playground) -> web.Response:
    """Answer with the playground's time."""
    clock = playground.clock
    return json_answer({"shift_seconds": clock.shift_seconds, "now": clock.now().isoformat()})


def json_answer(value: object) -> web.Response:
    """Answer with JSON, letters of all scripts as they are."""
    return web.json_response(value, dumps=_dumps)


class _Views:
    """One handler for each view."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._state = playground.state

    async def chats(self, _request: web.Request) -> web.Response:
        chats = [chat for chat in self._state.chats if chat.migrated_to is None]
        return json_answer([chat_summary(chat) for chat in chats])

    async def people(self, _request: web.Request) -> web.Response:
        people = self._state.chats.people.values()
        return json_answer([person_object(person) for person in people if not person.is_bot])

    async def messages(self, request: web.Request) -> web.Response:
        return json_answer(self._playground.messages(int(request.query["chat_id"])))

    async def commands(self, request: web.Request) -> web.Response:
        chat = self._playground.chat(int(request.query["chat_id"]))
        user_id = int(request.query.get("user_id", chat.id))
        language = request.query.get("language", "")
        return json_answer(commands_shown(self._state, _scopes(chat, user_id), language))

    async def report(self, _request: web.Request) -> web.Response:
        return json_answer(self._playground.report().as_json())

    async def clock(self, _request: web.Request) -> web.Response:
        return clock_answer(self._playground)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, until the page or the playground closes."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with self._state.events.listen() as queue:
            await response.write(b": listening\n\n")
            while not self._state.closing.is_set():
                event = await queue.get()
                await response.write(f"data: {_dumps(event)}\n\n".encode())
        return response


def _scopes(chat: Chat, user_id: int) -> list[str]:
    """Return the keys of the command scopes that hold here, the narrowest first."""
    own = f"chat:{chat.id}"
    if chat.type is ChatType.PRIVATE:
        return [own, "all_private_chats", "default"]
    scopes = [own, "all_group_chats", "default"]
    member = chat.members.get(user_id)
    if member is not None and member.role in ADMIN_ROLES:
        admins = f"chat_administrators:{chat.id}"
        scopes = [admins, own, "all_chat_administrators", "all_group_chats", "default"]
    return [f"chat_member:{chat.id}:{user_id}", *scopes]


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
