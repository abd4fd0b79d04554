"""Tests of the playground's own HTTP interface."""

import asyncio
import base64
import json
from typing import Any

import pytest
from aiohttp import ClientResponse, web

from bot.playground.chats import Person
from bot.playground.server import Playground, open_playground
from tests.playground.wire import Wire, open_wire


async def next_event(response: ClientResponse) -> dict[str, Any]:
    """The next server-sent event."""
    async with asyncio.timeout(5):
        while True:
            line = (await response.content.readline()).decode().strip()
            if line.startswith("data: "):
                event: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return event


async def test_a_conversation_over_http(wire: Wire) -> None:
    """A person is made, writes, presses, and sees the answer, all over HTTP."""
    person = await wire.control("POST", "person", first_name="Ada", language_code="de")
    mine = {"chat_id": person["id"], "sender_id": person["id"]}
    said = await wire.control("POST", "send", **mine, text="/start")
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    sent = await wire.call("sendMessage", chat_id=person["id"], text="Hello", reply_markup=markup)
    press = asyncio.create_task(
        wire.control("POST", "press", **mine, message_id=sent.result["message_id"], data="more")
    )
    [update] = (await wire.call("getUpdates", offset=-1, timeout=5)).result
    while "callback_query" not in update:
        [update] = (await wire.call("getUpdates", offset=update["update_id"] + 1, timeout=5)).result
    await wire.call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    messages = await wire.control("GET", f"messages?chat_id={person['id']}")
    assert [m["text"] for m in messages] == [said["text"], "Hello"]
    assert await press == {"answer": {"text": None, "show_alert": False, "url": None}}


async def test_chats_are_listed_with_members_and_last_message(wire: Wire, ada: Person) -> None:
    """The page can draw its list of chats from one answer."""
    people = await wire.control("GET", "people")
    group = await wire.control("POST", "group", title="Readers", admins=[ada.id])
    await wire.control("POST", "channel", title="News", admins=[ada.id])
    chats = await wire.control("GET", "chats")
    assert people == [{"id": ada.id, "first_name": "Ada", "language_code": "en"}]
    assert [c.get("title") or c["first_name"] for c in chats] == ["Ada", "Readers", "News"]
    assert chats[0]["last_message"]["text"] == "/start"
    assert [m["status"] for m in group["members"]] == ["creator", "member"]


async def test_events_tell_what_happens(wire: Wire, ada: Person) -> None:
    """A message, its edit and its end arrive as events."""
    url = f"{wire.playground.url}/control/events"
    async with wire.session.get(url) as events:
        sent = await wire.call("sendMessage", chat_id=ada.id, text="one")
        message = {"chat_id": ada.id, "message_id": sent.result["message_id"]}
        await wire.call("editMessageText", **message, text="two")
        await wire.call("deleteMessage", **message)
        seen = [await next_event(events) for _ in range(3)]
    assert [event["type"] for event in seen] == ["message", "edited", "deleted"]


async def test_a_document_is_handed_over(wire: Wire, ada: Person) -> None:
    """A file travels in base64."""
    content = base64.b64encode(b"<opml/>").decode()
    message = await wire.control(
        "POST",
        "document",
        chat_id=ada.id,
        sender_id=ada.id,
        file_name="feeds.opml",
        content_base64=content,
    )
    assert message["document"]["file_size"] == 7


async def test_the_clock_moves_dates_and_tells(playground: Playground, wire: Wire) -> None:
    """A shift moves the playground's time, and the composition root hears of it."""
    heard: list[float] = []
    playground.clock.on_shift = heard.append
    before = await wire.control("GET", "clock")
    after = await wire.control("POST", "clock", shift_seconds=86_400)
    assert (before["shift_seconds"], after["shift_seconds"], heard) == (0, 86_400, [86_400])
    assert after["now"] > before["now"]


async def test_blocking_and_migrating_over_http(wire: Wire, ada: Person) -> None:
    """A person blocks the bot, comes back, and a group is upgraded."""
    await wire.control("POST", "block", user_id=ada.id)
    refused = await wire.call("sendMessage", chat_id=ada.id, text="x")
    await wire.control("POST", "unblock", user_id=ada.id)
    taken = await wire.call("sendMessage", chat_id=ada.id, text="x")
    group = await wire.control("POST", "group", title="Readers", admins=[ada.id])
    new = await wire.control("POST", "migrate", chat_id=group["id"])
    assert (refused.code, taken.code, new["type"]) == (403, 200, "supergroup")


async def test_faults_and_floods_over_http(wire: Wire, ada: Person) -> None:
    """Rules are set and taken back, and the report counts them."""
    url = f"{wire.playground.url}/control"
    rule = {"kind": "forbidden", "method": "sendMessage", "times": None}
    await wire.session.post(f"{url}/faults", json=[rule])
    refused = await wire.call("sendMessage", chat_id=ada.id, text="x")
    await wire.control("DELETE", "faults")
    await wire.control("POST", "flood", chat_burst=1)
    await wire.call("sendMessage", chat_id=ada.id, text="x")
    flooded = await wire.call("sendMessage", chat_id=ada.id, text="x")
    await wire.session.post(f"{url}/flood", json=None)
    free = await wire.call("sendMessage", chat_id=ada.id, text="x")
    report = await wire.control("GET", "report")
    assert (refused.code, flooded.code, free.code) == (403, 429, 200)
    assert (report["faults"], report["delivered"], report["duplicates"]) == ({"forbidden": 1}, 2, 1)


async def test_an_inline_query_and_a_reaction_over_http(wire: Wire, ada: Person) -> None:
    """The page can ask inline and react."""
    asked = asyncio.create_task(wire.control("POST", "inline", sender_id=ada.id, query="port"))
    update: dict[str, Any] = {"update_id": 0}
    while "inline_query" not in update:
        offset = update["update_id"] + 1
        [update] = (await wire.call("getUpdates", offset=offset, limit=1, timeout=5)).result
    await wire.call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[])
    await wire.control(
        "POST", "reaction", chat_id=ada.id, message_id=1, sender_id=ada.id, emoji="👍"
    )
    [message] = await wire.control("GET", f"messages?chat_id={ada.id}")
    assert (await asked)["answer"]["results"] == []
    assert message["reactions"] == [{"type": "emoji", "emoji": "👍"}]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Host": "elsewhere.example"},
        {"Host": "elsewhere.example:80", "Origin": "http://elsewhere.example:80"},
    ],
)
async def test_pages_from_elsewhere_are_refused(wire: Wire, headers: dict[str, str]) -> None:
    """A foreign origin or host cannot look in."""
    url = f"{wire.playground.url}/control/chats"
    async with wire.session.get(url, headers=headers) as response:
        assert response.status == 403


async def test_the_own_page_is_welcome(wire: Wire) -> None:
    """A page of the same origin may call."""
    url = f"{wire.playground.url}/control/chats"
    async with wire.session.get(url, headers={"Origin": wire.playground.url}) as response:
        assert response.status == 200


MISTAKES = [
    ("send", {"chat_id": 1, "sender_id": 1, "text": "x"}, 404),
    ("send", {}, 404),
    ("group", {"title": "x", "type": "crowd"}, 400),
    ("document", {"chat_id": 1}, 404),
    ("flood", {"speed": 1}, 400),
]


@pytest.mark.parametrize(("path", "body", "status"), MISTAKES)
async def test_mistakes_are_said_in_words(
    wire: Wire, path: str, body: dict[str, Any], status: int
) -> None:
    """A wrong request gets a sentence and no stack trace."""
    async with wire.session.post(f"{wire.playground.url}/control/{path}", json=body) as response:
        assert (response.status, "error" in await response.json()) == (status, True)


async def test_further_routes_share_the_origin() -> None:
    """The chat page is served beside the interface that it calls."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async with (
        open_playground(extra_routes=[web.get("/", page)]) as playground,
        open_wire(playground) as wire,
        wire.session.get(f"{playground.url}/") as response,
    ):
        assert await response.text() == "hello"


async def test_closing_lets_go_of_those_who_wait() -> None:
    """Pollers and listeners do not keep a playground from closing at once."""
    async with open_playground() as playground, open_wire(playground) as wire:
        events = await wire.session.get(f"{playground.url}/control/events")
        poll = asyncio.create_task(wire.call("getUpdates", timeout=50))
        while not playground.state.updates.is_polled:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.001)
        started = asyncio.get_running_loop().time()
        await playground.close()
        assert (await poll).result == []
        events.close()
    assert asyncio.get_running_loop().time() - started < 2
