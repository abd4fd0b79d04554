"""Stories: what is told of each, and what readers ask for. Old ids stay valid through aliases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import ArticleId, Coverage, Quotation, Story, StoryId
from bot.store.database import Transaction, insert
from bot.store.tables import (
    articles,
    marks,
    stories,
    story_events,
    story_topics,
)

_COVERAGE = (
    articles.c.id,
    articles.c.story_id,
    articles.c.outlet,
    articles.c.publisher,
    articles.c.title,
    articles.c.url,
    articles.c.published_at,
    articles.c.copy_of,
)
# Aliases of aliases are resolved when stories meet, so a chain is never longer than this.
_MAX_ALIAS_STEPS = 8


async def save_all(tx: Transaction, told: Sequence[Story], *, now: datetime) -> None:
    """Write stories as they stand now, in one call."""
    if not told:
        return
    rows = [
        {
            "id": story.id,
            "language": story.language,
            "headline": story.headline,
            "url": story.url,
            "summary": [asdict(quotation) for quotation in story.summary],
            "first_at": story.first_at,
            "last_at": story.last_at,
            "news_at": story.news_at,
            "revision": story.revision,
            "touched_at": now,
        }
        for story in told
    ]
    statement = insert(tx, stories)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), rows)


async def save_reach(
    tx: Transaction,
    story_id: StoryId,
    *,
    n_outlets: int,
    topics: Iterable[str],
    headline: Mapping[str, Any],
) -> None:
    """Write by how many outlets a story is told, its topics, and why it has its headline."""
    values = {"n_outlets": max(1, n_outlets), "headline_reason": dict(headline)}
    await tx.execute(sa.update(stories).where(stories.c.id == story_id).values(**values))
    await _add_topics(tx, story_id, topics)


async def fuse(tx: Transaction, *, old: StoryId, lasting: StoryId) -> None:
    """Make *old* another name of *lasting*, for ever; what chats marked on it they marked here."""
    await tx.execute(
        sa.update(stories)
        .where(sa.or_(stories.c.id == old, stories.c.alias_of == old))
        .values(alias_of=lasting, grouping=None)
    )
    await tx.execute(
        sa.update(story_events).where(story_events.c.story_id == old).values(story_id=lasting)
    )
    known = sa.select(story_topics.c.topic).where(story_topics.c.story_id == lasting)
    await tx.execute(
        sa.update(story_topics)
        .where(story_topics.c.story_id == old, story_topics.c.topic.not_in(known))
        .values(story_id=lasting)
    )
    await tx.execute(sa.delete(story_topics).where(story_topics.c.story_id == old))
    await _move_marks(tx, old=old, lasting=lasting)


async def get(tx: Transaction, story_id: StoryId) -> Story:
    """One story with its coverage, by any id that it ever had.

    Raises:
        NotFound: there is none of this id.
    """
    found = await by_ids(tx, [await resolve(tx, story_id)])
    if not found:
        raise NotFound("story", story_id)
    return found[0]


async def headline_reason(tx: Transaction, story_id: StoryId) -> Mapping[str, Any]:
    """Why a story has its headline: `article_id`, `agreement`, `n_titles`; {} where unknown."""
    reason = await tx.scalar(sa.select(stories.c.headline_reason).where(stories.c.id == story_id))
    return dict(reason or {})


async def resolve(tx: Transaction, story_id: StoryId) -> StoryId:
    """The lasting id of a story."""
    for _ in range(_MAX_ALIAS_STEPS):
        alias = await tx.scalar(sa.select(stories.c.alias_of).where(stories.c.id == story_id))
        if alias is None:
            break
        story_id = StoryId(alias)
    return story_id


async def by_ids(tx: Transaction, ids: Sequence[StoryId]) -> list[Story]:
    """The stories of these lasting ids that exist, in the order given, with their coverage."""
    rows = await tx.execute(sa.select(stories).where(stories.c.id.in_(ids)))
    found = await _with_coverage(tx, list(rows))
    return sorted(found, key=lambda story: ids.index(story.id))


async def heads(tx: Transaction, ids: Sequence[StoryId]) -> list[Story]:
    """The same without coverage and topics: for what reads neither, of stories of thousands."""
    rows = await tx.execute(sa.select(stories).where(stories.c.id.in_(ids)))
    return sorted((_story(row, (), ()) for row in rows), key=lambda story: ids.index(story.id))


async def in_short(tx: Transaction, ids: Sequence[StoryId]) -> list[Story]:
    """The same, covered by the first article of each outlet alone, copies and topics left out.

    For a line on who tells a story, whose thousands of articles need not be read.
    """
    own = sa.and_(articles.c.story_id.in_(ids), articles.c.copy_of.is_(None))
    first = (
        sa.select(
            articles.c.story_id,
            articles.c.publisher,
            sa.func.min(articles.c.published_at).label("at"),
        )
        .where(own)
        .group_by(articles.c.story_id, articles.c.publisher)
        .subquery("first")
    )
    firsts = sa.select(*_COVERAGE).join(
        first,
        sa.and_(
            articles.c.story_id == first.c.story_id,
            articles.c.publisher == first.c.publisher,
            articles.c.published_at == first.c.at,
        ),
    )
    covered = await _coverage(tx, firsts.where(own))
    rows = await tx.execute(sa.select(stories).where(stories.c.id.in_(ids)))
    found = [_story(row, covered[row.id], ()) for row in rows]
    return sorted(found, key=lambda story: ids.index(story.id))


async def earlier(tx: Transaction, story_id: StoryId) -> Story | None:
    """The story that went silent for days before this one went on with its event.

    The placer named it when it placed the article that began this one.
    """
    named = articles.c.placement["earlier"].as_integer()
    founder = (
        sa.select(named)
        .where(articles.c.story_id == story_id, named.is_not(None))
        .order_by(articles.c.id)
        .limit(1)
    )
    found = await tx.scalar(founder)
    if found is None:
        return None
    lasting = await resolve(tx, StoryId(found))
    stories_before = [] if lasting == story_id else await by_ids(tx, [lasting])
    return next(iter(stories_before), None)


async def news(
    tx: Transaction,
    *,
    since: datetime,
    until: datetime,
    topics: Sequence[str] = (),
    languages: Sequence[str] = (),
    limit: int = 500,
) -> list[Story]:
    """Stories with news in the window ``since < news_at <= until``, newest first.

    Args:
        topics: topic keys or ``feed:ID``; empty means all.
        languages: empty means all.
        limit: a window of months after a long stop must not be read whole.
    """
    query = sa.select(stories).where(
        stories.c.news_at > since, stories.c.news_at <= until, stories.c.alias_of.is_(None)
    )
    if topics:
        chosen = sa.select(story_topics.c.story_id).where(story_topics.c.topic.in_(topics))
        query = query.where(stories.c.id.in_(chosen))
    if languages:
        query = query.where(stories.c.language.in_(languages))
    query = query.order_by(stories.c.n_outlets.desc(), stories.c.news_at.desc()).limit(limit)
    found = await _with_coverage(tx, list(await tx.execute(query)))
    return sorted(found, key=lambda story: (story.news_at, story.id), reverse=True)


async def latest(
    tx: Transaction,
    *,
    topics: Sequence[str] = (),
    languages: Sequence[str] = (),
    limit: int = 10,
) -> list[StoryId]:
    """The ids of the stories with the newest news, newest first: a page of them is then read."""
    query = sa.select(stories.c.id).where(stories.c.alias_of.is_(None))
    if topics:
        chosen = sa.select(story_topics.c.story_id).where(story_topics.c.topic.in_(topics))
        query = query.where(stories.c.id.in_(chosen))
    if languages:
        query = query.where(stories.c.language.in_(languages))
    found = await tx.scalars(query.order_by(stories.c.news_at.desc(), stories.c.id).limit(limit))
    return [StoryId(story_id) for story_id in found]


async def topics(tx: Transaction) -> set[str]:
    """The topics that any story has: keys, and ``feed:ID``."""
    return set(await tx.scalars(sa.select(story_topics.c.topic).distinct()))


async def count(tx: Transaction) -> int:
    """How many stories there are, aliases left out."""
    n = await tx.scalar(
        sa.select(sa.func.count()).select_from(stories).where(stories.c.alias_of.is_(None))
    )
    return int(n or 0)


async def _add_topics(tx: Transaction, story_id: StoryId, topics: Iterable[str]) -> None:
    rows = [{"story_id": story_id, "topic": topic} for topic in sorted(set(topics))]
    if rows:
        await tx.execute(insert(tx, story_topics).on_conflict_do_nothing(), rows)


async def _move_marks(tx: Transaction, *, old: StoryId, lasting: StoryId) -> None:
    """Give the marks on *old* to *lasting* in chats that have none of the kind on it.

    Revisions of two stories do not compare, so a moved mark has seen none: what is news to its
    chat is told by the sentences it was shown.
    """
    moved: dict[str, sa.ColumnElement[Any]] = {
        "story_id": sa.literal(lasting),
        "revision": sa.literal(0),
    }
    columns = [moved.get(column.name, column).label(column.name) for column in marks.c]
    await tx.execute(
        insert(tx, marks)
        .from_select(
            [column.name for column in marks.c], sa.select(*columns).where(marks.c.story_id == old)
        )
        .on_conflict_do_nothing()
    )
    await tx.execute(sa.delete(marks).where(marks.c.story_id == old))


async def _with_coverage(tx: Transaction, rows: list[sa.Row[Any]]) -> list[Story]:
    ids = [row.id for row in rows]
    coverage = await _coverage(tx, sa.select(*_COVERAGE).where(articles.c.story_id.in_(ids)))
    topics: dict[int, list[str]] = {story_id: [] for story_id in ids}
    for row in await tx.execute(
        sa.select(story_topics)
        .where(story_topics.c.story_id.in_(ids))
        .order_by(story_topics.c.topic)
    ):
        topics[row.story_id].append(row.topic)
    return [_story(row, coverage[row.id], topics[row.id]) for row in rows]


async def _coverage(
    tx: Transaction, query: sa.Select[tuple[Any, ...]]
) -> Mapping[int, Sequence[Coverage]]:
    """What the *query* for columns of `_COVERAGE` finds, by story, in order of publication."""
    found: dict[int, list[Coverage]] = defaultdict(list)
    for row in await tx.execute(query.order_by(articles.c.published_at, articles.c.id)):
        found[row.story_id].append(
            Coverage(
                article_id=ArticleId(row.id),
                outlet=row.outlet,
                publisher=row.publisher,
                title=row.title,
                url=row.url,
                published_at=row.published_at,
                copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
            )
        )
    return found


def _story(row: sa.Row[Any], coverage: Sequence[Coverage], topics: Sequence[str]) -> Story:
    return Story(
        id=StoryId(row.id),
        language=row.language,
        headline=row.headline,
        url=row.url,
        summary=tuple(Quotation(**quotation) for quotation in row.summary),
        first_at=row.first_at,
        last_at=row.last_at,
        news_at=row.news_at,
        revision=row.revision,
        coverage=tuple(coverage),
        topics=tuple(topics),
    )
