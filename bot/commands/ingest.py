"""`ingest`: articles into the store: read, kept once, placed into stories, summarised."""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime

import click

from bot.commands import here, inputs, lines, network, pages, stored
from bot.commands.lines import Values
from bot.errors import BotError, StoreError
from bot.ingest import door, pushed
from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks
from bot.ingest.place import Placer
from bot.model import ArticleId, NewArticle, Page
from bot.store import articles, leases, stories
from bot.store.claims import new_owner
from bot.store.database import Database

_LEASE_SECONDS = 60.0
_N_AT_ONCE = os.cpu_count() or 1


@click.command()
@click.argument("sources", nargs=-1, metavar="FILE|URL…")
@click.option("--jsonl", is_flag=True, help="Read one article a line from FILEs or standard input.")
def ingest(sources: tuple[str, ...], jsonl: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Put articles into the store: FILEs of text or HTML, or URLs.

    With --jsonl each line is {"title", "text"} or {"html"}, and perhaps "id", "url", "source",
    "author", "language", "published".
    """
    if jsonl:
        asyncio.run(_take_lines(sources or ("-",)))
    elif sources:
        asyncio.run(_take(sources))
    else:
        raise click.UsageError("Give a FILE or URL, or --jsonl.")


async def _take(sources: Sequence[str]) -> None:
    failed = 0
    taken: list[tuple[ArticleId, bool]] = []
    async with stored.store() as database, network.fetching() as fetcher:
        now = await database.now()
        for source in lines.progress(sources, unit=" articles"):
            try:
                taken += await _store(database, await _read(fetcher, source), now=now)
            except StoreError:
                raise
            except BotError as error:
                failed += 1
                click.echo(f"{source}: {error}", err=True)
        await _place(database, now)
        for article_id, is_new in taken:
            click.echo(await _told(database, article_id, "new" if is_new else "known"))
    if failed:
        raise BotError(f"{failed} of {len(sources)} could not be taken in.")


async def _store(database: Database, found: Page, *, now: datetime) -> list[tuple[ArticleId, bool]]:
    async with database.begin() as tx:
        return await door.store(tx, [door.article_of(found, now=now)], now=now)


async def _read(fetcher: Fetcher, source: str) -> Page:
    if network.is_address(source):
        return await door.read_link(fetcher, source)
    return await pages.read(inputs.read_bytes(source), name=source)


async def _take_lines(names: Sequence[str]) -> None:
    networks = Networks(allowed=here.settings().allow_networks)
    async with stored.store() as database:
        now = await database.now()

        async def prepare(values: Values) -> NewArticle:
            return await pushed.article(values, now=now, networks=networks)

        async def finish(new: NewArticle) -> Values:
            async with database.begin() as tx:
                [(article_id, is_new)] = await door.store(tx, [new], now=now)
            return {"article": article_id, "new": is_new}

        try:
            for name in names:
                with inputs.opened(name) as source:
                    await lines.answer_each_async(source, prepare, finish, n_at_once=_N_AT_ONCE)
        finally:
            await _place(database, now)


async def _place(database: Database, now: datetime) -> None:
    """Place what waits, unless a running bot does."""
    owner = new_owner()
    placer = Placer(database, owner=owner, lease_seconds=_LEASE_SECONDS)
    try:
        while await placer.place_waiting(now):
            pass
    finally:
        async with database.begin() as tx:
            await leases.release_all(tx, owner=owner)


async def _told(database: Database, article_id: ArticleId, word: str) -> str:
    async with database.read() as tx:
        article = await articles.get(tx, article_id)
        if article.story_id is None:
            return f"{word} {article_id} · {article.title} · waits to be placed"
        story = await stories.get(tx, article.story_id)
    told = [f"{word} {article_id} · {article.title} · story {story.id}"]
    return "\n".join(told + [f"    {each.text}" for each in story.summary])
