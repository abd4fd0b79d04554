"""Subscriptions: which digest a chat gets, when next, and up to where it was told."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import BotId, ChatId, ChatState, Length, Preferences, Slot, Subscription
from bot.model import SubscriptionId as Id
from bot.store import claims
from bot.store.claims import Owner, claim
from bot.store.database import Transaction, insert
from bot.store.tables import chats, preferences, slots, subscriptions
from bot.store.types import database_now

# After a digest could not be made for the first time; with twice as long after each try two hours
# pass until it is given up, in which an update of the bot may mend it.
_FAILED_SECONDS = 60.0


async def add(
    tx: Transaction,
    *,
    bot_id: BotId,
    chat_id: ChatId,
    slot: Slot,
    wishes: Preferences,
    next_due_at: datetime | None,
    told_until: datetime,
    now: datetime,
    thread_id: int | None = None,
) -> Subscription:
    """Store a subscription.

    Args:
        next_due_at: None while it is paused or not yet set up.
        told_until: where the first digest's window begins.
    """
    new_id = await tx.scalar(
        sa.insert(subscriptions)
        .values(
            bot_id=bot_id,
            chat_id=chat_id,
            thread_id=thread_id,
            slot_id=await _slot_id(tx, slot),
            preferences_id=await _preferences_id(tx, wishes),
            next_due_at=next_due_at,
            told_until=told_until,
            created_at=now,
        )
        .returning(subscriptions.c.id)
    )
    return await get(tx, Id(int(new_id or 0)))


async def get(tx: Transaction, subscription_id: Id) -> Subscription:
    """One subscription.

    Raises:
        NotFound: there is none of this id.
    """
    row = (await tx.execute(_QUERY.where(subscriptions.c.id == subscription_id))).first()
    if row is None:
        raise NotFound("subscription", subscription_id)
    return _subscription(row)


async def of_chat(tx: Transaction, bot_id: BotId, chat_id: ChatId) -> list[Subscription]:
    """A chat's subscriptions, oldest first."""
    rows = await tx.execute(
        _QUERY.where(subscriptions.c.bot_id == bot_id, subscriptions.c.chat_id == chat_id).order_by(
            subscriptions.c.id
        )
    )
    return [_subscription(row) for row in rows]


async def holding(tx: Transaction, topic: str) -> list[Subscription]:
    """Subscriptions with that topic, by id.

    Wishes are texts to the database, so all different ones are searched; few chats have their own.
    """
    rows = await tx.execute(
        _QUERY.where(
            sa.cast(preferences.c.wishes, sa.Text).contains(f'"{topic}"', autoescape=True)
        ).order_by(subscriptions.c.id)
    )
    found = (_subscription(row) for row in rows)
    return [one for one in found if topic in one.preferences.topics]


async def overdue(tx: Transaction, *, now: datetime) -> list[Subscription]:
    """Subscriptions whose due instant has passed, by id."""
    rows = await tx.execute(
        _QUERY.where(subscriptions.c.next_due_at <= now).order_by(subscriptions.c.id)
    )
    return [_subscription(row) for row in rows]


async def change(
    tx: Transaction,
    subscription_id: Id,
    *,
    slot: Slot | None = None,
    wishes: Preferences | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write a new slot, new preferences or columns by name (next_due_at, told_until)."""
    values = dict(changes or {})
    if slot is not None:
        values["slot_id"] = await _slot_id(tx, slot)
    if wishes is not None:
        values["preferences_id"] = await _preferences_id(tx, wishes)
    if values:
        await tx.execute(
            sa.update(subscriptions).where(subscriptions.c.id == subscription_id).values(**values)
        )


async def remove(tx: Transaction, subscription_id: Id) -> None:
    """End a subscription; its past editions go with it."""
    await tx.execute(sa.delete(subscriptions).where(subscriptions.c.id == subscription_id))


async def leave_thread(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, *, thread_id: int | None
) -> None:
    """Let the digests of a topic that is gone come to the chat itself from now on."""
    await tx.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.bot_id == bot_id, subscriptions.c.chat_id == chat_id)
        .where(subscriptions.c.thread_id == thread_id)
        .values(thread_id=None)
    )


async def any_due(tx: Transaction, *, now: datetime) -> bool:
    """Whether `claim_due` would find anything; a look that costs no write when it would not."""
    free = subscriptions.c.lease_until < database_now()
    found = await tx.scalar(sa.select(subscriptions.c.id).where(*_due(now), free).limit(1))
    return found is not None


async def claim_due(
    tx: Transaction, *, now: datetime, n: int, owner: Owner, lease_seconds: float
) -> list[Subscription]:
    """Take at most *n* due subscriptions of chats that may be written to, longest due first.

    Of those due at one instant equal wishes come together, so that their digest is made once.
    """
    rows = await claim(
        tx,
        subscriptions,
        where=_due(now),
        order_by=(
            subscriptions.c.next_due_at,
            subscriptions.c.preferences_id,
            subscriptions.c.id,
        ),
        n=n,
        owner=owner,
        lease_seconds=lease_seconds,
    )
    found = await tx.execute(_QUERY.where(subscriptions.c.id.in_([row.id for row in rows])))
    by_id = {row.id: _subscription(row) for row in found}
    return [by_id[row.id] for row in rows]


async def advance_all(
    tx: Transaction,
    ids: Sequence[Id],
    *,
    owner: Owner,
    next_due: Callable[[Slot], datetime | None],
) -> set[Id]:
    """Move claimed subscriptions to their next due instants and free them.

    The rows are locked first and their slots read then, as a reader may have changed one since it
    was claimed; `next_due` is asked once for each slot.

    Returns:
        Those whose claim was not lost; nothing was written to the others.
    """
    held = await tx.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.id.in_(ids), subscriptions.c.owner == owner)
        .where(subscriptions.c.lease_until >= database_now())
        .values(owner=None, lease_until=0, attempts=0)
        .returning(subscriptions.c.id, subscriptions.c.slot_id)
    )
    by_slot: dict[int, list[int]] = {}
    for row in held:
        by_slot.setdefault(row.slot_id, []).append(row.id)
    for row in (await tx.execute(sa.select(slots).where(slots.c.id.in_(by_slot)))).all():
        await tx.execute(
            sa.update(subscriptions)
            .where(subscriptions.c.id.in_(by_slot[row.id]))
            .values(next_due_at=next_due(_slot(row)))
        )
    return {Id(number) for numbers in by_slot.values() for number in numbers}


async def leave(tx: Transaction, ids: Sequence[Id], *, owner: Owner) -> None:
    """Leave subscriptions that have to wait; they are due again in a lease's time."""
    await claims.leave(tx, subscriptions, ids, owner=owner)


async def fail(tx: Transaction, ids: Sequence[Id], *, owner: Owner) -> None:
    """Leave subscriptions whose digest could not be made; see `exhausted`."""
    await claims.fail(tx, subscriptions, ids, owner=owner, base_seconds=_FAILED_SECONDS)


async def exhausted(tx: Transaction, ids: Sequence[Id]) -> set[Id]:
    """Those of these claimed subscriptions that were tried too often: their digest is given up."""
    rows = await tx.execute(
        sa.select(subscriptions.c.id, subscriptions.c.attempts).where(subscriptions.c.id.in_(ids))
    )
    return {Id(row.id) for row in rows if claims.is_exhausted(row.attempts)}


async def told(tx: Transaction, ids: Sequence[Id], *, until: datetime) -> None:
    """Digests arrived: the next windows begin where theirs, which are alike, ended."""
    await tx.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.id.in_(ids), subscriptions.c.told_until < until)
        .values(told_until=until)
    )


async def counts(tx: Transaction) -> int:
    """How many subscriptions there are."""
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(subscriptions)) or 0)


_QUERY = (
    sa.select(
        subscriptions,
        slots.c.zone,
        slots.c.minutes,
        slots.c.weekdays,
        preferences.c.wishes,
        chats.c.language,
    )
    .join(slots, slots.c.id == subscriptions.c.slot_id)
    .join(preferences, preferences.c.id == subscriptions.c.preferences_id)
    .join(
        chats,
        sa.and_(chats.c.bot_id == subscriptions.c.bot_id, chats.c.id == subscriptions.c.chat_id),
    )
)


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Due by now, in a chat that may be written to."""
    active = (
        sa.select(chats.c.id)
        .where(
            chats.c.bot_id == subscriptions.c.bot_id,
            chats.c.id == subscriptions.c.chat_id,
            chats.c.state == ChatState.ACTIVE,
        )
        .exists()
    )
    return subscriptions.c.next_due_at <= now, active


async def _slot_id(tx: Transaction, slot: Slot) -> int:
    key = {
        "zone": slot.zone,
        "minutes": _joined(sorted(set(slot.minutes))),
        "weekdays": _joined(sorted(set(slot.weekdays))),
    }
    await tx.execute(
        insert(tx, slots)
        .values(**key)
        .on_conflict_do_nothing(index_elements=["zone", "minutes", "weekdays"])
    )
    found = await tx.scalar(
        sa.select(slots.c.id).where(*(slots.c[name] == value for name, value in key.items()))
    )
    return int(found or 0)


async def _preferences_id(tx: Transaction, wishes: Preferences) -> int:
    values = _as_stored(wishes)
    key = preferences_hash(wishes)
    await tx.execute(
        insert(tx, preferences)
        .values(hash=key, wishes=values)
        .on_conflict_do_nothing(index_elements=["hash"])
    )
    found = await tx.scalar(sa.select(preferences.c.id).where(preferences.c.hash == key))
    return int(found or 0)


@lru_cache(maxsize=1024)
def preferences_hash(wishes: Preferences) -> str:
    """Equal preferences have equal hashes, in every process."""
    text = json.dumps(_as_stored(wishes), sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _as_stored(wishes: Preferences) -> dict[str, Any]:
    """Return preferences as the table keeps them; without folders as they were before those."""
    values = asdict(wishes)
    if not wishes.folders:
        del values["folders"]
    return values


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


def _slot(row: sa.Row[Any]) -> Slot:
    return Slot(zone=row.zone, minutes=_numbers(row.minutes), weekdays=_numbers(row.weekdays))


def _subscription(row: sa.Row[Any]) -> Subscription:
    wishes = dict(row.wishes)
    return Subscription(
        id=Id(row.id),
        bot_id=BotId(row.bot_id),
        chat_id=ChatId(row.chat_id),
        thread_id=row.thread_id,
        slot=_slot(row),
        preferences=Preferences(
            topics=tuple(wishes["topics"]),
            languages=tuple(wishes["languages"]),
            n_stories=wishes["n_stories"],
            length=Length(wishes["length"]),
            must_words=tuple(wishes["must_words"]),
            muted_words=tuple(wishes["muted_words"]),
            say_when_empty=wishes["say_when_empty"],
            at_least_once=wishes.get("at_least_once", False),
            folders=tuple((topic, folder) for topic, folder in wishes.get("folders", ())),
        ),
        next_due_at=row.next_due_at,
        told_until=row.told_until,
        language=row.language,
        created_at=row.created_at,
    )
