"""`feeds add`, `list`, `remove`, `import` and `export`: which feeds the bot reads."""

import asyncio
import sys
from collections.abc import Sequence

import click

from bot import compute
from bot.commands import here, inputs, network, stored
from bot.errors import BotError, FetchError
from bot.ingest import discover, opml, urls
from bot.ingest.linked_feeds import FoundFeed
from bot.ingest.networks import Networks
from bot.ingest.opml import OutlineFeed
from bot.model import Feed, FeedId, FeedState
from bot.store import feeds as store
from bot.store.database import Database, Transaction
from bot.store.feeds import NewFeed


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="URL…")
@click.option("--topic", "topics", multiple=True, help="Topic of these feeds; may be repeated.")
def add(addresses: tuple[str, ...], topics: tuple[str, ...]) -> None:
    """Add feeds: each URL is a feed, or a page with a feed behind it."""
    asyncio.run(_add(addresses, topics))


@click.command("list")
def list_() -> None:
    """List the feeds: id, state, title, address, and why and since when (UTC) one fails."""
    for feed in asyncio.run(_every()):
        click.echo(_line(feed))


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ID|URL…")
def remove(names: tuple[str, ...]) -> None:
    """Remove feeds by id or address; their articles stay."""
    asyncio.run(_remove(names))


@click.command("import")
@click.argument("file", metavar="FILE.opml")
def import_(file: str) -> None:
    """Add the feeds of an OPML file; a folder becomes their topic."""
    asyncio.run(_import(inputs.read_bytes(file)))


@click.command()
def export() -> None:
    """Write the feeds as OPML to standard output; the first topic is the folder."""
    found = asyncio.run(_every())
    outline = [
        OutlineFeed(url=feed.url, title=feed.title, folder=(*feed.topics, "")[0]) for feed in found
    ]
    sys.stdout.buffer.write(opml.write(outline))


async def _add(addresses: Sequence[str], topics: Sequence[str]) -> None:
    failed = 0
    async with stored.store() as database, network.fetching() as fetcher:
        for address in addresses:
            try:
                found = await discover.feeds_at(fetcher, address)
                if not found:
                    raise FetchError("no-feed", "There is no feed there.", url=address)
            except BotError as error:
                failed += 1
                click.echo(f"{address}: {error}", err=True)
                continue
            await _store(database, found[:1], topics)
            for other in found[1:]:
                click.echo(f"also there · {other.title} · {other.url}")
    if failed:
        raise BotError(f"{failed} of {len(addresses)} addresses gave no feed.")


async def _store(database: Database, found: Sequence[FoundFeed], topics: Sequence[str]) -> None:
    now = await database.now()
    async with database.begin() as tx:
        for each in found:
            feed, is_new = await store.add(
                tx,
                NewFeed(
                    url=each.url, url_key=urls.canonical(each.url), title=each.title, topics=topics
                ),
                now=now,
            )
            click.echo(f"{'added' if is_new else 'known'} {feed.id} · {feed.title} · {feed.url}")


async def _every() -> list[Feed]:
    async with stored.store() as database, database.read() as tx:
        return await store.every(tx)


async def _remove(names: Sequence[str]) -> None:
    async with stored.store() as database, database.begin() as tx:
        for name in names:
            feed = await _named(tx, name)
            await store.remove(tx, feed.id)
            click.echo(f"removed {feed.id} · {feed.title}")


async def _named(tx: Transaction, name: str) -> Feed:
    if name.isascii() and name.isdigit():
        return await store.get(tx, FeedId(int(name)))
    feed = await store.by_key(tx, urls.canonical(name))
    if feed is None:
        raise BotError(f"There is no feed {name}; nothing was removed.")
    return feed


async def _import(body: bytes) -> None:
    networks = Networks(allowed=here.settings().allow_networks)
    outline = await compute.run(opml.parse, body, networks, timeout_seconds=opml.TIMEOUT_SECONDS)
    async with stored.store() as database:
        for each in outline.feeds:
            topics = (each.folder.casefold(),) if each.folder else ()
            await _store(database, [FoundFeed(url=each.url, title=each.title)], topics)
    for name in outline.refused:
        click.echo(f"refused: {name} (its address lies outside the public internet)", err=True)


def _line(feed: Feed) -> str:
    state = "failing" if feed.failures and feed.state is FeedState.ACTIVE else str(feed.state)
    since = f"since {feed.failing_since:%Y-%m-%d %H:%M}" if feed.failing_since else ""
    topics = ", ".join(feed.topics)
    parts = [str(feed.id), state, feed.title, feed.url, topics, feed.reason or "", since]
    return " · ".join(part for part in parts if part)
