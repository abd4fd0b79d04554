"""The gate: the rate of a whole token, kept by one row over any number of replicas (GCRA).

The row holds the theoretical arrival time of the next message, in microseconds of the database's
clock. It is moved in the transaction that claims, so that what is claimed has its time.

Source: ITU-T I.371, generic cell rate algorithm, as virtual scheduling without burst.
"""

import sqlalchemy as sa

from bot.model import BotId
from bot.store.database import Transaction, insert
from bot.store.tables import gate
from bot.store.types import database_now, greatest

_MICROSECONDS = 1_000_000
_now = database_now() * 1000


async def ahead_seconds(tx: Transaction, bot_id: BotId) -> float:
    """How far in the future the next message lies, in seconds; locks the row on PostgreSQL."""
    ahead = await tx.scalar(
        sa.select(gate.c.tat - _now).where(gate.c.bot_id == bot_id).with_for_update()
    )
    return float(ahead or 0) / _MICROSECONDS


async def advance(tx: Transaction, bot_id: BotId, *, n: int, rate: float) -> float:
    """Take the time of *n* messages; return how many seconds the first has to wait."""
    share = round(n * _MICROSECONDS / rate)
    moved = (
        sa.update(gate)
        .where(gate.c.bot_id == bot_id)
        .values(tat=greatest(gate.c.tat, _now) + share)
        .returning(gate.c.tat - share - _now)
    )
    wait = await tx.scalar(moved)
    if wait is None:
        await _open(tx, bot_id)
        wait = await tx.scalar(moved)
    return max(0.0, float(wait or 0) / _MICROSECONDS)


async def freeze(tx: Transaction, bot_id: BotId, *, seconds: float) -> None:
    """Let nothing pass for a while: all replicas stop together."""
    await _open(tx, bot_id)
    until = _now + round(seconds * _MICROSECONDS)
    await tx.execute(
        sa.update(gate).where(gate.c.bot_id == bot_id).values(tat=greatest(gate.c.tat, until))
    )


async def _open(tx: Transaction, bot_id: BotId) -> None:
    await tx.execute(
        insert(tx, gate)
        .values(bot_id=bot_id, tat=0)
        .on_conflict_do_nothing(index_elements=["bot_id"])
    )
