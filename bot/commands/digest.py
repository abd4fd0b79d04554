"""`digest`: what a digest of the store would say now."""

import asyncio
from datetime import timedelta

import click

from bot.commands import reader, stored
from bot.commands.topics import check_topics, topic
from bot.digests.preview import preview
from bot.render.words import Words


@click.command()
@click.option("--preview", "shown", is_flag=True, required=True, help="Show it; send nothing.")
@topic
@click.option("--hours", default=24.0, show_default=True, type=click.FloatRange(0, 24 * 365))
@reader.language
@reader.zone
def digest(
    shown: bool,  # noqa: FBT001 - click's way of flags
    topics: tuple[str, ...],
    hours: float,
    language: str,
    zone: str,
) -> None:
    """Show the digest that a new reader would get now."""
    del shown
    click.echo(asyncio.run(_preview(topics, timedelta(hours=hours), Words(language, zone=zone))))


async def _preview(topics: tuple[str, ...], window: timedelta, words: Words) -> str:
    async with stored.store() as database:
        async with database.read() as tx:
            await check_topics(tx, topics)
        now = await database.now()
        return await preview(database, now, words=words, topics=topics, window=window)
