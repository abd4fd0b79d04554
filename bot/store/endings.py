"""How deliveries end: `sent` | `dead` | `unknown`, tried again, or planned once more when lost.

A row is `sending` on disk before its call, so whatever ends without an answer is `unknown`, and its
later parts are `held`; only its reader's wish sends it again, under a key of its own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import BotId, ChatId, Delivery, DeliveryId
from bot.model import DeliveryState as State
from bot.store.claims import Owner
from bot.store.database import Transaction, insert
from bot.store.outbox import delivery_of
from bot.store.tables import outbox
from bot.store.types import database_now

SENT_AGAIN = "sent-again"
"""Why a row is dead whose message has a new row: it counts as no failure."""


async def sent_all(
    tx: Transaction,
    message_ids: Mapping[DeliveryId, int | None],
    *,
    owner: Owner,
    now: datetime,
) -> set[DeliveryId]:
    """They arrived. A late mark by the same owner turns `unknown` into `sent`.

    Then the later parts, which waited for that answer, are free again.

    Args:
        message_ids: for each delivery the id that its message has in its chat, if it is known.

    Returns:
        Those that were the owner's to settle.
    """
    done = await _arrive(tx, message_ids, owner=owner, from_state=State.SENDING, now=now)
    late = {one: message_ids[one] for one in message_ids if one not in done}
    were_unknown = await _arrive(tx, late, owner=owner, from_state=State.UNKNOWN, now=now)
    for delivery_id in sorted(were_unknown):
        await _settle_later_parts(
            tx, delivery_id, state=State.READY, reason=None, from_state=State.HELD
        )
    return done | were_unknown


async def retry(
    tx: Transaction,
    delivery_id: DeliveryId,
    *,
    owner: Owner,
    wait_seconds: float,
    reason: str,
    changes: Mapping[str, Any] | None = None,
) -> bool:
    """It surely did not arrive: try again after *wait_seconds*, with columns changed by name."""
    return await _settle(
        tx,
        delivery_id,
        owner,
        state=State.READY,
        due_at=database_now() + round(wait_seconds * 1000),
        reason=reason,
        **(changes or {}),
    )


async def dead(
    tx: Transaction, delivery_id: DeliveryId, *, owner: Owner, reason: str, now: datetime
) -> bool:
    """It can never arrive; its later parts neither."""
    ended = await _fail(tx, delivery_id, owner, state=State.DEAD, reason=reason, now=now)
    if ended:
        await _settle_later_parts(tx, delivery_id, state=State.DEAD, reason=reason)
    return ended


async def unknown(
    tx: Transaction, delivery_id: DeliveryId, *, owner: Owner, reason: str, now: datetime
) -> bool:
    """It arrived or not, nobody can tell; its later parts are held.

    Where the reader chose *at least once* it is planned once more, under a note that says so.
    """
    ended = await _fail(tx, delivery_id, owner, state=State.UNKNOWN, reason=reason, now=now)
    if ended:
        await _hold_or_repeat(tx, delivery_id, reason=reason, now=now)
    return ended


async def expire(tx: Transaction, *, now: datetime) -> list[Delivery]:
    """Mark as unknown what a dead process was sending; return these deliveries."""
    expired = (
        sa.update(outbox)
        .where(outbox.c.state == State.SENDING, outbox.c.lease_until < database_now())
        .values(state=State.UNKNOWN, reason="process-died", settled_at=now)
        .returning(*outbox.c)
    )
    rows = (await tx.execute(expired)).all()
    for row in rows:
        await _hold_or_repeat(tx, DeliveryId(row.id), reason="process-died", now=now)
    return [delivery_of(row) for row in rows]


async def send_again(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, delivery_id: DeliveryId, *, now: datetime
) -> int:
    """Plan anew what may not have arrived of this delivery's key, and what waited behind it.

    Each gets a row of its own (key + ``:again``); asked twice, it is planned once. Returns how
    many were planned: none if the delivery is not this chat's.
    """
    key = (
        sa.select(outbox.c.key)
        .where(outbox.c.id == delivery_id, outbox.c.bot_id == bot_id, outbox.c.chat_id == chat_id)
        .scalar_subquery()
    )
    return await _plan_again(tx, _same_key(bot_id, chat_id, key), note=None, now=now)


# ---- inside --------------------------------------------------------------------------------------


async def _arrive(
    tx: Transaction,
    message_ids: Mapping[DeliveryId, int | None],
    *,
    owner: Owner,
    from_state: State,
    now: datetime,
) -> set[DeliveryId]:
    """Mark those of these deliveries as sent that are the owner's and in that state."""
    if not message_ids:
        return set()
    numbers = {one: sa.literal(number, sa.BigInteger) for one, number in message_ids.items()}
    arrived = (
        sa.update(outbox)
        .where(outbox.c.id.in_(sorted(message_ids)), outbox.c.owner == owner)
        .where(outbox.c.state == from_state)
        .values(
            state=State.SENT,
            message_id=sa.case(numbers, value=outbox.c.id),
            settled_at=now,
            reason=None,
            lease_until=0,
        )
        .returning(outbox.c.id)
    )
    return {DeliveryId(number) for number in await tx.scalars(arrived)}


async def _settle(
    tx: Transaction,
    delivery_id: DeliveryId,
    owner: Owner,
    **values: Any,  # noqa: ANN401 - columns by name
) -> bool:
    # The owner stays on the row: a late `sent` must still be told from a stranger's.
    done = await tx.execute(
        sa.update(outbox)
        .where(outbox.c.id == delivery_id, outbox.c.owner == owner)
        .where(outbox.c.state == State.SENDING)
        .values(lease_until=0, **values)
    )
    return done.rowcount > 0


async def _fail(
    tx: Transaction,
    delivery_id: DeliveryId,
    owner: Owner,
    *,
    state: State,
    reason: str,
    now: datetime,
) -> bool:
    ended = {"state": state, "reason": reason, "settled_at": now}
    return await _settle(tx, delivery_id, owner, **ended)


async def _hold_or_repeat(
    tx: Transaction, delivery_id: DeliveryId, *, reason: str, now: datetime
) -> None:
    await _settle_later_parts(tx, delivery_id, state=State.HELD, reason=reason)
    row = (await tx.execute(sa.select(outbox).where(outbox.c.id == delivery_id))).one()
    if row.repeat_note is not None:
        same_key = _same_key(row.bot_id, row.chat_id, row.key)
        await _plan_again(tx, same_key, note=row.repeat_note, now=now)


async def _plan_again(
    tx: Transaction,
    which: sa.ColumnElement[bool],
    *,
    note: Mapping[str, Any] | None,
    now: datetime,
) -> int:
    """Give what is unknown or held among *which* new rows, the note in front of them."""
    is_lost = outbox.c.state.in_((State.UNKNOWN, State.HELD))
    lost = (await tx.execute(sa.select(outbox).where(which, is_lost).order_by(outbox.c.id))).all()
    await tx.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_([row.id for row in lost]))
        .values(state=State.DEAD, reason=SENT_AGAIN, settled_at=now)
    )
    rows = [_again(row, now) for row in lost]
    if rows and note is not None:
        rows.insert(0, {**rows[0], "part": 0, "message": note, "reply_to": None})
    for again in rows:
        await tx.execute(insert(tx, outbox).values(**again).on_conflict_do_nothing())
    return len(lost)


def _again(row: sa.Row[Any], now: datetime) -> dict[str, Any]:
    """A fresh row for the same message; it is the last that goes out without being asked for."""
    again = {column.name: getattr(row, column.name) for column in outbox.c if column.name != "id"}
    again |= {"key": f"{row.key}:again", "state": State.READY, "owner": None, "reason": None}
    again |= {"lease_until": 0, "attempts": 0, "settled_at": None, "created_at": now}
    return again | {"repeat_note": None}


async def _settle_later_parts(
    tx: Transaction,
    delivery_id: DeliveryId,
    *,
    state: State,
    reason: str | None,
    from_state: State = State.READY,
) -> None:
    first = outbox.alias("first")
    same_key = (
        sa.select(first.c.id)
        .where(first.c.id == delivery_id, first.c.bot_id == outbox.c.bot_id)
        .where(first.c.chat_id == outbox.c.chat_id, first.c.key == outbox.c.key)
        .where(first.c.part < outbox.c.part)
        .exists()
    )
    await tx.execute(
        sa.update(outbox)
        .where(outbox.c.state == from_state, same_key)
        .values(state=state, reason=reason)
    )


def _same_key(bot_id: int, chat_id: int, key: str | sa.ScalarSelect[str]) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.bot_id == bot_id, outbox.c.chat_id == chat_id, outbox.c.key == key)
