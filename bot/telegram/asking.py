"""A question → the story that answers it, in its sources' own sentences; or what comes nearest.

Imports the store, `bot.compute` and `quoting`; nothing of Telegram, so that the command line can
ask the same.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import compute
from bot.ingest.telling import MAX_SOURCES
from bot.model import Quotation, Story, StoryId
from bot.store import articles, search, stories
from bot.store.database import Database
from bot.store.search import Indexed, fold
from bot.telegram.quoting import TIMEOUT_SECONDS, answers
from summaries.languages import language as language_of
from summaries.lexicon import stems

# Search ranks by shared words, and these many are looked at again; the answer nearly always lies in
# the first of them, and each one that is read costs time.
N_RANKED = 20
N_READ = 4
N_NEAREST = 5
# The story that answers, and another that does so too.
N_TOLD = 2
MAX_QUESTION_CHARACTERS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What was found.

    Attributes:
        story: the one that answers; None where none does.
        quotations: its sentences that answer.
        also: another story that answers too.
        nearest: what shares words with the question, best first, where nothing answers.
        since: publication of the oldest article searched; None where there is none.
    """

    story: Story | None
    quotations: tuple[Quotation, ...]
    also: Story | None
    nearest: tuple[Story, ...]
    since: datetime | None


async def ask(database: Database, question: str, *, languages: Sequence[str]) -> Answered:
    """Answer *question* from the store.

    Args:
        languages: in which its words are understood, e.g. that of the chat and English.
    """
    asked = question[:MAX_QUESTION_CHARACTERS]
    wanted = question_stems(asked, languages)
    async with database.read() as tx:
        since = await articles.oldest_at(tx)
        related = await search.related(tx, wanted, limit=N_RANKED)
        found = likeliest(await search.indexed(tx, related), wanted, n=N_NEAREST)
        texts = [await articles.sources_of(tx, each, n=MAX_SOURCES) for each in found[:N_READ]]
    told: Sequence[tuple[Quotation, ...]] = ()
    if texts:
        told = await compute.run(answers, asked, texts, N_TOLD, timeout_seconds=TIMEOUT_SECONDS)
    quoted = {each: quotations for each, quotations in zip(found, told, strict=False) if quotations}
    async with database.read() as tx:
        shown = await stories.in_short(tx, list(quoted) or found)
    best = shown[0] if quoted and shown else None
    return Answered(
        story=best,
        quotations=quoted[best.id] if best else (),
        also=shown[1] if best and len(shown) > 1 else None,
        nearest=() if quoted else tuple(shown),
        since=since,
    )


def question_stems(question: str, languages: Sequence[str]) -> tuple[str, ...]:
    """The content stems of a question, as each of these languages has them."""
    found = (stem for code in languages for stem in stems(question, language_of(code)))
    return tuple(dict.fromkeys(found))


def likeliest(found: Sequence[Indexed], asked: Sequence[str], *, n: int) -> list[StoryId]:
    """Those stories of a search that most likely answer what was asked, the likeliest first.

    A stem of the question counts by its rarity among the stories found, and once more where the
    headline holds it: an index punishes what many sources tell at length, and a reader asks for
    what a headline names. Equal ones stay as they came. Cost: 0.1 ms a story.
    """
    wanted = {fold(stem) for stem in asked}
    rarity = {
        stem: math.log(1 + len(found) / (1 + sum(stem in one.stems for one in found)))
        for stem in wanted
    }

    def likeness(one: Indexed) -> float:
        headline = {fold(stem) for stem in stems(one.headline, language_of(one.language))}
        return sum(rarity[stem] * ((stem in one.stems) + (stem in headline)) for stem in wanted)

    return [one.story_id for one in sorted(found, key=likeness, reverse=True)[:n]]
