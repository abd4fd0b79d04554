"""The inbox: every update is a row before it is acknowledged, and handled in order per chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import BotId, ChatId
from bot.store.claims import MAX_ATTEMPTS, Owner, claim, is_exhausted
from bot.store.database import Transaction, insert
from bot.store.tables import inbox
from bot.store.types import database_now


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One update, claimed for handling. `payload` is Telegram's JSON as it came."""

    bot_id: BotId
    update_id: int
    chat_id: ChatId
    payload: Mapping[str, Any]
    attempts: int


async def add(
    tx: Transaction,
    bot_id: BotId,
    updates: Sequence[tuple[int, ChatId, Mapping[str, Any]]],
    *,
    now: datetime,
) -> None:
    """Store updates (id, chat, payload); one that came before is stored once."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update_id,
            "chat_id": chat_id,
            "payload": payload,
            "state": "open",
            "received_at": now,
        }
        for update_id, chat_id, payload in updates
    ]
    if rows:
        await tx.execute(insert(tx, inbox).on_conflict_do_nothing(), rows)


async def claim_open(
    tx: Transaction, bot_id: BotId, *, n: int, owner: Owner, lease_seconds: float
) -> list[Received]:
    """Take the oldest open update of at most *n* chats, none of which is being handled.

    One that was taken too often, as processes died of it, is dead now and not among them.
    """
    rows = await claim(
        tx,
        inbox,
        where=(
            inbox.c.bot_id == bot_id,
            inbox.c.state == "open",
            inbox.c.due_at <= database_now(),
            ~_is_blocked(),
        ),
        order_by=(inbox.c.update_id,),
        n=n,
        owner=owner,
        lease_seconds=lease_seconds,
    )
    taken: list[Received] = []
    for received in map(_received, rows):
        if is_exhausted(received.attempts):
            await retry(tx, received, owner=owner, wait_seconds=0.0, error="process-died")
        else:
            taken.append(received)
    return taken


async def done(tx: Transaction, received: Received, *, owner: Owner) -> bool:
    """Mark as handled, in the transaction of its effects; False when the lease was lost.

    The reader's words are not kept once they are answered.
    """
    ended = await tx.execute(
        sa.update(inbox)
        .where(*_mine(received, owner), inbox.c.lease_until >= database_now())
        .values(state="done", owner=None, lease_until=0, payload={})
    )
    return ended.rowcount > 0


async def retry(
    tx: Transaction, received: Received, *, owner: Owner, wait_seconds: float, error: str
) -> bool:
    """Try again later; after too many tries the update is dead. Returns whether it is dead."""
    dead = received.attempts >= MAX_ATTEMPTS
    await tx.execute(
        sa.update(inbox)
        .where(*_mine(received, owner))
        .values(
            state="dead" if dead else "open",
            due_at=database_now() + round(wait_seconds * 1000),
            error=error,
            owner=None,
            lease_until=0,
        )
    )
    return dead


async def any_open(tx: Transaction, bot_id: BotId) -> bool:
    """Whether any update is still to be handled."""
    query = sa.select(inbox.c.update_id).where(inbox.c.bot_id == bot_id, inbox.c.state == "open")
    return await tx.scalar(query.limit(1)) is not None


async def counts(tx: Transaction) -> Mapping[str, int]:
    """How many updates there are in each state."""
    rows = await tx.execute(sa.select(inbox.c.state, sa.func.count()).group_by(inbox.c.state))
    return {row[0]: row[1] for row in rows}


async def forget(tx: Transaction, *, before: datetime) -> None:
    """Drop handled updates received before *before*."""
    await tx.execute(sa.delete(inbox).where(inbox.c.state != "open", inbox.c.received_at < before))


def _is_blocked() -> sa.ColumnElement[bool]:
    """An earlier update of the chat is still open."""
    earlier = inbox.alias("earlier")
    return (
        sa.select(earlier.c.update_id)
        .where(earlier.c.bot_id == inbox.c.bot_id, earlier.c.chat_id == inbox.c.chat_id)
        .where(earlier.c.state == "open", earlier.c.update_id < inbox.c.update_id)
        .exists()
    )


def _received(row: sa.Row[Any]) -> Received:
    return Received(
        bot_id=BotId(row.bot_id),
        update_id=row.update_id,
        chat_id=ChatId(row.chat_id),
        payload=row.payload,
        attempts=row.attempts,
    )


def _mine(received: Received, owner: Owner) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        inbox.c.bot_id == received.bot_id,
        inbox.c.update_id == received.update_id,
        inbox.c.owner == owner,
    )
