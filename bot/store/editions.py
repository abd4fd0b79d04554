"""Editions: one issue of a subscription's digest for one due instant, and its shared body."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import (
    BotId,
    ChatId,
    DeliveryState,
    EditionId,
    Mark,
    MarkKind,
    Message,
    StoryId,
    SubscriptionId,
)
from bot.store import chats, subscriptions
from bot.store.database import Transaction, insert
from bot.store.endings import SENT_AGAIN
from bot.store.outbox import message_of
from bot.store.tables import bodies, editions, outbox
from bot.store.tables import subscriptions as subscription_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The text of an edition, shared by equal preferences.

    Attributes:
        told: per story its id, the revision told and the texts shown.
        why: what `/why` answers: reasons of what is in and of what was left out.
    """

    id: int
    messages: tuple[Message, ...]
    told: tuple[Mark, ...]
    why: Mapping[str, Any]


FAILED = "failed"
"""State and reason of an edition that could not be made, however often it was tried."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEdition:
    """An edition to be stored.

    Attributes:
        body_id: None where nothing is sent; `reason` says why.
    """

    subscription_id: SubscriptionId
    due_at: datetime
    since: datetime
    until: datetime
    body_id: int | None
    late: bool
    reason: str | None = None


async def add_body(
    tx: Transaction,
    *,
    key: str,
    messages: Sequence[Message],
    told: Sequence[Mark],
    why: Mapping[str, Any],
    now: datetime,
) -> int:
    """Store a body once by its *key* (preferences, language, window); return its id."""
    statement = (
        insert(tx, bodies)
        .values(
            key=key,
            messages=[asdict(message) for message in messages],
            told=[
                {"story_id": mark.story_id, "revision": mark.revision, "texts": list(mark.texts)}
                for mark in told
            ],
            why=dict(why),
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(bodies.c.id)
    )
    made = await tx.scalar(statement)
    if made is None:
        made = await tx.scalar(sa.select(bodies.c.id).where(bodies.c.key == key))
    return int(made or 0)


async def add_all(
    tx: Transaction, new: Sequence[NewEdition], *, now: datetime
) -> dict[SubscriptionId, EditionId]:
    """Store editions of different subscriptions, each once for its due instant.

    Returns the ids of those that were not stored already.
    """
    if not new:
        return {}
    rows = [_row(one, now) for one in new]
    made = await tx.execute(
        insert(tx, editions)
        .on_conflict_do_nothing(index_elements=["subscription_id", "due_at"])
        .returning(editions.c.subscription_id, editions.c.id),
        rows,
    )
    return {SubscriptionId(row.subscription_id): EditionId(row.id) for row in made}


async def under_way(tx: Transaction, ids: Sequence[SubscriptionId]) -> set[SubscriptionId]:
    """Those of these subscriptions that have an edition of which messages may still be sent."""
    waiting = (
        sa.select(outbox.c.id)
        .where(outbox.c.edition_id == editions.c.id)
        .where(outbox.c.state.in_((DeliveryState.READY, DeliveryState.SENDING)))
        .exists()
    )
    rows = await tx.scalars(
        sa.select(editions.c.subscription_id).where(
            editions.c.subscription_id.in_(ids), editions.c.state == "planned", waiting
        )
    )
    return {SubscriptionId(row) for row in rows}


async def settle_all(tx: Transaction, ids: Collection[EditionId], *, now: datetime) -> None:
    """Draw the states of editions from their deliveries, after some of these have ended.

    Delivered, or perhaps delivered (`unknown`): an edition's stories count as shown, and the next
    window begins where its own ended. Dead: the next digest tells all of it.
    """
    if not ids:
        return
    for state, alike in (await _by_state(tx, ids)).items():
        changed = (
            sa.update(editions)
            .where(editions.c.id.in_(alike), editions.c.state != state)
            .values(state=state, delivered_at=now if state == "delivered" else None)
            .returning(editions.c.id)
        )
        told = (await tx.scalars(changed)).all()
        if told and state in ("delivered", "unknown"):
            await _tell(tx, sorted(told), now=now)


async def get(tx: Transaction, edition_id: EditionId) -> sa.Row[Any] | None:
    """One edition, as a row of the table; None when it is no longer kept."""
    return (await tx.execute(sa.select(editions).where(editions.c.id == edition_id))).first()


async def last_of(tx: Transaction, subscription_id: SubscriptionId) -> sa.Row[Any] | None:
    """A subscription's newest edition, as a row of the table."""
    return (
        await tx.execute(
            sa.select(editions)
            .where(editions.c.subscription_id == subscription_id)
            .order_by(editions.c.due_at.desc())
            .limit(1)
        )
    ).first()


async def of_edition(tx: Transaction, edition_id: EditionId) -> Body | None:
    """The body of an edition; None when it was silent."""
    row = (
        await tx.execute(
            sa.select(bodies)
            .join(editions, editions.c.body_id == bodies.c.id)
            .where(editions.c.id == edition_id)
        )
    ).first()
    return None if row is None else _body(row)


async def counts(tx: Transaction) -> Mapping[str, int]:
    """How many editions there are in each state."""
    rows = await tx.execute(sa.select(editions.c.state, sa.func.count()).group_by(editions.c.state))
    return {row[0]: row[1] for row in rows}


async def n_failed(tx: Transaction, *, since: datetime) -> int:
    """How many editions were given up that were due after *since*."""
    query = sa.select(sa.func.count()).where(editions.c.state == FAILED, editions.c.due_at > since)
    return int(await tx.scalar(query) or 0)


async def forget(tx: Transaction, *, before: datetime, n: int) -> int:
    """Drop at most *n* editions made before *before* that are not under way; return how many."""
    old = (
        sa.select(editions.c.id)
        .where(editions.c.until < before, editions.c.state != "planned")
        .limit(n)
    )
    done = await tx.execute(sa.delete(editions).where(editions.c.id.in_(old.scalar_subquery())))
    return done.rowcount


def _row(new: NewEdition, now: datetime) -> dict[str, Any]:
    return {
        "subscription_id": new.subscription_id,
        "due_at": new.due_at,
        "since": new.since,
        "until": new.until,
        "body_id": new.body_id,
        "state": _first_state(new),
        "reason": new.reason,
        "late": new.late,
        "made_at": now,
    }


def _first_state(new: NewEdition) -> str:
    if new.body_id is not None:
        return "planned"
    return FAILED if new.reason == FAILED else "silent"


async def _by_state(tx: Transaction, ids: Collection[EditionId]) -> dict[str, list[EditionId]]:
    """Those of these editions whose messages have all ended, by the state they come to."""
    # Rows that were sent again are dead under their old key and alive under the new one.
    counts_for = sa.or_(outbox.c.reason.is_(None), outbox.c.reason != SENT_AGAIN)
    rows = await tx.execute(
        sa.select(outbox.c.edition_id, outbox.c.state)
        .where(outbox.c.edition_id.in_(sorted(ids)), counts_for)
        .distinct()
    )
    deliveries: dict[EditionId, set[str]] = {}
    for edition_id, state in rows:
        deliveries.setdefault(EditionId(edition_id), set()).add(state)
    found: dict[str, list[EditionId]] = {}
    for edition_id, states in sorted(deliveries.items()):
        if (state := _edition_state(states)) is not None:
            found.setdefault(state, []).append(edition_id)
    return found


def _edition_state(deliveries: set[str]) -> str | None:
    if not deliveries or deliveries & {DeliveryState.READY, DeliveryState.SENDING}:
        return None
    if deliveries & {DeliveryState.UNKNOWN, DeliveryState.HELD}:
        return "unknown"
    return "dead" if DeliveryState.DEAD in deliveries else "delivered"


async def _tell(tx: Transaction, ids: Sequence[int], *, now: datetime) -> None:
    """Count what these editions told as shown to their readers."""
    query = (
        sa.select(
            editions.c.subscription_id,
            editions.c.body_id,
            editions.c.until,
            subscription_rows.c.bot_id,
            subscription_rows.c.chat_id,
        )
        .join(subscription_rows, subscription_rows.c.id == editions.c.subscription_id)
        .where(editions.c.id.in_(ids))
        .order_by(editions.c.subscription_id)
    )
    told = (await tx.execute(query)).all()
    for until in sorted({row.until for row in told}):
        alike = [SubscriptionId(row.subscription_id) for row in told if row.until == until]
        await subscriptions.told(tx, alike, until=until)
    seen = await _seen(tx, {row.body_id for row in told}, now)
    by_bot: dict[BotId, dict[ChatId, list[Mark]]] = {}
    for row in told:
        readers = by_bot.setdefault(BotId(row.bot_id), {})
        readers.setdefault(ChatId(row.chat_id), []).extend(seen[row.body_id])
    for bot_id, readers in by_bot.items():
        await chats.mark_all(tx, bot_id, readers)


async def _seen(tx: Transaction, body_ids: Collection[int], now: datetime) -> dict[int, list[Mark]]:
    """The marks that each of these bodies leaves in a chat."""
    rows = await tx.execute(sa.select(bodies).where(bodies.c.id.in_(sorted(body_ids))))
    return {row.id: [replace(told, at=now) for told in _body(row).told] for row in rows}


def _body(row: sa.Row[Any]) -> Body:
    return Body(
        id=row.id,
        messages=tuple(message_of(values) for values in row.messages),
        told=tuple(
            Mark(
                story_id=StoryId(values["story_id"]),
                kind=MarkKind.SEEN,
                at=row.made_at,
                revision=values["revision"],
                texts=tuple(values["texts"]),
            )
            for values in row.told
        ),
        why=row.why,
    )
