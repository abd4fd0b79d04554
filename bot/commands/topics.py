"""The option `--topic` of what reads the store, and which topics there are to choose from."""

from collections.abc import Sequence

import click

from bot import catalogue
from bot.store import feeds, stories
from bot.store.database import Transaction

topic = click.option(
    "--topic", "topics", multiple=True, help="Only of this topic; may be repeated."
)


async def check_topics(tx: Transaction, asked: Sequence[str]) -> None:
    """Refuse a topic that neither the catalogue, a feed nor a story has.

    Raises:
        click.BadParameter: there is none of this key; it names those that there are.
    """
    if not asked:
        return
    offered = [each.key for each in catalogue.topics()]
    held = await feeds.every(tx)
    own = {key for feed in held for key in (*feed.topics, feed.topic)}
    known = dict.fromkeys([*offered, *sorted(own | await stories.topics(tx))])
    for key in asked:
        if key not in known:
            there_are = ", ".join(known)
            raise click.BadParameter(
                f"there is no topic {key!r}; there are {there_are}.", param_hint="--topic"
            )
