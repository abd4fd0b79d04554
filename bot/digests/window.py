"""What the store holds for a digest: stories, the chat's marks, and what is new since.

May import `bot.store`, `bot.model`, `bot.errors`, `compose` and `languages`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.digests.compose import WhatIsNew, Window
from bot.digests.languages import Shelf, Told, read_by, shelves
from bot.model import (
    FEED_TOPIC,
    BotId,
    ChatId,
    FeedId,
    Mark,
    MarkKind,
    Preferences,
    Quotation,
    Story,
    StoryId,
    Subscription,
    SubscriptionId,
)
from bot.store import chats, events, feeds, readership, stories
from bot.store.database import Transaction

# A window of weeks, after a long stop, is not read whole: these are the widest covered of it.
MAX_STORIES = 500
# What is placed while a digest is being made may be dated before its end and come to light after
# it, so the next window begins this much earlier; marks keep what was told from being told again.
# Placing a batch takes seconds.
OVERLAP = timedelta(minutes=1)

Developments = dict[StoryId, tuple[Quotation, ...]]


async def stories_of(
    tx: Transaction,
    wishes: Preferences,
    *,
    language: str,
    since: datetime,
    until: datetime,
    told: Told | None = None,
) -> list[Story]:
    """Return the stories with news in ``since < news_at <= until`` that the wishes may hold.

    In the languages of `bot.digests.languages`. Where the wishes name none and there is nothing in
    those, all there are: news in another language is better than none.

    Args:
        tx: open.
        wishes: of the reader.
        language: of the reader; counts where the wishes name no languages.
        since: begin of the window.
        until: its end.
        told: the languages of each topic, where they are known already.
    """
    if told is None:
        told = await readership.languages_of_topics(tx)
    parts = shelves(wishes.topics, read=read_by(wishes, language), told=told)
    found = await _news(tx, parts, since=since, until=until)
    if found or wishes.languages:
        return found
    return await _news(tx, [(wishes.topics, ())], since=since, until=until)


async def _news(
    tx: Transaction, parts: Sequence[Shelf], *, since: datetime, until: datetime
) -> list[Story]:
    found: dict[StoryId, Story] = {}
    for topics, languages in parts:
        news = await stories.news(
            tx, since=since, until=until, topics=topics, languages=languages, limit=MAX_STORIES
        )
        found |= {story.id: story for story in news}
    return sorted(found.values(), key=lambda story: (story.news_at, story.id), reverse=True)


async def windows_of(
    tx: Transaction, due: Sequence[Subscription], now: datetime
) -> dict[SubscriptionId, Window]:
    """Return the windows of digests that are made now; what equal ones need is read once."""
    found: dict[SubscriptionId, Window] = {}
    told = await readership.languages_of_topics(tx)
    for alike in _alike(due):
        first = alike[0]
        held = await stories_of(
            tx,
            first.preferences,
            language=first.language,
            since=first.told_until - OVERLAP,
            until=now,
            told=told,
        )
        marks = await chats.marks_among(
            tx, first.bot_id, [one.chat_id for one in alike], [story.id for story in held]
        )
        for one in alike:
            found[one.id] = Window(
                due_at=one.next_due_at or now,
                since=one.told_until,
                until=now,
                stories=held,
                marks=_by_kind(marks.get(one.chat_id, ())),
            )
    return found


async def marks_on(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, found: Sequence[Story]
) -> dict[tuple[StoryId, MarkKind], Mark]:
    """Return a chat's marks on stories, by story and kind."""
    return _by_kind(await chats.marks_of(tx, bot_id, chat_id, [story.id for story in found]))


async def topics_of(
    tx: Transaction, wishes: Preferences, names: Mapping[str, str]
) -> dict[str, str]:
    """Return the topics of the wishes with their names.

    An own source (``feed:12``) goes by the name of its folder, so that a folder's sources share a
    section, or else by its title.

    Args:
        tx: open.
        wishes: of a subscription.
        names: of the catalogue's topics in the language of the reader.
    """
    own = [number for topic in wishes.topics if (number := _own_feed(topic)) is not None]
    titles = {feed.topic: feed.title for feed in await feeds.by_ids(tx, own)} if own else {}
    known = {**titles, **dict(wishes.folders), **names}
    return {topic: known.get(topic) or topic for topic in wishes.topics}


async def developments(tx: Transaction, window: Window) -> Developments:
    """Return, for each story that the chat has seen and that has grown since, its new sentences.

    New are the sentences of articles that joined within the window, those of the latest first, as
    a digest has room for few; what the chat was shown already is left out by `what_is_new`.
    """
    grown = [
        story.id
        for story in window.stories
        if (seen := window.marks.get((story.id, MarkKind.SEEN))) and story.revision > seen.revision
    ]
    found: Developments = {}
    for story_id in grown:
        joined = await events.of_story(tx, story_id, since=window.since - OVERLAP)
        found[story_id] = tuple(
            sentence for event in reversed(joined) for sentence in event.sentences
        )
    return found


def what_is_new(found: Developments) -> WhatIsNew:
    """Return the choice of the new sentences that a reader has not seen, each once."""

    def new(story: Story, seen: Mark) -> tuple[Quotation, ...]:
        known = set(seen.texts)
        return tuple({s.text: s for s in found.get(story.id, ()) if s.text not in known}.values())

    return new


def _alike(due: Sequence[Subscription]) -> list[list[Subscription]]:
    """Part subscriptions by what they ask the store for."""
    groups: dict[object, list[Subscription]] = {}
    for one in due:
        wishes = one.preferences
        asked_for = (one.bot_id, one.language, wishes.topics, wishes.languages, one.told_until)
        groups.setdefault(asked_for, []).append(one)
    return list(groups.values())


def _by_kind(marks: Iterable[Mark]) -> dict[tuple[StoryId, MarkKind], Mark]:
    return {(mark.story_id, mark.kind): mark for mark in marks}


def _own_feed(topic: str) -> FeedId | None:
    number = topic.removeprefix(FEED_TOPIC)
    return FeedId(int(number)) if number != topic and number.isdecimal() else None
