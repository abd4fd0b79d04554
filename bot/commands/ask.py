"""`ask`: what the bot would answer to a question."""

import asyncio
import json
from dataclasses import asdict

import click

from bot.commands import reader, stored
from bot.commands.lines import Values
from bot.model import Story
from bot.render import answer
from bot.render.voice import Voice
from bot.render.words import FALLBACK, Words
from bot.telegram.asking import Answered
from bot.telegram.asking import ask as find

# There are no buttons at the command line; nobody could press one that this key signed.
_NO_KEY = bytes(32)


@click.command()
@click.argument("question")
@reader.language
@reader.zone
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def ask(question: str, language: str, zone: str, as_json: bool) -> None:  # noqa: FBT001 - click's
    """Ask the store a QUESTION; the answer is in the sources' own sentences."""
    asyncio.run(_ask(question, Words(language, zone=zone), as_json=as_json))


async def _ask(question: str, words: Words, *, as_json: bool) -> None:
    async with stored.store() as database:
        now = await database.now()
        languages = tuple(dict.fromkeys((words.language, FALLBACK)))
        found = await find(database, question, languages=languages)
    if as_json:
        click.echo(json.dumps(_shape(question, found), ensure_ascii=False))
        return
    voice = Voice(words=words, key=_NO_KEY)
    if found.story is None:
        message = answer.not_found(voice, question, found.nearest, now, since=found.since)
    else:
        message = answer.found(voice, found.story, found.quotations, now, also=found.also)
    click.echo(message.plain)


def _shape(question: str, found: Answered) -> Values:
    return {
        "question": question,
        "story": None if found.story is None else _story(found.story),
        "sentences": [asdict(quotation) for quotation in found.quotations],
        "nearest": [_story(story) for story in found.nearest],
        "since": None if found.since is None else found.since.isoformat(),
    }


def _story(story: Story) -> Values:
    return {
        "id": story.id,
        "headline": story.headline,
        "url": story.url,
        "newest": story.last_at.isoformat(),
        "outlets": list(story.outlets),
    }
