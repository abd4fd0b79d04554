"""The outbox: what is to be sent, in which order and at whose pace.

`ready` → `sending` (committed before the call) → how it ended (`endings`). One sender a chat;
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
from bot.store import claims, gate
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


NOTHING = Share(deliveries=(), wait_seconds=0.0, step_seconds=0.0)


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
    # Readers with equal wishes get the same messages: each is put into its stored form once.
    messages = {message for one in planned for message in _messages(one)}
    stored = {message: asdict(message) for message in messages}
    rows = [row for one in planned for row in _rows(one, stored, now)]
    if rows:
        await tx.execute(insert(tx, outbox).on_conflict_do_nothing(), rows)


async def claim(
    tx: Transaction, bot_id: BotId, *, n: int, owner: Owner, lease_seconds: float, rate: float
) -> Share:
    """Take at most *n* deliveries and their share of the token's rate, in one commit.

    Args:
        rate: messages a second for the whole token.
    """
    if await gate.ahead_seconds(tx, bot_id) > _AHEAD_SECONDS:
        return NOTHING
    rows = await _take(tx, bot_id, n=n, owner=owner, lease_seconds=lease_seconds)
    if not rows:
        return NOTHING
    wait_seconds = await gate.advance(tx, bot_id, n=len(rows), rate=rate)
    await _pace_chats(tx, bot_id, [row.chat_id for row in rows], wait_seconds=wait_seconds)
    return Share(
        deliveries=tuple(delivery_of(row) for row in rows),
        wait_seconds=wait_seconds,
        step_seconds=1 / rate,
    )


async def give_back(tx: Transaction, ids: Sequence[DeliveryId], *, owner: Owner) -> None:
    """Return deliveries that were claimed but not begun, as when stopping or after a 429."""
    await tx.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.owner == owner, outbox.c.state == State.SENDING)
        .values(state=State.READY, owner=None, lease_until=0, attempts=outbox.c.attempts - 1)
    )


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


async def any_open(tx: Transaction, bot_id: BotId) -> bool:
    """Whether anything waits to be sent or is being sent: an idle sender's one question."""
    query = sa.select(outbox.c.id).where(outbox.c.bot_id == bot_id, outbox.c.state.in_(_OPEN))
    return await tx.scalar(query.limit(1)) is not None


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


def _messages(planned: Planned) -> tuple[Message, ...]:
    notes = (planned.repeat_note,) if planned.repeat_note else ()
    return (*planned.messages, *notes)


def _rows(
    planned: Planned, stored: Mapping[Message, Mapping[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "bot_id": planned.bot_id,
            "chat_id": planned.chat_id,
            "thread_id": planned.thread_id,
            "key": planned.key,
            "part": part,
            "priority": planned.priority,
            "message": stored[message],
            "silent": planned.silent,
            "reply_to": planned.reply_to if part == 1 else None,
            "edition_id": planned.edition_id,
            "repeat_note": stored[planned.repeat_note] if planned.repeat_note else None,
            "state": State.READY,
            "created_at": now,
        }
        for part, message in enumerate(planned.messages, start=1)
    ]


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
    return await claims.claim(
        tx,
        outbox,
        where=(
            outbox.c.bot_id == bot_id,
            outbox.c.state == State.READY,
            outbox.c.due_at <= database_now(),
            ~blocked,
            ~chat_waits,
        ),
        order_by=(outbox.c.priority, outbox.c.id),
        n=n,
        owner=owner,
        lease_seconds=lease_seconds,
        changes={"state": State.SENDING},
    )


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


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """The delivery that a row is."""
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
