"""A question → the story that answers it, in its sources' own sentences; or what comes nearest.

Imports the store, `bot.compute` and `quoting`; nothing of Telegram, so that the command line can
ask the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import compute
from bot.model import Quotation, Story
from bot.store import articles, search, stories
from bot.store.database import Database
from bot.telegram.quoting import TIMEOUT_SECONDS, answers, bounded, question_stems

# Search ranks by shared words; the answer nearly always lies in the first stories, and each one
# that is read costs time.
N_READ = 4
N_NEAREST = 5
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
    async with database.read() as tx:
        since = await articles.oldest_at(tx)
        found = await search.related(tx, question_stems(asked, languages), limit=N_NEAREST)
        near = await stories.by_ids(tx, found)
        texts = [bounded(await articles.of_story(tx, story.id)) for story in near[:N_READ]]
    quoted: Sequence[tuple[Quotation, ...]] = ()
    if texts:
        quoted = await compute.run(answers, asked, texts, timeout_seconds=TIMEOUT_SECONDS)
    hits = [(story, told) for story, told in zip(near, quoted, strict=False) if told]
    story, told = hits[0] if hits else (None, ())
    return Answered(
        story=story,
        quotations=told,
        also=hits[1][0] if len(hits) > 1 else None,
        nearest=() if hits else tuple(near),
        since=since,
    )
