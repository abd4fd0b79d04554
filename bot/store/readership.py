"""Which feeds somebody reads: those are looked at, the others rest until somebody does.

A feed is read if a digest of an active chat holds it, if it is the owner's, or if it is the
catalogue's and in a language that a digest is told in. A feed that rests keeps its row and its
articles.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import FEED_TOPIC, ChatState, FeedOrigin, FeedState
from bot.store.database import Transaction
from bot.store.feeds import AFRESH
from bot.store.tables import chats, feeds, preferences, subscriptions

ANY_LANGUAGE = ""
"""Stands for the language of a feed that names none: it may be anybody's."""

# Ids in one statement; SQLite and PostgreSQL take some 32,000 values.
_BATCH = 1_000


async def attend(tx: Transaction, *, always: Collection[str], now: datetime) -> tuple[int, int]:
    """Let the feeds be looked at that somebody reads, and no others; return how many woke and rest.

    Reads every feed and every different wish: once an hour.

    Args:
        tx: writing.
        always: languages of the catalogue that count as read, so that there is something to tell
            the first reader.
        now: when a feed that wakes is looked at.
    """
    held, languages = await _read(tx)
    languages |= {*always, ANY_LANGUAGE}
    query = sa.select(feeds.c.id, feeds.c.state, feeds.c.origin, feeds.c.language)
    changing = query.where(feeds.c.state.in_((FeedState.ACTIVE, FeedState.IDLE)))
    woken, resting = [], []
    for row in await tx.execute(changing):
        by_language = row.origin == FeedOrigin.CATALOGUE and (row.language or "") in languages
        is_read = row.origin == FeedOrigin.OWNER or by_language or row.id in held
        if is_read and row.state == FeedState.IDLE:
            woken.append(row.id)
        elif not is_read and row.state == FeedState.ACTIVE:
            resting.append(row.id)
    await _change(tx, woken, {**AFRESH, "next_look_at": now})
    await _change(tx, resting, {"state": FeedState.IDLE})
    return len(woken), len(resting)


async def wake(tx: Transaction, languages: Collection[str], *, now: datetime) -> int:
    """Let the catalogue's feeds in these languages be looked at now; return how many rested.

    For whoever begins to read them, and will not wait for `attend`.
    """
    done = await tx.execute(
        sa.update(feeds)
        .where(feeds.c.origin == FeedOrigin.CATALOGUE, feeds.c.state == FeedState.IDLE)
        .where(feeds.c.language.in_(languages))
        .values(**AFRESH, next_look_at=now)
    )
    return done.rowcount


async def languages_of_topics(tx: Transaction) -> Mapping[str, frozenset[str]]:
    """In which languages each topic is told: those of its feeds, `ANY_LANGUAGE` among them."""
    query = sa.select(feeds.c.topics, feeds.c.language).where(
        feeds.c.origin != FeedOrigin.READER,
        feeds.c.state.in_((FeedState.ACTIVE, FeedState.IDLE)),
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in await tx.execute(query):
        for topic in row.topics:
            found[topic].add(row.language or ANY_LANGUAGE)
    return {topic: frozenset(languages) for topic, languages in found.items()}


async def _read(tx: Transaction) -> tuple[set[int], set[str]]:
    """The ids of feeds that digests of active chats hold, and the languages they are told in."""
    different = (
        sa.select(subscriptions.c.preferences_id, chats.c.language)
        .join(
            chats,
            sa.and_(
                chats.c.bot_id == subscriptions.c.bot_id, chats.c.id == subscriptions.c.chat_id
            ),
        )
        .where(chats.c.state == ChatState.ACTIVE)
        .distinct()
        .subquery()
    )
    query = sa.select(preferences.c.wishes, different.c.language).join(
        different, preferences.c.id == different.c.preferences_id
    )
    held: set[int] = set()
    languages: set[str] = set()
    for row in await tx.execute(query):
        languages.update(row.wishes["languages"] or (row.language,))
        own = (topic.removeprefix(FEED_TOPIC) for topic in row.wishes["topics"])
        held.update(int(number) for number in own if number.isdecimal())
    return held, languages


async def _change(tx: Transaction, ids: Sequence[int], changes: Mapping[str, Any]) -> None:
    for start in range(0, len(ids), _BATCH):
        some = feeds.c.id.in_(ids[start : start + _BATCH])
        await tx.execute(sa.update(feeds).where(some).values(**changes))
