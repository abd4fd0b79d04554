"""What one subscription is sent for one due instant: its messages, or a reason for silence. Pure.

May import `bot.render`, `bot.model` and its siblings that are pure.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.digests.compose import N_LEADING_SENTENCES, WhatIsNew, Window, compose, shortened
from bot.digests.due import next_due
from bot.model import Edition, Length, Mark, MarkKind, Message, Subscription, Told
from bot.render.edition import digest, in_sections, nothing_new
from bot.render.replies import say
from bot.render.voice import Voice

# Most sentences of a story in a short digest, tried until it fits into one message; where none
# does, two are told, in several messages.
_SHORT = (N_LEADING_SENTENCES, 2, 1)
_SHORT_IN_PARTS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """What is sent. No messages: the edition is silent, and `reason` says why.

    `told` are the marks that the chat gets once it has arrived; `why` is what `/why` answers from.
    """

    messages: tuple[Message, ...] = ()
    told: tuple[Mark, ...] = ()
    why: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


def issue(
    subscription: Subscription,
    window: Window,
    what_is_new: WhatIsNew,
    voice: Voice,
    *,
    topics: Mapping[str, str],
) -> Issue:
    """Compose and render the digest of a window.

    Args:
        subscription: whose digest it is.
        window: what there is to tell.
        what_is_new: of stories that the chat knows.
        voice: in the language and zone of the subscription.
        topics: those of the subscription, with their names.
    """
    edition = in_sections(compose(window, subscription.preferences, what_is_new), topics)
    if edition.told:
        shown, messages = fitted(edition, voice, subscription.preferences.length, topics=topics)
        told = tuple(_mark(one, shown) for one in shown.told)
        return Issue(messages=tuple(messages), told=told, why=_why(shown))
    if not subscription.preferences.say_when_empty and not was_asked_for(subscription):
        return Issue(reason="nothing-new")
    return Issue(messages=(_empty(subscription, edition, voice),), why=_why(edition))


def fitted(
    edition: Edition, voice: Voice, length: Length, *, topics: Mapping[str, str]
) -> tuple[Edition, list[Message]]:
    """Return a digest and its messages; a short one is told in one message where that can be."""
    if length is not Length.SHORT:
        return edition, digest(voice, edition, topics=topics)
    for n_at_most in _SHORT:
        shown = shortened(edition, n_at_most)
        messages = digest(voice, shown, topics=topics)
        if len(messages) == 1:
            return shown, messages
    shown = shortened(edition, _SHORT_IN_PARTS)
    return shown, digest(voice, shown, topics=topics)


def was_asked_for(subscription: Subscription) -> bool:
    """Tell whether a person asked for it now: its due instant is none of its slot."""
    due_at = subscription.next_due_at
    if due_at is None:
        return True
    return next_due(subscription.slot, due_at - timedelta(microseconds=1)) != due_at


def body_key(subscription: Subscription, wishes_hash: str, window: Window) -> str:
    """Return what decides a digest's text: equal keys share one body.

    Args:
        subscription: whose bot, language, zone and silence count.
        wishes_hash: of its preferences.
        window: its instants, its stories and the chat's marks on them.
    """
    decisive = (
        subscription.bot_id,
        subscription.language,
        subscription.slot.zone,
        was_asked_for(subscription),
        subscription.told_until < subscription.created_at,
        wishes_hash,
        window.due_at,
        window.since,
        window.until,
        sorted((story.id, story.revision) for story in window.stories),
        sorted(
            (story, kind, mark.revision, mark.until, mark.texts)
            for (story, kind), mark in window.marks.items()
        ),
    )
    return hashlib.blake2b(repr(decisive).encode(), digest_size=16).hexdigest()


def _empty(subscription: Subscription, edition: Edition, voice: Voice) -> Message:
    if subscription.told_until < subscription.created_at:
        return say(voice, "done-now-empty")
    return nothing_new(voice, edition)


def _mark(one: Told, edition: Edition) -> Mark:
    return Mark(
        story_id=one.story.id,
        kind=MarkKind.SEEN,
        at=edition.until,
        revision=one.story.revision,
        texts=tuple(quotation.text for quotation in one.quotations),
    )


def _why(edition: Edition) -> dict[str, Any]:
    return {
        "reasons": {str(story_id): reason for story_id, reason in edition.reasons.items()},
        "n_below_cut": edition.n_below_cut,
        "n_muted": edition.n_muted,
        "n_seen": edition.n_seen,
    }
