"""How long things are kept: texts for some weeks, what became of messages a little longer.

Summaries, their places, hashes and addresses stay: they are what old buttons and digests stand on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store import articles, inbox, outbox, stories, texts
from bot.store.database import Database

# One commit deletes so much, so that readers and writers never wait long for it.
_BATCH = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """Times of keeping."""

    texts: timedelta
    sent: timedelta = timedelta(days=30)
    ended: timedelta = timedelta(days=90)
    updates: timedelta = timedelta(days=7)
    groupings: timedelta = timedelta(days=7)


async def forget_old(database: Database, now: datetime, keep: Keep) -> int:
    """Forget what has been kept long enough; return how many texts went."""
    n_texts = 0
    while True:
        async with database.begin() as tx:
            emptied = await articles.forget_texts(tx, before=now - keep.texts, n=_BATCH)
        n_texts += emptied
        if emptied < _BATCH:
            break
    async with database.begin() as tx:
        await outbox.forget(tx, sent_before=now - keep.sent, ended_before=now - keep.ended)
        await inbox.forget(tx, before=now - keep.updates)
        await stories.forget_groupings(tx, before=now - keep.groupings)
        await texts.forget(tx, before=now - keep.texts)
    if database.is_sqlite:
        async with database.begin() as tx:
            await tx.execute(sa.text("PRAGMA optimize"))
    return n_texts
