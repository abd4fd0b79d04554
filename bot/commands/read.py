"""`read`: a page or text → one clean article; with --jsonl many, one a line."""

import asyncio
import json
import os
from functools import partial
from typing import BinaryIO

import click

from bot import compute
from bot.commands import inputs, lines, network, pages, shapes
from bot.commands.lines import Values
from bot.ingest import page
from bot.model import Page


@click.command()
@click.argument("source", default="-", metavar="[FILE | URL]")
@click.option("--url", help="Address of the page, for its links and its site.")
@click.option("--json", "form", flag_value="json", help="Write one JSON object.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Read and write one object a line.")
def read(source: str, url: str | None, form: str | None) -> None:
    """Read the article on a page: an HTML or text FILE, standard input, or a URL.

    With --jsonl each line is {"id", "url", "html"}.
    """
    if form == "jsonl":
        with inputs.opened(source) as stream:
            asyncio.run(_read_lines(stream))
        return
    found = asyncio.run(_read(source, url))
    click.echo(json.dumps(shapes.of_page(found), ensure_ascii=False) if form else _shown(found))


async def _read(source: str, url: str | None) -> Page:
    if not network.is_address(source):
        return await pages.read(inputs.read_bytes(source), name=source, url=url)
    fetched = await network.fetch(source, kind="page")
    return await compute.run(
        partial(
            page.read, fetched.body, url=url or fetched.final_url, content_type=fetched.content_type
        ),
        timeout_seconds=page.TIMEOUT_SECONDS,
    )


async def _read_lines(stream: BinaryIO) -> None:
    async def prepare(values: Values) -> Page:
        html = shapes.text(values, "html")
        url = shapes.text(values, "url", default="") or None
        task = partial(page.read, html.encode(), url=url)
        return await compute.run(task, timeout_seconds=page.TIMEOUT_SECONDS)

    async def finish(found: Page) -> Values:
        return shapes.of_page(found)

    await lines.answer_each_async(stream, prepare, finish, n_at_once=os.cpu_count() or 1)


def _shown(found: Page) -> str:
    day = found.published_at.date().isoformat() if found.published_at else None
    about = " · ".join(part for part in (found.site, found.author, day) if part)
    return "\n\n".join(part for part in (found.title, about, found.text) if part)
