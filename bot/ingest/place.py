"""The stage that gives articles their place: copy or version, story, summary, what was new.

One placer a language, elected by a lease, because assignment depends on order; the lease's epoch
fences the writes of one that has lost it. Memory is a cache of what the database records: after a
crash, a lost lease or an error it is loaded anew and the same articles are placed again, with the
same result.
"""

import asyncio
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot import compute
from bot.ingest import sequels
from bot.ingest.items import item_of
from bot.ingest.telling import MAX_SHOWN, MAX_SOURCES, Joined, Telling, tell_all
from bot.model import Article, ArticleId, StoryId
from bot.store import articles, claims, events, groupings, leases, search, stories
from bot.store.claims import Owner
from bot.store.database import Database, Transaction
from summaries.copies import Known, headline_key, pack, unpack
from summaries.sequels import N_YOUNG
from summaries.stories import HORIZON_SECONDS, Placement, Stories

BATCH = 100
"""Articles of one commit: a crash loses at most the time to place so many again."""

_TELL_SECONDS = 60.0
# The counts weigh megabytes after months; what came since is counted again from the articles.
_IDF_EVERY = timedelta(minutes=10)

_log = structlog.get_logger()


@dataclass(slots=True)
class _Cache:
    stories: Stories
    epoch: int
    counted_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Placed:
    article: Article
    placement: Placement
    fingerprint: bytes
    n_told: int

    @property
    def may_be_sequel(self) -> bool:
        """Whether the store is asked what it goes on with: only what begins a story tells that."""
        known = self.placement.copy_of or self.placement.version_of or self.placement.earlier
        return known is None and self.n_told <= N_YOUNG

    @property
    def copy_of(self) -> ArticleId | None:
        """The article that this one repeats; a new version of itself repeats nothing."""
        first = self.placement.copy_of or self.placement.version_of
        return None if first in (None, self.article.id) else ArticleId(first)


class Placer:
    """Places waiting articles; holds the live stories of the languages whose lease it has."""

    def __init__(self, database: Database, *, owner: Owner, lease_seconds: float) -> None:
        self._database = database
        self._owner = owner
        self._lease_seconds = lease_seconds
        self._caches: dict[str, _Cache] = {}
        # Languages in which a batch failed: one article at a time until the poison is found.
        self._careful: set[str] = set()
        self._n_failed: Counter[ArticleId] = Counter()

    async def place_waiting(self, now: datetime) -> int:
        """Place a batch in each language that has waiting articles; return how many."""
        async with self._database.read() as tx:
            languages = await articles.waiting_languages(tx, now=now)
        return sum([await self._place_language(language, now) for language in languages])

    async def _place_language(self, language: str, now: datetime) -> int:
        async with self._database.begin() as tx:
            epoch = await leases.take(
                tx, f"place:{language}", owner=self._owner, seconds=self._lease_seconds
            )
        if epoch is None:
            self._caches.pop(language, None)
            return 0
        cache = await self._cache(language, epoch, now)
        size = 1 if language in self._careful else BATCH
        async with self._database.read() as tx:
            waiting = await articles.waiting(tx, language, n=size, now=now)
        try:
            return await self._place_batch(cache, waiting, now)
        except Exception:
            self._caches.pop(language, None)
            await self._failed(language, waiting, now)
            raise

    async def _failed(self, language: str, waiting: Sequence[Article], now: datetime) -> None:
        """Find the poison: after a failure one article at a time, until one fails alone.

        That one waits longer with each try, so that it does not hold up the others.
        """
        if len(waiting) > 1:
            self._careful.add(language)
            return
        self._careful.discard(language)
        [article] = waiting
        self._n_failed[article.id] += 1
        wait = claims.backoff_seconds(self._n_failed[article.id], jitter=0.5)
        async with self._database.begin() as tx:
            due_at = now + timedelta(seconds=wait)
            await articles.fail_placing(tx, article.id, error="placing-failed", due_at=due_at)
        _log.warning("article.not_placed", article_id=article.id)

    async def _place_batch(self, cache: _Cache, waiting: Sequence[Article], now: datetime) -> int:
        language = cache.stories.language
        async with self._database.begin() as tx:
            ids = await groupings.reserve_ids(tx, len(waiting))
        placed = await compute.run_in_thread(_place, cache.stories, waiting, ids, now)
        async with self._database.read() as tx:
            placed = await _linked(tx, cache.stories, placed, now)
            joined = await _joined(tx, language, placed)
        tellings = await _tellings(joined, now)
        async with self._database.begin() as tx:
            if not await leases.holds(
                tx, f"place:{language}", owner=self._owner, epoch=cache.epoch
            ):
                self._caches.pop(language, None)
                return 0
            await _write(tx, cache, placed, tellings, now)
        _log.info("articles.placed", language=language, n=len(placed), n_stories=len(tellings))
        return len(placed)

    async def _cache(self, language: str, epoch: int, now: datetime) -> _Cache:
        cache = self._caches.get(language)
        if cache is None or cache.epoch != epoch:
            cache = await _load(self._database, language, epoch, now)
            self._caches[language] = cache
        cache.stories.forget(now)
        return cache


async def _tellings(joined: Sequence[Joined], now: datetime) -> list[Telling]:
    """What is told of each story, worked out on all cores; in order of id, as rows are locked."""
    n = min(len(joined), os.cpu_count() or 1)
    parts = await asyncio.gather(
        *(compute.run(tell_all, joined[i::n], now, timeout_seconds=_TELL_SECONDS) for i in range(n))
    )
    found = [telling for part in parts for telling in part]
    return sorted(found, key=lambda telling: telling.story.id)


def _place(
    live: Stories, waiting: Sequence[Article], ids: Sequence[StoryId], now: datetime
) -> list[_Placed]:
    placed = []
    for article, new_story in zip(waiting, ids, strict=True):
        item = item_of(article)
        placement = live.place(item, now=now, new_story=new_story)
        placed.append(
            _Placed(
                article=article,
                placement=placement,
                fingerprint=pack(item.fingerprint),
                n_told=live.n_told(placement.story),
            )
        )
    return placed


async def _linked(
    tx: Transaction, live: Stories, placed: Sequence[_Placed], now: datetime
) -> list[_Placed]:
    """The same, each with the story that it goes on with after a silence of days or weeks."""
    young = [one.article for one in placed if one.may_be_sequel]
    found = await sequels.earlier(tx, live, young, now=now)
    return [
        replace(one, placement=replace(one.placement, earlier=found[one.article.id]))
        if one.article.id in found
        else one
        for one in placed
    ]


# ---- reading -------------------------------------------------------------------------------------


async def _load(database: Database, language: str, epoch: int, now: datetime) -> _Cache:
    since = now - timedelta(seconds=HORIZON_SECONDS)
    async with database.read() as tx:
        states = await groupings.live(tx, language, since=since)
        counts = await groupings.idf(tx, language)
        recent = await articles.placed_since(tx, language, since)
        counted_until = counts[1] if counts else None
        uncounted = await articles.counted_since(tx, language, counted_until or _LONG_AGO)
    live = await compute.run_in_thread(
        lambda: Stories.load(
            language,
            [(int(story_id), state) for story_id, state in states],
            counts[0] if counts else None,
            recent=[_known(row) for row in recent],
            uncounted=[(item_of(article), placed_at) for article, placed_at in uncounted],
        )
    )
    _log.info("stories.loaded", language=language, n_stories=len(live))
    return _Cache(stories=live, epoch=epoch, counted_until=counted_until)


_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _known(row: articles.Placed) -> Known:
    return Known(
        id=row.id,
        first=row.copy_of or row.id,
        story=row.story_id,
        url_key=row.url_key,
        source=row.publisher,
        headline=headline_key(row.title),
        at=min(row.published_at, row.placed_at).timestamp(),
        seen_at=row.placed_at.timestamp(),
        text=unpack(row.fingerprint),
    )


async def _joined(tx: Transaction, language: str, placed: Sequence[_Placed]) -> tuple[Joined, ...]:
    """Each story that the batch touched, with its old and new articles in the order of telling."""
    lasting = {old: to for one in placed for old, to in one.placement.fused}
    newcomers: dict[StoryId, list[Article]] = defaultdict(list)
    for one in placed:
        story_id = StoryId(_follow(lasting, one.placement.story))
        newcomers[story_id].append(_as_placed(one, story_id))
    return tuple(
        [
            await _one_joined(tx, language, story_id, newcomers[story_id], _olds(lasting, story_id))
            for story_id in sorted(newcomers)
        ]
    )


async def _one_joined(
    tx: Transaction,
    language: str,
    story_id: StoryId,
    newcomers: Sequence[Article],
    olds: Sequence[StoryId],
) -> Joined:
    known = await stories.heads(tx, [story_id, *olds])
    shown: list[str] = []
    members = {article.id: article for article in newcomers}
    for story in known:
        for article in await articles.sources_of(tx, story.id, n=MAX_SOURCES):
            members.setdefault(article.id, article)
        for event in await events.of_story(tx, story.id, n=MAX_SHOWN):
            shown += [sentence.text for sentence in event.sentences]
        shown += [sentence.text for sentence in story.summary]
    return Joined(
        story_id=story_id,
        language=language,
        before=next((story for story in known if story.id == story_id), None),
        met=tuple(story for story in known if story.id != story_id),
        articles=tuple(sorted(members.values(), key=lambda a: (a.told_at, a.id))),
        joined=frozenset(article.id for article in newcomers),
        shown=tuple(dict.fromkeys(shown)),
    )


def _as_placed(one: _Placed, story_id: StoryId) -> Article:
    return replace(one.article, story_id=story_id, copy_of=one.copy_of)


def _follow(lasting: dict[int, int], story_id: int) -> int:
    while story_id in lasting:
        story_id = lasting[story_id]
    return story_id


def _olds(lasting: dict[int, int], story_id: int) -> list[StoryId]:
    return [StoryId(old) for old in lasting if _follow(lasting, old) == story_id]


# ---- writing -------------------------------------------------------------------------------------


async def _write(
    tx: Transaction,
    cache: _Cache,
    placed: Sequence[_Placed],
    tellings: Sequence[Telling],
    now: datetime,
) -> None:
    """One commit: places, stories, what was new, and the placer's own state."""
    met = [StoryId(old) for one in placed for old, _ in one.placement.fused]
    await articles.lock(tx, [one.article.id for one in placed], of_stories=met)
    await stories.save_all(tx, [telling.story for telling in tellings], now=now)
    await _write_places(tx, placed, now)
    for telling in tellings:
        await _write_reach(tx, telling)
    await search.index(tx, [_entry(telling) for telling in tellings])
    await events.add(tx, [e for telling in tellings for e in _events(telling, now)])
    states = cache.stories.changed().items()
    await groupings.save(tx, {StoryId(i): state or None for i, state in states}, now=now)
    if _counts_are_due(cache, placed, now):
        counts = cache.stories.idf_state()
        await groupings.save_idf(tx, cache.stories.language, counts, until=now)
        cache.counted_until = now


async def _write_places(tx: Transaction, placed: Sequence[_Placed], now: datetime) -> None:
    lasting = {old: to for one in placed for old, to in one.placement.fused}
    placings = [
        articles.Placing(
            article_id=one.article.id,
            version=one.article.version,
            story_id=StoryId(_follow(lasting, one.placement.story)),
            copy_of=one.copy_of,
            fingerprint=one.fingerprint,
            placement=_reasons(one.placement),
        )
        for one in placed
    ]
    await articles.set_placed(tx, placings, now=now)
    for old in lasting:
        last = StoryId(_follow(lasting, old))
        await articles.move(tx, old=StoryId(old), lasting=last)
        await stories.fuse(tx, old=StoryId(old), lasting=last)
        await search.forget(tx, StoryId(old))


async def _write_reach(tx: Transaction, telling: Telling) -> None:
    story_id = telling.story.id
    await stories.save_reach(
        tx,
        story_id,
        n_outlets=await articles.n_outlets(tx, story_id),
        topics=await articles.topics_of_story(tx, story_id),
        headline={
            "article_id": telling.headline.article.id,
            "agreement": round(telling.headline.agreement, 3),
            "n_titles": telling.headline.n_titles,
        },
    )


def _entry(telling: Telling) -> search.Entry:
    return search.Entry(story_id=telling.story.id, text=telling.text, stems=telling.stems)


def _events(telling: Telling, now: datetime) -> list[events.Event]:
    return [
        events.Event(
            story_id=telling.story.id,
            article_id=news.article.id,
            version=news.article.version,
            at=min(news.article.told_at, now),
            known_at=now,
            kind=news.kind,
            sentences=news.sentences,
        )
        for news in telling.news
    ]


def _reasons(placement: Placement) -> dict[str, Any]:
    """What `stories explain` shows, as JSON."""
    reasons = {
        "best": placement.best,
        "probability": placement.probability,
        "needed": placement.needed,
        "features": dict(placement.features),
        "runner_up": placement.runner_up,
        "copy_of": placement.copy_of,
        "version_of": placement.version_of,
        "earlier": placement.earlier,
        "fused": placement.fused,
        "counted": None if placement.is_counted else False,
    }
    return {name: value for name, value in reasons.items() if value not in (None, (), {})}


def _counts_are_due(cache: _Cache, placed: Sequence[_Placed], now: datetime) -> bool:
    """Now and then; and with each new version, which a recount from the articles would miss."""
    if cache.counted_until is None or now - cache.counted_until >= _IDF_EVERY:
        return True
    return any(one.article.version > 1 for one in placed)
