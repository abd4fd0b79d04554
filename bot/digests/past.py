"""Digests that were made: why each story was in one, and what lies below its cut.

May import `bot.store`, `bot.model` and its siblings in `bot.digests`.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.digests.compose import Window, candidates
from bot.digests.window import developments, marks_on, stories_of, what_is_new
from bot.model import Edition, EditionId, Story, StoryId, Subscription, SubscriptionId, Told
from bot.store import editions, stories
from bot.store.database import Transaction


async def last_edition(tx: Transaction, subscription_id: SubscriptionId) -> Edition | None:
    """Return a subscription's newest digest as `/why` tells it; None before the first one.

    The stories stand in it as they are now, in the order of the digest, without their sentences.
    A silent digest has no stories.
    """
    row = await editions.last_of(tx, subscription_id)
    return None if row is None else await edition(tx, EditionId(row.id))


async def edition(tx: Transaction, edition_id: EditionId) -> Edition | None:
    """Return a digest as `/why` tells it, by its id; None when it is no longer kept."""
    row = await editions.get(tx, edition_id)
    if row is None:
        return None
    body = await editions.of_edition(tx, edition_id)
    why = body.why if body is not None else {}
    ids = [mark.story_id for mark in body.told] if body is not None else []
    told = [await stories.resolve(tx, story_id) for story_id in ids]
    found = await stories.by_ids(tx, list(dict.fromkeys(told)))
    return Edition(
        due_at=row.due_at,
        since=row.since,
        until=row.until,
        told=tuple(Told(story=story, quotations=()) for story in found),
        n_below_cut=why.get("n_below_cut", 0),
        n_muted=why.get("n_muted", 0),
        n_seen=why.get("n_seen", 0),
        late=row.late,
        reasons={StoryId(int(key)): text for key, text in why.get("reasons", {}).items()},
    )


async def unseen(
    tx: Transaction, known: Sequence[Subscription], *, since: datetime, until: datetime
) -> list[Story]:
    """Return what none of a chat's digests of that window has told, each story once.

    Those of the first subscription come first, the most important ahead; see `below_cut`.
    """
    found: dict[StoryId, Story] = {}
    for one in known:
        below = await below_cut(tx, one, since=since, until=until)
        found |= {story.id: story for story in below if story.id not in found}
    return list(found.values())


async def below_cut(
    tx: Transaction, subscription: Subscription, *, since: datetime, until: datetime
) -> list[Story]:
    """Return what a digest of that window left below its cut, the most important first.

    Stories that the chat has seen by now are left out, those of the digest itself with them.

    Args:
        tx: open.
        subscription: of the chat where *More* was pressed.
        since: begin of the digest's window, as the button tells it.
        until: its end.
    """
    wishes, language = subscription.preferences, subscription.language
    found = await stories_of(tx, wishes, language=language, since=since, until=until)
    marks = await marks_on(tx, subscription.bot_id, subscription.chat_id, found)
    window = Window(due_at=until, since=since, until=until, stories=found, marks=marks)
    new = what_is_new(await developments(tx, window))
    return candidates(window, wishes, new)
