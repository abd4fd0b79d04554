"""`feeds check`: every feed is fetched and parsed now, and nothing is stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import click

from bot import catalogue, compute
from bot.commands import lines, network, stored
from bot.errors import BotError, ComputeError, IngestError
from bot.ingest import feed
from bot.ingest.answer import Fetched
from bot.ingest.fetch import Fetcher
from bot.store import feeds

# Side by side; the fetcher keeps its distance between requests to one host.
_N_AT_ONCE = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A feed to look at, and since when the bot knows that it fails."""

    url: str
    title: str
    failing_since: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How one feed is: what it gave, or why it gave nothing."""

    feed: Wanted
    said: str
    is_well: bool


@click.command()
@click.option("--catalogue", "of_catalogue", is_flag=True, help="Those of the catalogue instead.")
def check(of_catalogue: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Look at every feed in the store now; tell which answer, and why others do not."""
    asyncio.run(_check(_of_catalogue() if of_catalogue else asyncio.run(_of_store())))


async def _of_store() -> list[Wanted]:
    async with stored.store() as database, database.read() as tx:
        return [
            Wanted(url=each.url, title=each.title, failing_since=each.failing_since)
            for each in await feeds.every(tx)
        ]


def _of_catalogue() -> list[Wanted]:
    return [Wanted(url=source.url, title=source.title) for source in catalogue.sources()]


async def _check(wanted: Sequence[Wanted]) -> None:
    n_failed = 0
    room = asyncio.Semaphore(_N_AT_ONCE)
    async with network.fetching() as fetcher:
        looks = [asyncio.ensure_future(_look(fetcher, room, each)) for each in wanted]
        in_turn = asyncio.as_completed(looks)
        for next_look in lines.progress(in_turn, unit=" feeds", total=len(looks)):
            look = await next_look
            n_failed += not look.is_well
            click.echo(_line(look))
    if n_failed:
        raise BotError(f"{n_failed} of {len(wanted)} feeds fail.")


async def _look(fetcher: Fetcher, room: asyncio.Semaphore, wanted: Wanted) -> Look:
    try:
        async with room:
            answer = await fetcher.fetch(wanted.url, kind="feed")
        if not isinstance(answer, Fetched):
            return Look(feed=wanted, said="gone for good", is_well=False)
        parse = partial(feed.parse, answer.body, url=wanted.url, content_type=answer.content_type)
        document = await compute.run(parse, timeout_seconds=feed.TIMEOUT_SECONDS)
    except (IngestError, ComputeError) as error:
        return Look(feed=wanted, said=str(error), is_well=False)
    return Look(feed=wanted, said=f"{len(document.entries)} entries", is_well=True)


def _line(look: Look) -> str:
    feed = look.feed
    is_old = not look.is_well and feed.failing_since
    since = f"failing since {feed.failing_since:%Y-%m-%d %H:%M}" if is_old else ""
    parts = ["ok" if look.is_well else "FAILS", feed.title, feed.url, look.said, since]
    return " · ".join(part for part in parts if part)
