"""The outbox: what is to be sent, in which order, at whose pace, and how it ended.

`ready` → `sending` (committed before the call) → `sent` | `dead` | `unknown`. One sender a chat;
within a chat by priority, then in order. The token's rate is one row, the gate, moved in the
transaction that claims (GCRA), so that any number of replicas together keep it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import (
    BotId,
    Button,
    ChatId,
    ChatKind,
    ChatState,
    Delivery,
    DeliveryId,
    EditionId,
    Message,
)
from bot.model import DeliveryState as State
from bot.store import gate
from bot.store.claims import Owner
from bot.store.database import Transaction, insert
from bot.store.tables import chats, outbox
from bot.store.types import database_now

# Nothing is claimed while the gate is further ahead than this: a share taken too early would
# only wait in one process while another has nothing to do.
_AHEAD_SECONDS = 1.0
# Telegram: about one message a second in a chat, twenty a minute in a group.
_CHAT_PACE_MS = 1000
_GROUP_PACE_MS = 3000
_OPEN = (State.READY, State.SENDING)
SENT_AGAIN = "sent-again"
"""Why a row is dead whose message has a new row: it counts as no failure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Deliveries claimed together, and when to start each.

    Attributes:
        wait_seconds: from now to the first; a duration, so that host clocks do not matter.
        step_seconds: from each to the next.
    """

    deliveries: tuple[Delivery, ...]
    wait_seconds: float
    step_seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """Messages that are the parts of one key in one chat; see `add`."""

    bot_id: BotId
    chat_id: ChatId
    key: str
    messages: Sequence[Message]
    priority: int
    thread_id: int | None = None
    silent: bool = False
    reply_to: int | None = None
    edition_id: EditionId | None = None
    repeat_note: Message | None = None


async def add(
    tx: Transaction,
    *,
    bot_id: BotId,
    chat_id: ChatId,
    key: str,
    messages: Sequence[Message],
    priority: int,
    now: datetime,
    thread_id: int | None = None,
    silent: bool = False,
    reply_to: int | None = None,
    edition_id: EditionId | None = None,
) -> None:
    """Plan messages as the parts of *key*; planned twice is stored once.

    Args:
        key: names the edition, the update answered or the alert.
        reply_to: message id that the first part answers.
    """
    planned = Planned(
        bot_id=bot_id,
        chat_id=chat_id,
        key=key,
        messages=messages,
        priority=priority,
        thread_id=thread_id,
        silent=silent,
        reply_to=reply_to,
        edition_id=edition_id,
    )
    await add_all(tx, [planned], now=now)


async def add_all(tx: Transaction, planned: Sequence[Planned], *, now: datetime) -> None:
    """Plan the messages of many chats in one statement; planned twice is stored once."""
    rows = [row for one in planned for row in _rows(one, now)]
    if rows:
        await tx.execute(insert(tx, outbox).on_conflict_do_nothing(), rows)


async def claim(
    tx: Transaction, bot_id: BotId, *, n: int, owner: Owner, lease_seconds: float, rate: float
) -> Share:
    """Take at most *n* deliveries and their share of the token's rate, in one commit.

    Args:
        rate: messages a second for the whole token.
    """
    nothing = Share(deliveries=(), wait_seconds=0.0, step_seconds=1 / rate)
    if not await _any_ready(tx, bot_id) or await gate.ahead_seconds(tx, bot_id) > _AHEAD_SECONDS:
        return nothing
    rows = await _take(tx, bot_id, n=n, owner=owner, lease_seconds=lease_seconds)
    if not rows:
        return nothing
    wait_seconds = await gate.advance(tx, bot_id, n=len(rows), rate=rate)
    await _pace_chats(tx, bot_id, [row.chat_id for row in rows], wait_seconds=wait_seconds)
    return Share(
        deliveries=tuple(_delivery(row) for row in rows),
        wait_seconds=wait_seconds,
        step_seconds=1 / rate,
    )


# ---- how a delivery ended ------------------------------------------------------------------------


async def sent(
    tx: Transaction,
    delivery_id: DeliveryId,
    *,
    owner: Owner,
    message_id: int | None,
    now: datetime,
) -> bool:
    """It arrived. A late mark by the same owner turns `unknown` into `sent`.

    Then the later parts, which waited for that answer, are free again.
    """
    arrival = {"state": State.SENT, "message_id": message_id, "settled_at": now, "reason": None}
    if await _settle(tx, delivery_id, owner, from_states=(State.SENDING,), **arrival):
        return True
    was_unknown = await _settle(tx, delivery_id, owner, from_states=(State.UNKNOWN,), **arrival)
    if was_unknown:
        await _settle_later_parts(
            tx, delivery_id, state=State.READY, reason=None, from_state=State.HELD
        )
    return was_unknown


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
        from_states=(State.SENDING,),
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
    return [_delivery(row) for row in rows]


async def give_back(tx: Transaction, ids: Sequence[DeliveryId], *, owner: Owner) -> None:
    """Return deliveries that were claimed but not begun, as when stopping or after a 429."""
    await tx.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.owner == owner, outbox.c.state == State.SENDING)
        .values(state=State.READY, owner=None, lease_until=0, attempts=outbox.c.attempts - 1)
    )


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


async def freeze_chat(tx: Transaction, bot_id: BotId, chat_id: ChatId, *, seconds: float) -> None:
    """Send nothing to one chat for a while."""
    await tx.execute(
        sa.update(chats)
        .where(chats.c.bot_id == bot_id, chats.c.id == chat_id)
        .values(next_send_at=database_now() + round(seconds * 1000))
    )


# ---- looking -------------------------------------------------------------------------------------


async def counts(tx: Transaction) -> Mapping[str, int]:
    """How many deliveries there are in each state."""
    rows = await tx.execute(sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


async def n_ready(tx: Transaction) -> int:
    """How many deliveries wait: publishing stops while these are too many."""
    query = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == State.READY)
    return int(await tx.scalar(query) or 0)


async def of_chat(
    tx: Transaction,
    bot_id: BotId,
    chat_id: ChatId,
    *,
    states: Sequence[State],
    limit: int | None = 50,
) -> list[sa.Row[Any]]:
    """A chat's newest deliveries in these states, newest first: rows of the table."""
    rows = await tx.execute(
        sa.select(outbox)
        .where(outbox.c.bot_id == bot_id, outbox.c.chat_id == chat_id)
        .where(outbox.c.state.in_(states))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return list(rows)


async def sent_since(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, since: datetime
) -> list[datetime]:
    """When a chat's deliveries arrived that came after *since*, oldest first."""
    rows = await tx.scalars(
        sa.select(outbox.c.settled_at)
        .where(outbox.c.bot_id == bot_id, outbox.c.chat_id == chat_id)
        .where(outbox.c.state == State.SENT, outbox.c.settled_at >= since)
        .order_by(outbox.c.settled_at)
    )
    return list(rows)


async def by_message(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, message_id: int
) -> sa.Row[Any] | None:
    """The delivery that became this message: what a person replies to or presses under."""
    return (
        await tx.execute(
            sa.select(outbox).where(
                outbox.c.bot_id == bot_id,
                outbox.c.chat_id == chat_id,
                outbox.c.message_id == message_id,
            )
        )
    ).first()


async def forget(tx: Transaction, *, sent_before: datetime, ended_before: datetime) -> None:
    """Drop old `sent` rows, and `dead` and `unknown` ones after a longer time."""
    await tx.execute(
        sa.delete(outbox).where(outbox.c.state == State.SENT, outbox.c.settled_at < sent_before)
    )
    await tx.execute(
        sa.delete(outbox).where(
            outbox.c.state.in_((State.DEAD, State.UNKNOWN, State.HELD)),
            sa.func.coalesce(outbox.c.settled_at, outbox.c.created_at) < ended_before,
        )
    )


# ---- inside --------------------------------------------------------------------------------------


def _rows(planned: Planned, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "bot_id": planned.bot_id,
            "chat_id": planned.chat_id,
            "thread_id": planned.thread_id,
            "key": planned.key,
            "part": part,
            "priority": planned.priority,
            "message": asdict(message),
            "silent": planned.silent,
            "reply_to": planned.reply_to if part == 1 else None,
            "edition_id": planned.edition_id,
            "repeat_note": asdict(planned.repeat_note) if planned.repeat_note else None,
            "state": State.READY,
            "created_at": now,
        }
        for part, message in enumerate(planned.messages, start=1)
    ]


async def _any_ready(tx: Transaction, bot_id: BotId) -> bool:
    """Whether anything may be due: asked without a lock, so that an idle look writes nothing."""
    ready = sa.select(outbox.c.id).where(
        outbox.c.bot_id == bot_id, outbox.c.state == State.READY, outbox.c.due_at <= database_now()
    )
    return await tx.scalar(ready.limit(1)) is not None


async def _take(
    tx: Transaction, bot_id: BotId, *, n: int, owner: Owner, lease_seconds: float
) -> list[sa.Row[Any]]:
    earlier = outbox.alias("earlier")
    goes_first = sa.or_(
        earlier.c.state == State.SENDING,
        earlier.c.priority < outbox.c.priority,
        sa.and_(earlier.c.priority == outbox.c.priority, earlier.c.id < outbox.c.id),
    )
    blocked = (
        sa.select(earlier.c.id)
        .where(earlier.c.bot_id == outbox.c.bot_id, earlier.c.chat_id == outbox.c.chat_id)
        .where(earlier.c.state.in_(_OPEN), goes_first)
        .exists()
    )
    chat_waits = (
        sa.select(chats.c.id)
        .where(chats.c.bot_id == outbox.c.bot_id, chats.c.id == outbox.c.chat_id)
        .where(sa.or_(chats.c.next_send_at > database_now(), chats.c.state == ChatState.PAUSED))
        .exists()
    )
    free = (
        sa.select(outbox.c.id)
        .where(outbox.c.bot_id == bot_id, outbox.c.state == State.READY)
        .where(outbox.c.due_at <= database_now(), ~blocked, ~chat_waits)
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(n)
        .with_for_update(skip_locked=True, of=outbox)
        .cte("free")
    )
    taken = (
        sa.update(outbox)
        .where(outbox.c.id.in_(sa.select(free.c.id)))
        .values(
            state=State.SENDING,
            owner=owner,
            claimed_at=database_now(),
            lease_until=database_now() + round(lease_seconds * 1000),
            attempts=outbox.c.attempts + 1,
        )
        .returning(*outbox.c)
    )
    rows = (await tx.execute(taken)).all()
    return sorted(rows, key=lambda row: (row.priority, row.id))


async def _pace_chats(
    tx: Transaction, bot_id: BotId, chat_ids: Sequence[int], *, wait_seconds: float
) -> None:
    group = chats.c.kind.in_((ChatKind.GROUP, ChatKind.SUPERGROUP))
    pace = sa.case((group, _GROUP_PACE_MS), else_=_CHAT_PACE_MS)
    await tx.execute(
        sa.update(chats)
        .where(chats.c.bot_id == bot_id, chats.c.id.in_(chat_ids))
        .values(next_send_at=database_now() + round(wait_seconds * 1000) + pace)
    )


async def _settle(
    tx: Transaction,
    delivery_id: DeliveryId,
    owner: Owner,
    *,
    from_states: Sequence[State],
    **values: Any,  # noqa: ANN401 - columns by name
) -> bool:
    # The owner stays on the row: a late `sent` must still be told from a stranger's.
    done = await tx.execute(
        sa.update(outbox)
        .where(outbox.c.id == delivery_id, outbox.c.owner == owner)
        .where(outbox.c.state.in_(from_states))
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
    return await _settle(tx, delivery_id, owner, from_states=(State.SENDING,), **ended)


async def _hold_or_repeat(
    tx: Transaction, delivery_id: DeliveryId, *, reason: str, now: datetime
) -> None:
    await _settle_later_parts(tx, delivery_id, state=State.HELD, reason=reason)
    row = (await tx.execute(sa.select(outbox).where(outbox.c.id == delivery_id))).one()
    if row.repeat_note is not None:
        same_key = _same_key(row.bot_id, row.chat_id, row.key)
        await _plan_again(tx, same_key, note=row.repeat_note, now=now)


def _same_key(bot_id: int, chat_id: int, key: str | sa.ScalarSelect[str]) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.bot_id == bot_id, outbox.c.chat_id == chat_id, outbox.c.key == key)


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


def message_of(values: Mapping[str, Any]) -> Message:
    """The message that a row holds."""
    return Message(
        html=values["html"],
        plain=values["plain"],
        preview_url=values.get("preview_url"),
        buttons=tuple(
            tuple(Button(**button) for button in row) for row in values.get("buttons", ())
        ),
    )


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        bot_id=BotId(row.bot_id),
        chat_id=ChatId(row.chat_id),
        thread_id=row.thread_id,
        key=row.key,
        part=row.part,
        priority=row.priority,
        message=message_of(row.message),
        silent=row.silent,
        reply_to=row.reply_to,
        attempts=row.attempts,
        edition_id=None if row.edition_id is None else EditionId(row.edition_id),
    )
