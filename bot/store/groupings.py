"""The placer's memory: its state of each live story, its word counts, and ids for new stories."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from bot.model import StoryId
from bot.store.database import Transaction, insert
from bot.store.tables import counters, groupings, stories


async def reserve_ids(tx: Transaction, n: int) -> list[StoryId]:
    """*n* ids that no other placer gets; what is not used is a gap, and harmless."""
    await tx.execute(
        insert(tx, counters)
        .values(name="stories", value=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    last = await tx.scalar(
        sa.update(counters)
        .where(counters.c.name == "stories")
        .values(value=counters.c.value + n)
        .returning(counters.c.value)
    )
    return [StoryId(i) for i in range(int(last or 0) - n + 1, int(last or 0) + 1)]


async def save(tx: Transaction, states: Mapping[StoryId, bytes | None], *, now: datetime) -> None:
    """Write the placer's state of stories; None once another story has taken one in."""
    if not states:
        return
    statement = (
        sa.update(stories)
        .where(stories.c.id == sa.bindparam("story_id"))
        .values(grouping=sa.bindparam("state"), touched_at=now)
    )
    rows = [{"story_id": story_id, "state": state} for story_id, state in states.items()]
    await tx.execute(statement, rows)


async def forget(tx: Transaction, *, before: datetime) -> None:
    """Drop the placer's state of stories that nothing touched since *before*."""
    await tx.execute(
        sa.update(stories)
        .where(stories.c.touched_at < before, stories.c.grouping.is_not(None))
        .values(grouping=None)
    )


async def live(tx: Transaction, language: str, *, since: datetime) -> list[tuple[StoryId, bytes]]:
    """The placer's state of each story that was touched since *since*, oldest id first."""
    rows = await tx.execute(
        sa.select(stories.c.id, stories.c.grouping)
        .where(stories.c.language == language, stories.c.touched_at >= since)
        .where(stories.c.grouping.is_not(None), stories.c.alias_of.is_(None))
        .order_by(stories.c.id)
    )
    return [(StoryId(row.id), row.grouping) for row in rows]


async def idf(tx: Transaction, language: str) -> tuple[bytes, datetime] | None:
    """The placer's document counts of a language, and until when they have counted."""
    row = (
        await tx.execute(
            sa.select(groupings.c.idf, groupings.c.counted_until).where(
                groupings.c.language == language
            )
        )
    ).first()
    return None if row is None else (row.idf, row.counted_until)


async def save_idf(tx: Transaction, language: str, counts: bytes, *, until: datetime) -> None:
    """Write the placer's document counts of a language."""
    values = {"idf": counts, "counted_until": until}
    await tx.execute(
        insert(tx, groupings)
        .values(language=language, **values)
        .on_conflict_do_update(index_elements=["language"], set_=values)
    )
