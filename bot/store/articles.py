"""Articles: stored once by address or text, read, placed, kept for a while.

An article is `wanted` (its page is to be read), then `waiting` (to be placed), then `placed`; one
that could not be read or placed after several tries is `dead`, with its reason.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import FEED_TOPIC, Article, ArticleId, FeedId, NewArticle, StoryId
from bot.store.claims import MAX_ATTEMPTS, Owner, claim
from bot.store.database import Transaction, insert
from bot.store.tables import article_versions, articles, feeds
from bot.store.types import bytewise, database_now

# A text that changes at every look (a clock, a counter) must not make versions for ever.
MAX_VERSIONS = 24
_PAGE_TRIES = 3


async def add(
    tx: Transaction, new: NewArticle, *, now: datetime, versions: bool = True
) -> tuple[ArticleId, bool]:
    """Store an article once; return its id, and whether it is new or has a new text.

    Known by address: a changed text becomes a new version, to be placed again; the old text is
    kept. An article without an address is known by its text.

    Args:
        versions: False where a text that differs is no news, as when a reader's link is read that
            a feed told already: page and feed seldom agree to the letter.
    """
    key = key_of(new)
    statement = (
        insert(tx, articles)
        .values(
            url_key=key,
            url=new.url,
            title=new.title,
            text=new.text,
            text_hash=text_hash(new.title, new.text),
            outlet=new.outlet,
            publisher=new.publisher or new.outlet,
            author=new.author,
            image=new.image,
            language=new.language or "und",
            published_at=new.published_at,
            fetched_at=now,
            feed_id=new.feed_id,
            state="wanted" if new.page_wanted else "waiting",
            due_at=now,
        )
        .on_conflict_do_nothing(index_elements=["url_key"])
        .returning(articles.c.id)
    )
    article_id = await tx.scalar(statement)
    if article_id is not None:
        return ArticleId(article_id), True
    return await _known_again(tx, key, new, now=now, versions=versions)


async def get(tx: Transaction, article_id: ArticleId) -> Article:
    """One article.

    Raises:
        NotFound: there is none of this id.
    """
    found = await by_ids(tx, [article_id])
    if not found:
        raise NotFound("article", article_id)
    return found[0]


async def by_ids(tx: Transaction, ids: Sequence[ArticleId]) -> list[Article]:
    """The articles of these ids that exist, in order of id."""
    rows = await tx.execute(
        sa.select(articles).where(articles.c.id.in_(ids)).order_by(articles.c.id)
    )
    return [_article(row) for row in rows]


async def known_keys(tx: Transaction, keys: Sequence[str]) -> set[str]:
    """Which of these addresses are stored already."""
    rows = await tx.scalars(sa.select(articles.c.url_key).where(articles.c.url_key.in_(keys)))
    return {key for key in rows if key is not None}


async def sources_of(tx: Transaction, story_id: StoryId, *, n: int) -> list[Article]:
    """The first article of a story and its newest ones, *n* together, by when they were told.

    Those with a text go before bare headlines, and copies are left out. For what reads texts: a
    story of thousands of articles costs no more than one of *n*.
    """
    own = sa.select(articles).where(articles.c.story_id == story_id, articles.c.copy_of.is_(None))
    told, bare = own.where(articles.c.text != ""), own.where(articles.c.text == "")
    order = articles.c.published_at, articles.c.id
    backwards = [column.desc() for column in order]
    parts = (
        told.order_by(*order).limit(1),
        told.order_by(*backwards).limit(n - 1),
        bare.order_by(*backwards).limit(n),
    )
    # One statement, as each costs its way to the database; SQLite wants a limit inside a subquery.
    rows = await tx.execute(sa.union_all(*(sa.select(part.subquery()) for part in parts)))
    found = {row.id: _article(row) for row in rows}
    best = sorted(found.values(), key=lambda article: not article.text)[:n]
    return sorted(best, key=lambda article: (article.told_at, article.id))


async def n_outlets(tx: Transaction, story_id: StoryId) -> int:
    """How many distinct outlets tell a story, those with only copies left out."""
    distinct = sa.func.count(articles.c.publisher.distinct())
    told = sa.select(distinct).where(articles.c.story_id == story_id, articles.c.copy_of.is_(None))
    return int(await tx.scalar(told) or 0)


async def oldest_at(tx: Transaction) -> datetime | None:
    """When the oldest article was published: how far back an answer can look."""
    oldest: datetime | None = await tx.scalar(sa.select(sa.func.min(articles.c.published_at)))
    return oldest


async def n_due(tx: Transaction, *, now: datetime) -> int:
    """How many articles are to be read or placed."""
    query = sa.select(sa.func.count()).where(
        articles.c.state.in_(("wanted", "waiting")), articles.c.due_at <= now
    )
    return int(await tx.scalar(query) or 0)


# ---- pages ---------------------------------------------------------------------------------------


async def claim_wanted(
    tx: Transaction, *, now: datetime, n: int, owner: Owner, lease_seconds: float
) -> list[Article]:
    """Take at most *n* articles whose pages are to be read."""
    rows = await claim(
        tx,
        articles,
        where=(articles.c.state == "wanted", articles.c.due_at <= now),
        order_by=(articles.c.due_at, articles.c.id),
        n=n,
        owner=owner,
        lease_seconds=lease_seconds,
    )
    return [_article(row) for row in rows]


async def settle_page(
    tx: Transaction, article_id: ArticleId, *, owner: Owner, changes: Mapping[str, Any]
) -> bool:
    """Write what the page told (columns by name); the article now waits for its place."""
    found = await tx.execute(
        sa.update(articles)
        .where(articles.c.id == article_id, articles.c.owner == owner)
        .where(articles.c.lease_until >= database_now())
        .values(state="waiting", owner=None, lease_until=0, attempts=0, **changes)
    )
    if found.rowcount and {"title", "text"} & set(changes):
        await _refresh_hash(tx, article_id)
    return found.rowcount > 0


async def retry_page(
    tx: Transaction, article_id: ArticleId, *, owner: Owner, due_at: datetime, error: str
) -> None:
    """Try the page again later; after too many tries the article goes on with what its feed told.

    A headline alone is still an article: it can be counted and linked.
    """
    given_up = articles.c.attempts >= _PAGE_TRIES
    await tx.execute(
        sa.update(articles)
        .where(articles.c.id == article_id, articles.c.owner == owner)
        .values(
            state=sa.case((given_up, "waiting"), else_="wanted"),
            attempts=sa.case((given_up, 0), else_=articles.c.attempts),
            due_at=due_at,
            error=error,
            owner=None,
            lease_until=0,
        )
    )


# ---- placing -------------------------------------------------------------------------------------


async def waiting_languages(tx: Transaction, *, now: datetime) -> list[str]:
    """Languages in which articles wait to be placed."""
    rows = await tx.scalars(
        sa.select(articles.c.language)
        .where(articles.c.state == "waiting", articles.c.due_at <= now)
        .distinct()
    )
    return sorted(rows)


async def waiting(tx: Transaction, language: str, *, n: int, now: datetime) -> list[Article]:
    """The first *n* articles of *language* that wait, in the order of arrival."""
    rows = await tx.execute(
        sa.select(articles)
        .where(articles.c.state == "waiting", articles.c.language == language)
        .where(articles.c.due_at <= now)
        .order_by(articles.c.id)
        .limit(n)
    )
    return [_article(row) for row in rows]


async def lock(
    tx: Transaction, ids: Sequence[ArticleId], *, of_stories: Sequence[StoryId] = ()
) -> None:
    """Lock these articles, and all of these stories, in the order of their keys.

    That is the order in which looks write: two transactions that take rows in different orders
    would wait for each other for ever on PostgreSQL.
    """
    await tx.execute(
        sa.select(articles.c.id)
        .where(sa.or_(articles.c.id.in_(ids), articles.c.story_id.in_(of_stories)))
        .order_by(bytewise(articles.c.url_key))
        .with_for_update(key_share=True)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Placing:
    """Where an article belongs and why; `version` is the one that was placed."""

    article_id: ArticleId
    version: int
    story_id: StoryId
    copy_of: ArticleId | None
    fingerprint: bytes
    placement: Mapping[str, Any]


async def set_placed(tx: Transaction, placings: Sequence[Placing], *, now: datetime) -> None:
    """Write where articles belong, in one call.

    A newer version that came meanwhile goes on waiting.
    """
    if not placings:
        return
    is_newest = articles.c.version == sa.bindparam("placed_version")
    statement = (
        sa.update(articles)
        .where(articles.c.id == sa.bindparam("article_id"))
        .values(
            state=sa.case((is_newest, "placed"), else_="waiting"),
            story_id=sa.bindparam("in_story"),
            copy_of=sa.bindparam("repeats"),
            fingerprint=sa.bindparam("sample"),
            placement=sa.bindparam("reasons"),
            placed_at=now,
            attempts=0,
            error=None,
        )
    )
    rows = [
        {
            "article_id": placing.article_id,
            "placed_version": placing.version,
            "in_story": placing.story_id,
            "repeats": placing.copy_of,
            "sample": placing.fingerprint,
            "reasons": dict(placing.placement),
        }
        for placing in placings
    ]
    await tx.execute(statement, rows)


async def counted_since(
    tx: Transaction, language: str, since: datetime
) -> list[tuple[Article, datetime]]:
    """First versions placed after *since* that repeat nothing, with when, in that order.

    Left out are those whose placement says that their words do not count.
    """
    rows = await tx.execute(
        sa.select(articles)
        .where(articles.c.story_id.is_not(None), articles.c.language == language)
        .where(articles.c.placed_at > since, articles.c.copy_of.is_(None))
        .where(articles.c.version == 1, articles.c.placement["counted"].as_boolean().is_(None))
        .order_by(articles.c.placed_at, articles.c.id)
    )
    return [(_article(row), row.placed_at) for row in rows]


async def fail_placing(
    tx: Transaction, article_id: ArticleId, *, error: str, due_at: datetime
) -> None:
    """Count a failed try to place; after too many the article is dead and holds up nobody.

    Args:
        due_at: when it may be tried again.
    """
    await tx.execute(
        sa.update(articles)
        .where(articles.c.id == article_id)
        .values(
            attempts=articles.c.attempts + 1,
            due_at=due_at,
            error=error,
            state=sa.case((articles.c.attempts + 1 >= MAX_ATTEMPTS, "dead"), else_="waiting"),
        )
    )


async def move(tx: Transaction, *, old: StoryId, lasting: StoryId) -> None:
    """Give the articles of one story to another, when the two have met."""
    await tx.execute(sa.update(articles).where(articles.c.story_id == old).values(story_id=lasting))


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """What the placer must know of an article that has its place."""

    id: ArticleId
    story_id: StoryId
    publisher: str
    url_key: str | None
    title: str
    published_at: datetime
    placed_at: datetime
    copy_of: ArticleId | None
    fingerprint: bytes


async def placed_since(tx: Transaction, language: str, since: datetime) -> list[Placed]:
    """The articles placed since *since* and those they repeat, in the order of placing."""
    columns = articles.c
    repeated = sa.select(columns.copy_of).where(
        columns.copy_of.is_not(None), columns.language == language, columns.placed_at >= since
    )
    rows = await tx.execute(
        sa.select(
            columns.id,
            columns.story_id,
            columns.publisher,
            columns.url_key,
            columns.title,
            columns.published_at,
            columns.placed_at,
            columns.copy_of,
            columns.fingerprint,
        )
        .where(columns.story_id.is_not(None), columns.language == language)
        .where(sa.or_(columns.placed_at >= since, columns.id.in_(repeated)))
        .order_by(columns.placed_at, columns.id)
    )
    return [Placed(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """Why an article is in its story: `placement` is what the placer noted."""

    id: ArticleId
    title: str
    outlet: str
    copy_of: ArticleId | None
    placement: Mapping[str, Any]


async def explained(tx: Transaction, story_id: StoryId) -> list[Explained]:
    """The articles of a story with the reasons of their placement, in the order of arrival."""
    columns = articles.c
    rows = await tx.execute(
        sa.select(columns.id, columns.title, columns.outlet, columns.copy_of, columns.placement)
        .where(columns.story_id == story_id)
        .order_by(columns.id)
    )
    return [Explained(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


async def topics_of_story(tx: Transaction, story_id: StoryId) -> set[str]:
    """Topics of the feeds that brought a story's articles, and ``feed:ID`` of each feed."""
    told_by = sa.select(articles.c.feed_id).where(articles.c.story_id == story_id)
    rows = await tx.execute(sa.select(feeds.c.id, feeds.c.topics).where(feeds.c.id.in_(told_by)))
    return {topic for row in rows for topic in (*row.topics, f"{FEED_TOPIC}{row.id}")}


async def forget_texts(tx: Transaction, *, before: datetime, n: int) -> int:
    """Empty the texts of at most *n* articles fetched before *before*; return how many."""
    old = (
        sa.select(articles.c.id)
        .where(articles.c.fetched_at < before, articles.c.text != "", articles.c.state == "placed")
        .order_by(articles.c.id)
        .limit(n)
    )
    done = await tx.execute(
        sa.update(articles).where(articles.c.id.in_(old.scalar_subquery())).values(text="")
    )
    await tx.execute(sa.delete(article_versions).where(article_versions.c.until < before))
    return done.rowcount


def key_of(new: NewArticle) -> str:
    """By what an article is known: its address, or its text if it has none."""
    return new.url_key or f"text:{text_hash(new.title, new.text)}"


def text_hash(title: str, text: str) -> str:
    """Identity of a text: equal titles and words, whatever the white space."""
    folded = " ".join(f"{title}\n{text}".split())
    return hashlib.blake2b(folded.encode(), digest_size=16).hexdigest()


async def _known_again(
    tx: Transaction, key: str, new: NewArticle, *, now: datetime, versions: bool
) -> tuple[ArticleId, bool]:
    known = (await tx.execute(sa.select(articles).where(articles.c.url_key == key))).one()
    article_id = ArticleId(known.id)
    # A feed's teaser is no new version of the page that we read.
    shorter = new.page_wanted or not new.text
    same = known.text_hash == text_hash(new.title, new.text)
    settled = known.state in ("waiting", "placed")
    told = versions or not known.text
    if same or shorter or not told or not settled or known.version >= MAX_VERSIONS:
        return article_id, False
    await tx.execute(
        insert(tx, article_versions)
        .values(
            article_id=known.id,
            version=known.version,
            title=known.title,
            text=known.text,
            until=now,
        )
        .on_conflict_do_nothing()
    )
    await tx.execute(
        sa.update(articles)
        .where(articles.c.id == known.id, articles.c.version == known.version)
        .values(
            title=new.title,
            text=new.text,
            text_hash=text_hash(new.title, new.text),
            fetched_at=now,
            version=known.version + 1,
            state="waiting",
            due_at=now,
            attempts=0,
        )
    )
    return article_id, True


async def _refresh_hash(tx: Transaction, article_id: ArticleId) -> None:
    row = (
        await tx.execute(
            sa.select(articles.c.title, articles.c.text).where(articles.c.id == article_id)
        )
    ).one()
    await tx.execute(
        sa.update(articles)
        .where(articles.c.id == article_id)
        .values(text_hash=text_hash(row.title, row.text))
    )


def _article(row: sa.Row[Any]) -> Article:
    return Article(
        id=ArticleId(row.id),
        url=row.url,
        url_key=row.url_key,
        title=row.title,
        text=row.text,
        outlet=row.outlet,
        publisher=row.publisher,
        language=row.language,
        published_at=row.published_at,
        fetched_at=row.fetched_at,
        author=row.author,
        image=row.image,
        feed_id=None if row.feed_id is None else FeedId(row.feed_id),
        story_id=None if row.story_id is None else StoryId(row.story_id),
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
        version=row.version,
    )
