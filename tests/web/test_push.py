"""Articles that are pushed: who may, what is taken, what is refused and why."""

import io
import json
import time
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.ingest.networks import Networks
from bot.store.database import Database
from bot.store.tables import articles as rows
from bot.web.allowance import Allowance
from tests.web.conftest import Serve

KEY = "a-long-key-of-the-newsroom"
BRIDGE = {
    "id": "b1",
    "url": "https://harbour.example/bridge?utm_source=mail",
    "title": "Old bridge closes for repairs",
    "text": "The old bridge closes on Monday.\n\nFerries will run every ten minutes.",
    "source": "Harbour Times",
    "published": "2026-11-22T07:30:00+01:00",
}


async def _push(
    client: aiohttp.ClientSession, *objects: Any, key: str = KEY
) -> tuple[int, dict[str, Any]]:
    body = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in objects)
    headers = {"Authorization": f"Bearer {key}"}
    async with client.post(
        "/articles", data=io.BytesIO(body.encode()), headers=headers
    ) as response:
        return response.status, await response.json()


async def _stored(database: Database) -> list[Any]:
    async with database.read() as tx:
        return list((await tx.execute(sa.select(rows).order_by(rows.c.id))).all())


async def test_article_is_stored(serve: Serve, database: Database) -> None:
    """An accepted article waits to be placed, cleaned, with its outlet and language."""
    woken: list[bool] = []
    async with serve(push_key=KEY, stored=lambda: woken.append(True)) as client:
        status, answer = await _push(client, BRIDGE)
    (row,) = await _stored(database)
    assert (status, answer) == (202, {"ids": [row.id], "errors": []})
    assert (row.outlet, row.language, row.state) == ("Harbour Times", "en", "waiting")
    assert row.url_key == "https://harbour.example/bridge"
    assert woken == [True]


async def test_pushed_twice_is_stored_once(serve: Serve, database: Database) -> None:
    """The same address, and the same id where there is no address, is the same article."""
    bare = {"id": 7, "title": "Late ferry", "text": "The last ferry leaves an hour later."}
    async with serve(push_key=KEY) as client:
        _, first = await _push(client, BRIDGE, bare)
        _, again = await _push(client, BRIDGE | {"url": "https://harbour.example/bridge"}, bare)
    assert again == first
    assert len(await _stored(database)) == 2


async def test_html_is_read_as_a_page(serve: Serve, database: Database) -> None:
    """An article pushed as HTML is stored as its clean text."""
    paragraph = (
        "The harbour office said on Monday that the crane will be taken down piece by piece."
    )
    html = (
        f"<html><body><nav>Home</nav><article><h1>Crane</h1><p>{paragraph}</p><p>{paragraph[::-1]}"
    )
    async with serve(push_key=KEY) as client:
        status, _ = await _push(client, {"html": html, "title": "The crane goes"})
    (row,) = await _stored(database)
    assert (status, row.title) == (202, "The crane goes")
    assert paragraph in row.text
    assert "Home" not in row.text


async def test_bad_line_does_not_spoil_the_good(serve: Serve, database: Database) -> None:
    """Each refused line is told by number and reason; the others are stored."""
    wrong = {"url": "javascript:alert(1)", "title": "No", "text": "No."}
    async with serve(push_key=KEY) as client:
        status, answer = await _push(client, wrong, "{half", BRIDGE)
    assert status == 202
    assert [each["line"] for each in answer["errors"]] == [1, 2]
    assert len(await _stored(database)) == 1


async def test_odd_id_spoils_nothing(serve: Serve, database: Database) -> None:
    """An id of any characters and length is an id; two different ones are two articles."""
    odd = [
        {"id": known_as, "title": "Late ferry", "text": "The last ferry leaves later."}
        for known_as in ("\ud800", "a\0b", "ab", "x" * 100_000)
    ]
    async with serve(push_key=KEY) as client:
        status, answer = await _push(client, *odd, BRIDGE)
    assert (status, answer["errors"], len(await _stored(database))) == (202, [], 5)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://169.254.169.254/", "http://[::1]/", "http://nas.local/"]
)
async def test_private_address_is_refused(serve: Serve, database: Database, url: str) -> None:
    """An article that would send readers into a private network is not taken."""
    async with serve(push_key=KEY) as client:
        status, answer = await _push(client, BRIDGE | {"url": url})
    assert (status, answer["errors"][0]["line"], await _stored(database)) == (422, 1, [])


async def test_allowed_network_is_no_private_one(serve: Serve) -> None:
    """What the owner allows may be pushed."""
    local = Networks.parse("127.0.0.1/32")
    async with serve(push_key=KEY, networks=local) as client:
        status, _ = await _push(client, BRIDGE | {"url": "http://127.0.0.1:9000/x"})
    assert status == 202


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": "", "text": ""}, 422),
        ({"title": ["a list"], "text": "Text."}, 422),
        ({"title": "T", "text": "Text.", "published": "yesterday-ish"}, 422),
        ("no json at all", 400),
        ("[]", 400),
        ("", 400),
        ("\n".join(["{}"] * 1001), 413),
        ("x" * 5_000_001, 413),
    ],
)
async def test_bad_body_is_told(serve: Serve, database: Database, body: Any, status: int) -> None:
    """What cannot be taken gets the right status and a reason, and nothing is stored."""
    async with serve(push_key=KEY) as client:
        told, answer = await _push(client, body)
    assert told == status
    assert answer.get("error") or answer["errors"][0]["error"]
    assert await _stored(database) == []


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], KEY + "x", "schlüssel"])
async def test_wrong_key_is_refused(serve: Serve, key: str) -> None:
    """Without the very key nothing is taken."""
    async with serve(push_key=KEY) as client:
        status, _ = await _push(client, BRIDGE, key=key)
    assert status == 401


async def test_who_pushes_too_fast_is_told_when(serve: Serve, database: Database) -> None:
    """What is beyond the allowance is not stored, and may come later."""
    third = BRIDGE | {"id": "b3", "url": "https://harbour.example/ferry"}
    async with serve(push_key=KEY, pushes=Allowance(at_once=2, a_second=0.01)) as client:
        first, _ = await _push(client, BRIDGE, "no article")
        headers = {"Authorization": f"Bearer {KEY}"}
        async with client.post("/articles", json=third, headers=headers) as response:
            second, wait = response.status, int(response.headers["Retry-After"])
    assert (first, second, len(await _stored(database))) == (202, 429, 1)
    assert 90 <= wait <= 100


def test_an_allowance_grows_with_time() -> None:
    """Whoever waits as long as was said is let in; nothing is taken by a refusal."""
    allowance = Allowance(at_once=1, a_second=50.0)
    assert allowance.wait_seconds(1) == 0.0
    wait = allowance.wait_seconds(1)
    deadline = time.monotonic() + 5
    while allowance.wait_seconds(1):
        assert time.monotonic() < deadline
    assert 0.0 < wait <= 0.02


async def test_without_a_key_there_is_no_endpoint(serve: Serve) -> None:
    """A bot whose owner set no key does not take articles."""
    async with serve() as client:
        response = await client.post("/articles", json=BRIDGE)
    assert response.status == 404
