"""What looking at feeds costs: those that have not changed, and the parsing of those that have.

The hosts are one process on loopback that answers 304; only the bot's side is weighed. The clock is
an argument of the stage, so that half an hour of looks is made in as long as it takes.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.ingest import feed
from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks
from bot.ingest.poll import poll_due
from bot.store import feeds
from bot.store.claims import new_owner
from bot.store.database import Database, open_database
from bot.store.feeds import NewFeed
from bot.store.schema import upgrade
from tests.benchmarks.figures import Figure, own_megabytes
from tests.benchmarks.texts import THINGS

_N_FEEDS = 6_000
_N_AT_ONCE = 50
_N_AIM, _AIM_SECONDS = 30_000, 1_800
# About what the real feeds of the development set have: 29 entries and 88 kB each.
_N_DOCUMENTS, _N_ENTRIES = 60, 29
_PARAGRAPHS = 8


async def measure() -> list[Figure]:
    """Processor time of a look at an unchanged feed, memory with 6,000 feeds, parsing speed."""
    with hosts() as port, TemporaryDirectory() as folder:
        async with open_database(f"sqlite:///{Path(folder) / 'bench.db'}") as database:
            await upgrade(database)
            await _add(database, port)
            look_seconds = await _look_at_all(database)
            memory = own_megabytes(os.getpid())
    share = look_seconds * _N_AIM / _AIM_SECONDS
    n_a_second, n_megabytes = _parsing()
    return [
        Figure(
            what=f"a look at an unchanged feed, {_N_FEEDS:,} of them",
            value=f"{look_seconds * 1000:.1f} ms of processor time",
            target="",
        ),
        Figure(
            what="30,000 unchanged feeds every 30 minutes, of one core",
            value=f"{share:.1%}",
            target="under 15 %",
        ),
        Figure(
            what=f"resident memory of that process, {_N_FEEDS:,} feeds",
            value=f"{memory:.0f} MB",
            target="under 200 MB",
        ),
        Figure(
            what=f"parsing invented feeds of {n_megabytes * 1000:.0f} kB, one core",
            value=f"{n_a_second:.0f} feeds/s",
            target="400 feeds/s",
        ),
    ]


async def _add(database: Database, port: int) -> None:
    now = datetime.now(UTC)
    async with database.begin() as tx:
        for number in range(_N_FEEDS):
            url = feed_url(number, port)
            await feeds.add(
                tx, NewFeed(url=url, url_key=url, title="Post", topics=("world",)), now=now
            )


async def _look_at_all(database: Database) -> float:
    """Look at every feed once; return the processor time of each look."""
    now = datetime.now(UTC) + timedelta(seconds=1)
    networks = Networks.parse("127.0.0.0/8")
    async with Fetcher(networks) as fetcher:
        began = time.process_time()
        n_looks = await poll_due(
            database,
            fetcher,
            now=now,
            owner=new_owner(),
            n=_N_AT_ONCE,
            lease_seconds=60.0,
            least_seconds=300.0,
            button_key=b"",
        )
        return (time.process_time() - began) / n_looks


def _parsing() -> tuple[float, float]:
    """Feeds a second of processor time, and the size of each in megabytes."""
    bodies = [_document(number) for number in range(_N_DOCUMENTS)]
    feed.parse(bodies[0], url="https://post.example/feed")
    began = time.process_time()
    for body in bodies:
        feed.parse(body, url="https://post.example/feed")
    seconds = time.process_time() - began
    return len(bodies) / seconds, sum(map(len, bodies)) / len(bodies) / 1e6


def _document(number: int) -> bytes:
    items = "".join(_item(number * _N_ENTRIES + place) for place in range(_N_ENTRIES))
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Post {number}</title><link>https://post.example/</link>{items}</channel></rss>"
    ).encode()


def _item(number: int) -> str:
    thing = THINGS[number % len(THINGS)]
    told = (
        f'<p>The <a href="https://post.example/{thing}">{thing}</a> of Tolmouth will be mended in'
        f" {2 + number % 9} weeks, the council&#8217;s office said on Monday; <em>“nobody has to"
        " wait longer”</em>, and the road beside it stays open for all but heavy lorries.</p>\n"
    )
    return (
        f"<item><title>The {thing} is mended, part {number}</title>"
        f"<link>https://post.example/{number}</link><guid>{number}</guid>"
        "<pubDate>Mon, 16 Nov 2026 08:00:00 GMT</pubDate>"
        f"<description>{'The council wants it.'}</description>"
        f"<content:encoded><![CDATA[{told * _PARAGRAPHS}]]></content:encoded></item>"
    )


def feed_url(number: int, port: int) -> str:
    """The address of a feed on a host of its own, of the network of loopback addresses."""
    host = f"127.{1 + number // 40_000}.{number // 200 % 200}.{1 + number % 200}"
    return f"http://{host}:{port}/feed"


@contextmanager
def hosts() -> Iterator[int]:
    """Hosts at every loopback address that answer "not modified"; yields their port."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(told: Connection) -> None:
    asyncio.run(_answer(told))


async def _answer(told: Connection) -> None:
    async def same(_request: web.Request) -> web.Response:
        return web.Response(status=304)

    app = web.Application()
    app.router.add_get("/feed", same)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # noqa: S104 - for all of loopback at once
    told.send(runner.addresses[0][1])
    await asyncio.Event().wait()
