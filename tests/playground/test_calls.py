"""Tests of the shapes in which a call may come."""

import json

import pytest

from bot.playground.chats import Person
from tests.playground.wire import Wire, multipart

MARKUP = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json", "json-with-text"])
async def test_all_ways_say_the_same(wire: Wire, ada: Person, way: str) -> None:
    """Query, form, multipart and JSON make the same message, whatever the case of the method."""
    url = f"{wire.playground.url}/bot{wire.playground.token}/SENDmessage"
    plain = {"chat_id": str(ada.id), "text": "é &", "disable_notification": "true"}
    texts = plain | {"reply_markup": json.dumps(MARKUP)}
    match way:
        case "query":
            request = wire.session.get(url, params=texts)
        case "form":
            request = wire.session.post(url, data=texts)
        case "multipart":
            request = wire.session.post(url, data=multipart(texts))
        case "json":
            request = wire.session.post(url, json=plain | {"reply_markup": MARKUP})
        case _:
            request = wire.session.post(url, json=texts)
    async with request as response:
        result = (await response.json())["result"]
    assert (result["text"], result["reply_markup"]) == ("é &", MARKUP)
    assert wire.playground.report().violations == []


async def test_a_chat_may_be_named_by_its_number_as_text(wire: Wire, ada: Person) -> None:
    """A chat id in a text is a number."""
    answer = await wire.call("sendMessage", chat_id=str(ada.id), text="x")
    assert answer.result["chat"]["id"] == ada.id


async def test_unpaired_surrogates_are_refused(wire: Wire, ada: Person) -> None:
    """A text that is no Unicode cannot be sent."""
    answer = await wire.call("sendMessage", chat_id=ada.id, text="x\ud800")
    assert answer.words == "Bad Request: strings must be encoded in UTF-8"
