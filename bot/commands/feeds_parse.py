"""`feeds parse`: feed documents → their entries."""

import asyncio
import base64
import os
from functools import partial
from typing import BinaryIO

import click

from bot import compute
from bot.commands import inputs, lines, network, shapes
from bot.commands.lines import BadLine, Values
from bot.ingest import feed
from bot.model import FeedDocument


@click.command()
@click.argument("source", required=False, metavar="[FILE | URL]")
@click.option("--url", default="", help="Address of the feed, for its relative links.")
@click.option("--jsonl", is_flag=True, help="Write one object a line.")
def parse(source: str | None, url: str, jsonl: bool) -> None:  # noqa: FBT001 - click's way of flags
    """Parse a feed document, FILE or URL, into its entries.

    Without FILE and with --jsonl each line of standard input is {"id", "url", "body_base64"}, and
    each line of output holds one document with all its entries.
    """
    if source is None and jsonl:
        with inputs.opened("-") as stream:
            asyncio.run(_parse_lines(stream))
        return
    found = asyncio.run(_parse(source or "-", url))
    if jsonl:
        for entry in found.entries:
            lines.write(shapes.of_entry(entry))
        return
    click.echo(_shown(found))


async def _parse(source: str, url: str) -> FeedDocument:
    if not network.is_address(source):
        return await _parsed(inputs.read_bytes(source), url=url)
    fetched = await network.fetch(source, kind="feed")
    return await _parsed(fetched.body, url=url or fetched.final_url, said=fetched.content_type)


async def _parse_lines(stream: BinaryIO) -> None:
    async def prepare(values: Values) -> FeedDocument:
        try:
            body = base64.b64decode(shapes.text(values, "body_base64"), validate=True)
        except ValueError as error:
            raise BadLine('"body_base64" is not base64.') from error
        return await _parsed(body, url=shapes.text(values, "url", default=""))

    async def finish(found: FeedDocument) -> Values:
        return shapes.of_feed(found)

    await lines.answer_each_async(stream, prepare, finish, n_at_once=os.cpu_count() or 1)


async def _parsed(body: bytes, *, url: str, said: str | None = None) -> FeedDocument:
    task = partial(feed.parse, body, url=url, content_type=said)
    return await compute.run(task, timeout_seconds=feed.TIMEOUT_SECONDS)


def _shown(found: FeedDocument) -> str:
    entries = [
        " · ".join(
            part
            for part in (
                entry.published_at.date().isoformat() if entry.published_at else None,
                entry.title,
                entry.url,
            )
            if part
        )
        for entry in found.entries
    ]
    return "\n".join([found.title or "(a feed without a title)", "", *entries])
