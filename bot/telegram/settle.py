"""How sends ended, written into the rows of deliveries, chats and the gate.

Imports the store and `outcome`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.model import Delivery, EditionId
from bot.store import chats, endings, gate, outbox, subscriptions
from bot.store.claims import Owner
from bot.store.database import Transaction
from bot.telegram import outcome as ends
from bot.telegram.outcome import Outcome

Ended: TypeAlias = tuple[Delivery, Outcome]

# Telegram's limits on one chat, a little below: 1 message a second, 20 a minute in a group.
CHAT_SECOND = timedelta(seconds=1.5)
CHAT_MINUTE = timedelta(minutes=1)
N_IN_CHAT_MINUTE = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """What writing a group of endings brought to light.

    Attributes:
        editions: those of which a delivery has ended; their state is to be drawn anew.
        is_gate_closed: Telegram asked for a pause of the whole token.
    """

    editions: frozenset[EditionId]
    is_gate_closed: bool


async def settle(
    tx: Transaction, group: Sequence[Ended], *, owner: Owner, now: datetime
) -> Settled:
    """Write how each delivery of *group* ended: arrivals in one statement, the rest one by one."""
    message_ids = {
        delivery.id: outcome.message_id
        for delivery, outcome in group
        if isinstance(outcome, ends.Sent)
    }
    # Arrivals first: a flood is judged by what its chat got just before.
    await endings.sent_all(tx, message_ids, owner=owner, now=now)
    touched = {delivery.edition_id for delivery, _ in group if delivery.id in message_ids}
    is_gate_closed = False
    for delivery, outcome in group:
        if not isinstance(outcome, ends.Sent):
            touched |= await _settle(tx, delivery, outcome, owner=owner, now=now)
        if is_flood(outcome):
            is_gate_closed |= await _freeze(tx, delivery, outcome, now=now)
    return Settled(
        editions=frozenset(edition_id for edition_id in touched if edition_id is not None),
        is_gate_closed=is_gate_closed,
    )


def is_flood(outcome: Outcome) -> bool:
    """Whether Telegram asked for a pause."""
    return isinstance(outcome, ends.Retry) and outcome.flood


def is_chat_at_its_limit(arrived_at: Sequence[datetime], now: datetime) -> bool:
    """Whether a flood answer is about this chat alone: Telegram does not say.

    Args:
        arrived_at: when the chat's messages of the last minute arrived.
        now: when the flood answer came.
    """
    in_second = [at for at in arrived_at if now - at < CHAT_SECOND]
    in_minute = [at for at in arrived_at if now - at < CHAT_MINUTE]
    return bool(in_second) or len(in_minute) >= N_IN_CHAT_MINUTE


async def _settle(
    tx: Transaction, delivery: Delivery, outcome: Outcome, *, owner: Owner, now: datetime
) -> set[EditionId | None]:
    """Write an outcome that is no arrival; return the editions whose deliveries it ended."""
    touched = {delivery.edition_id}
    match outcome:
        case ends.Unknown(reason=reason):
            await endings.unknown(tx, delivery.id, owner=owner, reason=reason, now=now)
        case ends.Gone(reason=reason) | ends.Refused(reason=reason):
            await endings.dead(tx, delivery.id, owner=owner, reason=reason, now=now)
            if isinstance(outcome, ends.Gone) or outcome.pauses:
                touched |= set(
                    await chats.pause(tx, delivery.bot_id, delivery.chat_id, reason=reason)
                )
        case _:
            await _try_again(tx, delivery, outcome, owner=owner)
            return set()
    return touched


async def _try_again(
    tx: Transaction, delivery: Delivery, outcome: Outcome, *, owner: Owner
) -> None:
    match outcome:
        case ends.Retry():
            if outcome.reason == ends.THREAD_GONE:
                await subscriptions.leave_thread(
                    tx, delivery.bot_id, delivery.chat_id, thread_id=delivery.thread_id
                )
            await endings.retry(
                tx,
                delivery.id,
                owner=owner,
                wait_seconds=outcome.wait_seconds,
                reason=outcome.reason,
                changes=outcome.changes,
            )
        case ends.Moved(new=new):
            await chats.migrate(tx, delivery.bot_id, old=delivery.chat_id, new=new)
            await endings.retry(tx, delivery.id, owner=owner, wait_seconds=0.0, reason="moved")
        case _:
            await outbox.give_back(tx, [delivery.id], owner=owner)


async def _freeze(tx: Transaction, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
    """Obey a flood answer; return whether the whole token stops, over all replicas."""
    seconds = outcome.wait_seconds if isinstance(outcome, ends.Retry) else 0.0
    arrived_at = await outbox.sent_since(tx, delivery.bot_id, delivery.chat_id, now - CHAT_MINUTE)
    if is_chat_at_its_limit(arrived_at, now):
        await outbox.freeze_chat(tx, delivery.bot_id, delivery.chat_id, seconds=seconds)
        return False
    await gate.freeze(tx, delivery.bot_id, seconds=seconds)
    return True
