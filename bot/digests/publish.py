"""The stage that makes due digests: claim, read, compose, render, and plan their messages.

May import `bot.store`, `bot.render` and its siblings in `bot.digests`. Editions, their bodies, the
messages in the outbox and the subscriptions' next due instants are one commit; an edition is unique
for its due instant, so neither two replicas nor a crash make two of one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import structlog

from bot.digests.compose import Window, is_late
from bot.digests.due import next_due
from bot.digests.issue import Issue, body_key, issue
from bot.digests.window import developments, topics_of, what_is_new, windows_of
from bot.model import EditionId, Message, Priority, Slot, Subscription, SubscriptionId
from bot.render import replies
from bot.render.voice import Voice
from bot.render.words import Words
from bot.store import editions, outbox, subscriptions
from bot.store.claims import Owner
from bot.store.database import Database, Transaction
from bot.store.editions import NewEdition
from bot.store.outbox import Planned
from bot.store.subscriptions import preferences_hash

_log = structlog.get_logger()

# Digests are made just before they can go: no more wait than the token sends in this time, so that
# what goes out is fresh and who unsubscribes in the meantime is spared (scale.md, section 4).
MAX_WAITING_SECONDS = 600
# One bite is one commit: large enough to share its cost, small enough not to keep others waiting.
N_AT_ONCE = 200
# How far back a new subscription's first digest looks.
FIRST_WINDOW = timedelta(days=2)

# The names of topics in a language: {"world": "Welt"}.
TopicNames = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """What the stage is given besides the database.

    Attributes:
        owner: of this process, for its claims.
        lease_seconds: how long a claim lasts.
        rate: messages a second of the token.
        key: signs the buttons.
        topic_names: from the catalogue.
    """

    owner: Owner
    lease_seconds: float
    rate: float
    key: bytes
    topic_names: TopicNames


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    """The issue of one subscription; equal keys share one body."""

    subscription: Subscription
    window: Window
    key: str
    issue: Issue


async def publish_due(database: Database, now: datetime, means: Means) -> int:
    """Make the edition of every subscription due at `now`; return how many.

    At most `N_AT_ONCE` in one bite, and none while the outbox is full. A subscription that fails is
    logged and tried again, each time later, until the digest of that instant is given up; the
    others go on.
    """
    async with database.read() as tx:
        if not await subscriptions.any_due(tx, now=now):
            return 0
    async with database.begin() as tx:
        due = await _claimed(tx, now, means)
    if not due:
        return 0
    async with database.read() as tx:
        waiting = await editions.under_way(tx, [one.id for one in due])
        free = [one for one in due if one.id not in waiting]
        made = await _all_made(tx, free, now, means)
    async with database.begin() as tx:
        # While the edition before is still on its way nobody knows whether what it tells has
        # arrived, so the next one would repeat it.
        await subscriptions.leave(tx, sorted(waiting), owner=means.owner)
        failed = {one.id for one in free} - {one.subscription.id for one in made}
        await subscriptions.fail(tx, sorted(failed), owner=means.owner)
        return await _plan(tx, made, now, means)


async def _claimed(tx: Transaction, now: datetime, means: Means) -> list[Subscription]:
    room = round(MAX_WAITING_SECONDS * means.rate) - await outbox.n_ready(tx)
    if room <= 0:
        return []
    due = await subscriptions.claim_due(
        tx,
        now=now,
        n=min(N_AT_ONCE, room),
        owner=means.owner,
        lease_seconds=means.lease_seconds,
    )
    exhausted = await subscriptions.exhausted(tx, [one.id for one in due])
    if exhausted:
        await _give_up(tx, [one for one in due if one.id in exhausted], now, means)
    return [one for one in due if one.id not in exhausted]


async def _give_up(
    tx: Transaction, tired: Sequence[Subscription], now: datetime, means: Means
) -> None:
    """Record that these digests could not be made, and go on to their next due instants.

    What they would have told is told by the next one.
    """
    held = await _advance(tx, [one.id for one in tired], now, means)
    failed = [
        NewEdition(
            subscription_id=one.id,
            due_at=one.next_due_at or now,
            since=one.told_until,
            until=now,
            body_id=None,
            late=True,
            reason=editions.FAILED,
        )
        for one in tired
        if one.id in held
    ]
    await editions.add_all(tx, failed, now=now)
    for one in failed:
        _log.error("edition.given_up", subscription_id=one.subscription_id)


async def _all_made(
    tx: Transaction, due: Sequence[Subscription], now: datetime, means: Means
) -> list[_Made]:
    """Compose and render; what failed is left out."""
    windows = await windows_of(tx, due, now)
    known: dict[str, Issue] = {}
    made = [await _guarded(tx, one, windows[one.id], known, means) for one in due]
    return [one for one in made if one is not None]


async def _guarded(
    tx: Transaction,
    subscription: Subscription,
    window: Window,
    known: dict[str, Issue],
    means: Means,
) -> _Made | None:
    """Make one issue, or find its like in `known`, which grows; None, logged, if it fails."""
    try:
        key = body_key(subscription, preferences_hash(subscription.preferences), window)
        if key not in known:
            known[key] = await _issue(tx, subscription, window, means)
    except Exception:  # noqa: BLE001 - one broken subscription must not stop all others
        _log.exception("edition.failed", subscription_id=subscription.id)
        return None
    return _Made(subscription=subscription, window=window, key=key, issue=known[key])


async def _issue(
    tx: Transaction, subscription: Subscription, window: Window, means: Means
) -> Issue:
    names = means.topic_names(subscription.language)
    return issue(
        subscription,
        window,
        what_is_new(await developments(tx, window)),
        Voice(words=Words(subscription.language, zone=subscription.slot.zone), key=means.key),
        topics=await topics_of(tx, subscription.preferences, names),
    )


async def _plan(tx: Transaction, made: Sequence[_Made], now: datetime, means: Means) -> int:
    """Write editions, bodies, messages and the next due instants; all or nothing."""
    held = await _advance(tx, [one.subscription.id for one in made], now, means)
    kept = [one for one in made if one.subscription.id in held]
    bodies = await _bodies(tx, kept, now)
    ids = await editions.add_all(tx, [_edition(one, bodies) for one in kept], now=now)
    planned = [_planned(one, ids) for one in kept if one.subscription.id in ids]
    await outbox.add_all(tx, planned, now=now)
    return len(ids)


async def _advance(
    tx: Transaction, ids: Collection[SubscriptionId], now: datetime, means: Means
) -> set[SubscriptionId]:
    """Move subscriptions to their next due instants; return those whose claim was not lost."""

    def coming(slot: Slot) -> datetime | None:
        try:
            return next_due(slot, now)
        except (ValueError, ZoneInfoNotFoundError):
            # A slot that never comes is paused until its reader chooses another.
            return None

    return await subscriptions.advance_all(tx, sorted(ids), owner=means.owner, next_due=coming)


async def _bodies(tx: Transaction, made: Sequence[_Made], now: datetime) -> dict[str, int]:
    """Store each body once; return their ids by key, silent issues left out."""
    issues = {one.key: one.issue for one in made if one.issue.messages}
    return {
        key: await editions.add_body(
            tx, key=key, messages=found.messages, told=found.told, why=found.why, now=now
        )
        for key, found in issues.items()
    }


def _edition(made: _Made, bodies: Mapping[str, int]) -> NewEdition:
    return NewEdition(
        subscription_id=made.subscription.id,
        due_at=made.window.due_at,
        since=made.window.since,
        until=made.window.until,
        body_id=bodies.get(made.key),
        late=is_late(made.window),
        reason=made.issue.reason,
    )


def _planned(made: _Made, ids: Mapping[SubscriptionId, EditionId]) -> Planned:
    edition_id = ids[made.subscription.id]
    at_least_once = made.subscription.preferences.at_least_once
    return Planned(
        bot_id=made.subscription.bot_id,
        chat_id=made.subscription.chat_id,
        thread_id=made.subscription.thread_id,
        key=f"edition:{edition_id}",
        messages=made.issue.messages,
        priority=Priority.DIGEST,
        edition_id=edition_id,
        repeat_note=_repeat_note(made.subscription) if at_least_once else None,
    )


def _repeat_note(subscription: Subscription) -> Message:
    return replies.say(Voice(words=Words(subscription.language), key=b""), "digest-repeat")
