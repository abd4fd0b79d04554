"""`feeds check`: every feed is fetched and parsed now, and nothing is stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
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
class Look:
    """How one feed is: what it gave, or why it gave nothing."""

    url: str
    title: str
    said: str
    is_well: bool


@click.command()
@click.option("--catalogue", "of_catalogue", is_flag=True, help="Those of the catalogue instead.")
def check(of_catalogue: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Look at every feed in the store now; tell which answer, and why others do not."""
    asyncio.run(_check(_of_catalogue() if of_catalogue else asyncio.run(_of_store())))


async def _of_store() -> list[tuple[str, str]]:
    async with stored.store() as database, database.read() as tx:
        return [(each.url, each.title) for each in await feeds.every(tx)]


def _of_catalogue() -> list[tuple[str, str]]:
    return [(source.url, source.title) for source in catalogue.sources()]


async def _check(wanted: Sequence[tuple[str, str]]) -> None:
    n_failed = 0
    room = asyncio.Semaphore(_N_AT_ONCE)
    async with network.fetching() as fetcher:
        looks = [asyncio.ensure_future(_look(fetcher, room, url, title)) for url, title in wanted]
        in_turn = asyncio.as_completed(looks)
        for next_look in lines.progress(in_turn, unit=" feeds", total=len(looks)):
            look = await next_look
            n_failed += not look.is_well
            click.echo(
                f"{'ok' if look.is_well else 'FAILS'} · {look.title} · {look.url} · {look.said}"
            )
    if n_failed:
        raise BotError(f"{n_failed} of {len(wanted)} feeds fail.")


async def _look(fetcher: Fetcher, room: asyncio.Semaphore, url: str, title: str) -> Look:
    try:
        async with room:
            answer = await fetcher.fetch(url, kind="feed")
        if not isinstance(answer, Fetched):
            return Look(url=url, title=title, said="gone for good", is_well=False)
        parse = partial(feed.parse, answer.body, url=url, content_type=answer.content_type)
        document = await compute.run(parse, timeout_seconds=feed.TIMEOUT_SECONDS)
    except (IngestError, ComputeError) as error:
        return Look(url=url, title=title, said=str(error), is_well=False)
    return Look(url=url, title=title, said=f"{len(document.entries)} entries", is_well=True)
