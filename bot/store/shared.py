"""Rows that chats share, preferences and bodies: they go when nobody uses them any more.

They hold what a reader wished and read, so they must not outlive their last reader.
"""

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.tables import bodies, editions, preferences, subscriptions

_USERS = (
    (preferences, subscriptions.c.preferences_id),
    (bodies, editions.c.body_id),
)


async def drop_unused(tx: Transaction) -> None:
    """Drop preferences of no subscription and bodies of no edition."""
    for table, user in _USERS:
        is_used = sa.exists().where(user == table.c.id)
        await tx.execute(sa.delete(table).where(~is_used))
