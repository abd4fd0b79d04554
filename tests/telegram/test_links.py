"""Links and sources that people send: slow ones, and those that are gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.model import Preferences
from bot.render.buttons import Action, encode
from bot.store import feeds, subscriptions
from bot.store.feeds import NewFeed
from tests.telegram.house import KEY, READING, House
from tests.telegram.test_handlers import add_digest


@asynccontextmanager
async def a_silent_site() -> AsyncIterator[str]:
    """A host that takes every connection and never answers."""
    done = asyncio.Event()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/story"
    finally:
        done.set()
        server.close()


async def test_a_slow_site_is_said_to_be_slow(house: House) -> None:
    """First that it is still being read, then only that the site takes too long."""
    house.application.desk = replace(house.application.desk, link_seconds=3.5)
    ada = house.reader()

    def refusals() -> list[str]:
        return [text for text in house.texts(ada) if "takes too long" in text]

    async with a_silent_site() as url, house.running():
        house.playground.says(ada, url, sender=ada)
        [reading] = await house.playground.wait_for_messages(ada, 1)
        await house.playground.wait_for(refusals)
    assert reading["text"] == READING
    assert house.texts(ada) == refusals()


async def test_a_source_that_its_owner_removed_is_passed_over(house: House) -> None:
    """`/sources` still tells the others."""
    ada = house.reader()
    digest = await add_digest(house, ada)
    async with house.database.begin() as tx:
        kept, _ = await feeds.add(
            tx,
            NewFeed(
                url="https://harbour.example/feed",
                url_key="https://harbour.example/feed",
                title="Harbour Times",
                topics=(),
            ),
            now=house.now,
        )
        wishes = Preferences(topics=("world", f"feed:{kept.id}", "feed:99"))
        await subscriptions.change(tx, digest.id, wishes=wishes)
    async with house.running():
        [told] = await house.asks(ada, "/sources")
    assert "Harbour Times" in told["text"]


async def test_the_last_topic_stays(house: House) -> None:
    """Without it the digest would hold everything, which nobody asked for."""
    ada = house.reader()
    digest = await add_digest(house, ada)
    async with house.running():
        pressed = encode(Action.TOPIC, digest.id, "world", key=KEY)
        refused = await house.presses_code(ada, pressed)
    async with house.database.read() as tx:
        kept = await subscriptions.get(tx, digest.id)
    assert "At least one topic" in refused["text"]
    assert kept.preferences.topics == ("world",)


async def test_a_set_up_goes_on_with_a_topic(house: House) -> None:
    """Its topics may all be taken out while choosing, and one is asked for at the end."""
    ada = house.reader()
    async with house.running(publishes=False):
        [welcome] = await house.asks(ada, "/start")
        for label in ("World", "Science", "Sport"):
            await house.presses(ada, welcome, label)
        refused = await house.presses(ada, welcome, "Continue")
    assert "At least one topic" in refused["text"]
