"""A chat's digests as its handlers show and change them. Imports the store, digests and render."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.digests.due import next_due
from bot.digests.languages import Told, elsewhere, read_by
from bot.digests.publish import FIRST_WINDOW
from bot.digests.window import topics_of
from bot.errors import NotFound, UsageError
from bot.model import Message, Preferences, Slot, Subscription, SubscriptionId
from bot.render import settings
from bot.render.words import languages
from bot.store import chats, readership, subscriptions
from bot.store.database import Transaction
from bot.telegram.context import Context

# Enough for every topic of its own; a chat must not be able to fill the table.
MAX_SUBSCRIPTIONS = 10
# A newcomer's digest has these many of the topics that are offered first, until they choose.
N_PRESELECTED = 3
DEFAULT_MINUTE = 8 * 60


def is_draft(subscription: Subscription) -> bool:
    """Whether its set-up is not done: it has no due instant yet."""
    return subscription.next_due_at is None


async def is_another(tx: Transaction, subscription: Subscription) -> bool:
    """Whether it is half set up in a chat that has a digest already."""
    if not is_draft(subscription):
        return False
    known = await subscriptions.of_chat(tx, subscription.bot_id, subscription.chat_id)
    return any(not is_draft(one) for one in known)


async def of_chat(context: Context) -> list[Subscription]:
    """The chat's digests, oldest first, drafts included."""
    async with context.read() as tx:
        return await subscriptions.of_chat(tx, context.desk.bot_id, context.chat.id)


async def mine(context: Context, number: int) -> Subscription:
    """The chat's own digest of this id: a button may come from another chat's message.

    Raises:
        NotFound: there is none, or it is another chat's.
    """
    async with context.read() as tx:
        found = await subscriptions.get(tx, SubscriptionId(number))
    if (found.bot_id, found.chat_id) != (context.desk.bot_id, context.chat.id):
        raise NotFound("subscription", number)
    return found


async def languages_read(context: Context) -> tuple[str, ...]:
    """The languages that the chat's digests are told in; without a digest, that of the chat."""
    known = [read_by(one.preferences, one.language) for one in await of_chat(context)]
    every = {code for read in known for code in read} or {context.chat.language}
    return tuple(sorted(every))


async def first(context: Context) -> Subscription:
    """The chat's first digest that is set up; what a command without a number means.

    Raises:
        UsageError: there is none.
    """
    found = [one for one in await of_chat(context) if not is_draft(one)]
    if not found:
        raise UsageError("no-subscription")
    return found[0]


async def overview(context: Context, known: Sequence[Subscription]) -> Message:
    """The chat's settings: its digests and what holds for all of them."""
    names: dict[str, str] = {}
    async with context.read() as tx:
        for one in known:
            names |= await topics_of(tx, one.preferences, context.topics)
    return settings.settings(context.voice, known, context.now, topics=names)


async def view(context: Context, subscription: Subscription) -> Message:
    """One digest's settings."""
    async with context.read() as tx:
        names = await topics_of(tx, subscription.preferences, context.topics)
    return settings.subscription(context.voice, subscription, context.now, topics=names)


async def draft(tx: Transaction, context: Context) -> Subscription:
    """The half-done digest, or a new one: the topics offered first, eight in the morning.

    Raises:
        UsageError: the chat has enough of them.
    """
    known = await subscriptions.of_chat(tx, context.desk.bot_id, context.chat.id)
    # In a forum each topic has digests of its own.
    here = context.work.thread_id
    half_done = [one for one in known if is_draft(one) and one.thread_id == here]
    if half_done:
        return half_done[-1]
    if len(known) >= MAX_SUBSCRIPTIONS:
        raise UsageError("error-too-many", n=MAX_SUBSCRIPTIONS)
    told = await readership.languages_of_topics(tx)
    wishes = Preferences(languages=_own_languages(context, told))
    read = read_by(wishes, context.chat.language)
    offered = offered_first(context.topics, read=read, told=told)
    await readership.wake(tx, read, now=context.now)
    return await subscriptions.add(
        tx,
        bot_id=context.desk.bot_id,
        chat_id=context.chat.id,
        thread_id=context.work.thread_id,
        slot=Slot(zone=context.chat.zone, minutes=(DEFAULT_MINUTE,)),
        wishes=replace(wishes, topics=offered[:N_PRESELECTED]),
        next_due_at=None,
        told_until=context.now,
        now=context.now,
    )


def offered_first(topics: Iterable[str], *, read: Sequence[str], told: Told) -> tuple[str, ...]:
    """The topics in the order in which they are offered: first those told in what the reader reads.

    Those without any feed come last; else the catalogue's order holds.
    """

    def place(topic: str) -> int:
        if not told.get(topic):
            return 2
        return 1 if elsewhere(topic, read=read, told=told) else 0

    return tuple(sorted(topics, key=place))


def languages_told(told: Told) -> tuple[str, ...]:
    """The languages that there are news in, sorted."""
    every = {code for languages in told.values() for code in languages}
    return tuple(sorted(every - {readership.ANY_LANGUAGE}))


def rewish(context: Context, subscription: Subscription, **changes: Any) -> Subscription:  # noqa: ANN401 - fields by name
    """Change what a digest holds; return it as it will be."""
    wishes = replace(subscription.preferences, **changes)

    async def effect(tx: Transaction) -> None:
        await subscriptions.change(tx, subscription.id, wishes=wishes)

    context.write(effect)
    return replace(subscription, preferences=wishes)


def keep_topics(
    context: Context, subscription: Subscription, topics: tuple[str, ...]
) -> Subscription:
    """Change the topics to fewer.

    Raises:
        UsageError: none is left, which would widen a digest to everything; a set-up may pass it.
    """
    if not topics and not is_draft(subscription):
        raise UsageError("notice-topic-needed")
    return rewish(context, subscription, topics=topics)


def add_topics(
    context: Context, subscription: Subscription, topics: tuple[str, ...]
) -> Subscription:
    """Change the topics; of new ones the next digest tells what is already there.

    What the chat was shown is marked as seen, so that looking back repeats nothing.

    Raises:
        UsageError: none is left.
    """
    if not is_draft(subscription) and set(topics) - set(subscription.preferences.topics):
        since = min(subscription.told_until, context.now - FIRST_WINDOW)

        async def effect(tx: Transaction) -> None:
            await subscriptions.change(tx, subscription.id, changes={"told_until": since})

        context.write(effect)
    return keep_topics(context, subscription, topics)


def reschedule(context: Context, subscription: Subscription, slot: Slot) -> Subscription:
    """Change when a digest comes; return it as it will be.

    A draft stays one. What is due already stays due: it may be the first digest of all, which a
    second tap on the last button of the set-up must not put off until tomorrow.
    """
    if subscription.next_due_at is None or subscription.next_due_at <= context.now:
        _change(context, subscription, slot, {})
        return replace(subscription, slot=slot)
    due_at = next_due(slot, context.now)
    _change(context, subscription, slot, {"next_due_at": due_at})
    return replace(subscription, slot=slot, next_due_at=due_at)


def begin(context: Context, subscription: Subscription, slot: Slot) -> datetime:
    """End the set-up: a first digest is due now; return when the first regular one is."""
    _change(
        context,
        subscription,
        slot,
        {"next_due_at": context.now, "told_until": context.now - FIRST_WINDOW},
    )
    return next_due(slot, context.now)


def make_due(context: Context, subscription: Subscription) -> None:
    """Let a digest come now; afterwards it comes at its times as before."""

    async def effect(tx: Transaction) -> None:
        await subscriptions.change(tx, subscription.id, changes={"next_due_at": context.now})

    context.write(effect)


def _own_languages(context: Context, told: Told) -> tuple[str, ...]:
    """The language of who sets up a digest, where the bot cannot speak it but has news in it.

    Where it speaks it the digest follows the language of the chat, and so names none.
    """
    own = (context.tag or "").partition("-")[0].lower()
    if own in languages() or not any(own in spoken for spoken in told.values()):
        return ()
    return (own,)


def _change(
    context: Context, subscription: Subscription, slot: Slot, changes: Mapping[str, Any]
) -> None:
    bot_id, chat_id = context.desk.bot_id, context.chat.id

    async def effect(tx: Transaction) -> None:
        # The zone of a chat is that of the digest set last: times are told in it.
        await chats.change(tx, bot_id, chat_id, {"zone": slot.zone, "expects": None})
        await subscriptions.change(tx, subscription.id, slot=slot, changes=changes)

    context.write(effect)
