"""The stage that makes due digests: claim, read, compose, render, and plan their messages.

May import `bot.store`, `bot.render` and its siblings in `bot.digests`. An edition, its body, its
messages in the outbox and the subscription's next due instant are one commit; the edition is unique
for its due instant, so neither two replicas nor a crash make two of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.digests.compose import Window, is_late
from bot.digests.due import next_due
from bot.digests.issue import Issue, body_key, issue
from bot.digests.window import developments, stories_of, topics_of, what_is_new, window_of
from bot.model import Priority, Story, Subscription
from bot.render.voice import Voice
from bot.render.words import Words
from bot.store import editions, outbox, subscriptions
from bot.store.claims import Owner
from bot.store.database import Database, Transaction
from bot.store.subscriptions import preferences_hash

_log = structlog.get_logger()

# Digests are made just before they can go: no more wait than the token sends in this time, so that
# what goes out is fresh and who unsubscribes in the meantime is spared (scale.md, section 4).
MAX_WAITING_SECONDS = 600
N_AT_ONCE = 200
# How far back a new subscription's first digest looks.
FIRST_WINDOW = timedelta(days=2)

# The names of topics in a language: {"world": "Welt"}.
TopicNames = Callable[[str], Mapping[str, str]]
# Stories that were read for this instant, by what was asked for: equal wishes read them once.
Shelf = dict[object, list[Story]]


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


async def publish_due(database: Database, now: datetime, means: Means) -> int:
    """Make the edition of every subscription due at `now`; return how many.

    At most `N_AT_ONCE` in one bite, and none while the outbox is full. A subscription that fails is
    logged and tried again when its lease has run out; the others go on.
    """
    async with database.begin() as tx:
        room = round(MAX_WAITING_SECONDS * means.rate) - await outbox.n_ready(tx)
        if room <= 0:
            return 0
        due = await subscriptions.claim_due(
            tx,
            now=now,
            n=min(N_AT_ONCE, room),
            owner=means.owner,
            lease_seconds=means.lease_seconds,
        )
    shelf: Shelf = {}
    return sum([await _guarded(database, one, now, means, shelf) for one in due])


async def _guarded(
    database: Database, subscription: Subscription, now: datetime, means: Means, shelf: Shelf
) -> bool:
    try:
        return await _publish(database, subscription, now, means, shelf)
    except Exception:  # noqa: BLE001 - one broken subscription must not stop all others
        _log.exception("edition.failed", subscription_id=subscription.id)
        return False


async def _publish(
    database: Database, subscription: Subscription, now: datetime, means: Means, shelf: Shelf
) -> bool:
    """Make one edition.

    False when the claim was lost, when the edition is there already, or while the one before is
    still on its way: what that one tells is not known to have arrived, so this one would repeat it.
    """
    async with database.read() as tx:
        before = await editions.last_of(tx, subscription.id)
        if before is not None and before.state == "planned":
            return False
        window = await _window(tx, subscription, now, shelf)
        key = body_key(subscription, preferences_hash(subscription.preferences), window)
        made = await _known(tx, key) or await _made(tx, subscription, window, means)
    async with database.begin() as tx:
        if not await _move_on(tx, subscription, now, means):
            return False
        return await _plan(tx, subscription, window, made, key)


async def _window(
    tx: Transaction, subscription: Subscription, now: datetime, shelf: Shelf
) -> Window:
    wishes, since = subscription.preferences, subscription.told_until
    asked_for = (wishes.topics, wishes.languages, since)
    if asked_for not in shelf:
        shelf[asked_for] = await stories_of(tx, wishes, since=since, until=now)
    return await window_of(tx, subscription, shelf[asked_for], now)


async def _known(tx: Transaction, key: str) -> Issue | None:
    body = await editions.body_by_key(tx, key)
    return None if body is None else Issue(messages=body.messages, told=body.told, why=body.why)


async def _made(tx: Transaction, subscription: Subscription, window: Window, means: Means) -> Issue:
    voice = Voice(words=Words(subscription.language, zone=subscription.slot.zone), key=means.key)
    return issue(
        subscription,
        window,
        what_is_new(await developments(tx, window)),
        voice,
        topics=await topics_of(
            tx, subscription.preferences, means.topic_names(subscription.language)
        ),
    )


async def _move_on(
    tx: Transaction, subscription: Subscription, now: datetime, means: Means
) -> bool:
    """Set the next due instant, the first after now; False when the claim was lost.

    The row is locked first and its slot read then: the reader may have changed it meanwhile.
    """
    held = await subscriptions.advance(tx, subscription.id, owner=means.owner, next_due_at=None)
    if not held:
        return False
    current = await subscriptions.get(tx, subscription.id)
    changes = {"next_due_at": next_due(current.slot, now)}
    await subscriptions.change(tx, subscription.id, changes=changes)
    return True


async def _plan(
    tx: Transaction, subscription: Subscription, window: Window, made: Issue, key: str
) -> bool:
    """Write the edition with its body and its messages; False when it is there already."""
    now = window.until
    body_id = None
    if made.messages:
        body_id = await editions.add_body(
            tx, key=key, messages=made.messages, told=made.told, why=made.why, now=now
        )
    edition_id = await editions.add(
        tx,
        subscription_id=subscription.id,
        due_at=window.due_at,
        since=window.since,
        until=now,
        body_id=body_id,
        late=is_late(window),
        now=now,
        reason=made.reason,
    )
    if edition_id is None:
        return False
    await outbox.add(
        tx,
        bot_id=subscription.bot_id,
        chat_id=subscription.chat_id,
        thread_id=subscription.thread_id,
        key=f"edition:{edition_id}",
        messages=made.messages,
        priority=Priority.DIGEST,
        edition_id=edition_id,
        now=now,
    )
    return True
