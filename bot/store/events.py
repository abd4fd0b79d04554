"""What each article added to its story, and when we learnt of it: a story's timeline."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import ArticleId, Quotation, StoryId
from bot.store.database import Transaction, insert
from bot.store.tables import story_events


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What an article added to its story.

    Attributes:
        at: when it was told, a new version when it came; orders the timeline.
        known_at: when we learnt of it; says to whom it is news.
        kind: ``begun``, ``added`` or ``changed``.
    """

    story_id: StoryId
    article_id: ArticleId
    version: int
    at: datetime
    known_at: datetime
    kind: str
    sentences: Sequence[Quotation]


async def add(tx: Transaction, added: Sequence[Event]) -> None:
    """Note what articles added to their stories, in one call; noted twice is stored once."""
    rows = [
        {
            "story_id": event.story_id,
            "article_id": event.article_id,
            "version": event.version,
            "at": event.at,
            "known_at": event.known_at,
            "kind": event.kind,
            "sentences": [asdict(sentence) for sentence in event.sentences],
        }
        for event in added
    ]
    if rows:
        await tx.execute(insert(tx, story_events).on_conflict_do_nothing(), rows)


async def of_story(
    tx: Transaction, story_id: StoryId, *, since: datetime | None = None, n: int | None = None
) -> list[Event]:
    """A story's timeline, oldest first.

    Args:
        since: only those that we learnt of later; all by default.
        n: at most so many, the newest; all by default.
    """
    newest_first = (
        sa.select(story_events)
        .where(story_events.c.story_id == story_id)
        .order_by(story_events.c.at.desc(), story_events.c.id.desc())
        .limit(n)
    )
    if since is not None:
        newest_first = newest_first.where(story_events.c.known_at > since)
    return [_event(row) for row in reversed((await tx.execute(newest_first)).all())]


def _event(row: sa.Row[Any]) -> Event:
    return Event(
        story_id=StoryId(row.story_id),
        article_id=ArticleId(row.article_id),
        version=row.version,
        at=row.at,
        known_at=row.known_at,
        kind=row.kind,
        sentences=tuple(Quotation(**sentence) for sentence in row.sentences),
    )
