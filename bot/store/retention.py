"""How long things are kept: texts for some weeks, what became of messages a little longer.

Summaries, their places, hashes and addresses stay: they are what old buttons stand on.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from bot.store import articles, chats, editions, groupings, inbox, outbox, texts
from bot.store.database import Database, Transaction
from bot.store.shared import drop_unused

# One commit deletes so much, so that readers and writers never wait long for it.
_BATCH = 1_000


class Forget(Protocol):
    """Forgets at most *n* things of before that instant; returns how many."""

    def __call__(self, tx: Transaction, *, before: datetime, n: int) -> Awaitable[int]:
        """Forget them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """Times of keeping."""

    texts: timedelta
    sent: timedelta = timedelta(days=30)
    ended: timedelta = timedelta(days=90)
    digests: timedelta = timedelta(days=90)
    updates: timedelta = timedelta(days=7)
    groupings: timedelta = timedelta(days=7)


async def forget_old(database: Database, now: datetime, keep: Keep) -> int:
    """Forget what has been kept long enough; return how many texts went."""
    n_texts = await _forget_all(database, articles.forget_texts, before=now - keep.texts)
    for forget in (editions.forget, chats.forget_seen):
        await _forget_all(database, forget, before=now - keep.digests)
    async with database.begin() as tx:
        await outbox.forget(tx, sent_before=now - keep.sent, ended_before=now - keep.ended)
        await inbox.forget(tx, before=now - keep.updates)
        await groupings.forget(tx, before=now - keep.groupings)
        await texts.forget(tx, before=now - keep.texts)
        await drop_unused(tx)
    if database.is_sqlite:
        async with database.begin() as tx:
            await tx.execute(sa.text("PRAGMA optimize"))
    return n_texts


async def _forget_all(database: Database, forget: Forget, *, before: datetime) -> int:
    """Forget in commits of a bounded size; return how much went."""
    n_gone = 0
    while True:
        async with database.begin() as tx:
            n_now = await forget(tx, before=before, n=_BATCH)
        n_gone += n_now
        if n_now < _BATCH:
            return n_gone
