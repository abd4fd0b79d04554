"""What a look at a feed means: its new state, its next look, the articles it brought. Pure.

The stage (`bot.ingest.poll`) fetches and parses, asks here, and writes what is answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import ComputeError, FetchError, IngestError
from bot.ingest import channel, dates, domains, rhythm, text, titles, urls
from bot.ingest.answer import Fetched, Gone
from bot.model import Entry, Feed, FeedDocument, FeedState, NewArticle

MAX_AGE = timedelta(days=7)
"""Older entries are an archive and not news."""

MAX_UNDATED = 20
"""Entries without a date that are taken at the first look at a feed."""

FULL_TEXT = 1_200
"""Characters from which a feed's text is taken for the article; teasers are below 600."""

PLAIN_EVERY_DAYS = 14
"""How often a feed is asked without validators, for hosts that answer "not modified" for ever."""

BUSY_FOR = timedelta(hours=6)
"""How long a host may ask to be left alone before that counts as failing: a flood passes in
minutes, and a host that says so for ever has no feed to give."""

TOLD_AFTER = timedelta(days=2)
"""How long a feed has failed when those who subscribed to it are told: most come back within a
night, and a site that moves house over a weekend needs two days."""

MOVED_LOOKS = 3
MOVED_FOR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A fetched feed, parsed. `body_hash` is the identity of its bytes."""

    fetched: Fetched
    document: FeedDocument
    body_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Same:
    """A feed that has not changed: the host said so, or the bytes are the same.

    `fetched` are the bytes; a host that sent them again may have given them new validators.
    """

    max_age_seconds: float | None = None
    fetched: Fetched | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What a look taught: the feed as it stands now, and its articles, newest first."""

    feed: Feed
    articles: tuple[NewArticle, ...] = ()


Result = Read | Same | Gone | IngestError | ComputeError


def decide(feed: Feed, result: Result, *, now: datetime, least_seconds: float) -> Look:
    """Return what follows from one look at *feed*.

    Args:
        feed: as it is stored.
        result: of fetching and parsing.
        now: when the look was.
        least_seconds: the setting `NUTGRAF_POLL_MIN_SECONDS`.
    """
    feed = replace(feed, last_look_at=now)
    match result:
        case Read():
            return _changed(feed, result, now=now, least_seconds=least_seconds)
        case Same():
            return _same(feed, result, now=now)
        case Gone():
            since = feed.failing_since or now
            gone = replace(feed, state=FeedState.GONE, failing_since=since, reason="gone")
            return Look(feed=gone)
        case FetchError(reason="busy", retry_after_seconds=float() as seconds):
            return _busy(feed, seconds, now=now)
        case FetchError(reason="status", status=int() as status):
            return _failed(feed, f"http-{status}", now=now)
        case _:
            return _failed(feed, result.reason, now=now)


def is_lost(feed: Feed) -> bool:
    """Tell whether those who subscribed to a feed should know that nothing comes of it.

    It has ended, or its last look failed as those of two days before. What is stored decides, so
    that of two looks one after the other only one can be the first that says so.
    """
    if feed.state is FeedState.GONE:
        return True
    if not feed.failures or feed.failing_since is None or feed.last_look_at is None:
        return False
    return feed.last_look_at - feed.failing_since >= TOLD_AFTER


def validators(feed: Feed, *, now: datetime) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified to ask with; none at the first look of every 14th day."""
    is_first_of_day = feed.last_look_at is None or feed.last_look_at.date() != now.date()
    if is_first_of_day and (now.toordinal() + feed.id) % PLAIN_EVERY_DAYS == 0:
        return None, None
    return feed.etag, feed.last_modified


def _changed(feed: Feed, read: Read, *, now: datetime, least_seconds: float) -> Look:
    document, fetched = read.document, read.fetched
    published = [at for entry in document.entries if (at := _published_at(entry, now))]
    interval_seconds = rhythm.interval_seconds(
        published, least=least_seconds, ttl_seconds=document.ttl_seconds
    )
    known = replace(
        _well(feed),
        title=feed.title or document.title or urls.outlet(feed.url),
        site_url=document.url or feed.site_url,
        language=feed.language or document.language,
        interval_seconds=interval_seconds,
        body_hash=read.body_hash,
        silent_hours=document.silent_hours,
    )
    known = _moved(_validated(known, fetched), fetched, now=now)
    wait_seconds = max(interval_seconds, fetched.max_age_seconds or 0.0)
    return Look(
        feed=_again(known, wait_seconds, now=now),
        articles=tuple(
            _articles(
                known,
                document,
                base=fetched.final_url,
                now=now,
                n_undated=MAX_UNDATED if feed.body_hash is None else len(document.entries),
            )
        ),
    )


def _same(feed: Feed, same: Same, *, now: datetime) -> Look:
    interval_seconds = rhythm.quieter_seconds(feed.interval_seconds)
    known = replace(_well(feed), interval_seconds=interval_seconds)
    if same.fetched is not None:
        known = _validated(known, same.fetched)
    return Look(feed=_again(known, max(interval_seconds, same.max_age_seconds or 0.0), now=now))


def _busy(feed: Feed, seconds: float, *, now: datetime) -> Look:
    """Obey a host that asks to be left alone; that it never ends counts as failing in time."""
    since = feed.failing_since or now
    known = replace(feed, failing_since=since, reason="busy")
    if now - since >= rhythm.GIVE_UP_AFTER:
        return Look(feed=replace(known, state=FeedState.GONE))
    if now - since >= BUSY_FOR:
        known = replace(known, failures=feed.failures + 1)
    wait_seconds = max(feed.interval_seconds, seconds)
    return Look(feed=_again(known, wait_seconds, now=now, least_seconds=seconds))


def _failed(feed: Feed, reason: str, *, now: datetime) -> Look:
    """Count a failure; validators of a document that we could not use are forgotten."""
    since = feed.failing_since or now
    failing = replace(feed, failures=feed.failures + 1, failing_since=since, reason=reason)
    if now - since >= rhythm.GIVE_UP_AFTER:
        return Look(feed=replace(failing, state=FeedState.GONE))
    wait_seconds = rhythm.backoff_seconds(feed.interval_seconds, failing.failures)
    return Look(feed=_again(failing, wait_seconds, now=now))


def _validated(feed: Feed, fetched: Fetched) -> Feed:
    """Keep what the host gave to be asked with; it belongs to the address that gave it."""
    if fetched.final_url != feed.url:
        return replace(feed, etag=None, last_modified=None)
    return replace(feed, etag=fetched.etag, last_modified=fetched.last_modified)


def _well(feed: Feed) -> Feed:
    return replace(feed, failures=0, failing_since=None, reason=None)


def _again(feed: Feed, wait_seconds: float, *, now: datetime, least_seconds: float = 0.0) -> Feed:
    at = rhythm.next_look_at(
        now,
        wait_seconds,
        seed=str(feed.id),
        least_seconds=least_seconds,
        silent_hours=feed.silent_hours,
    )
    return replace(feed, next_look_at=at)


def _moved(feed: Feed, fetched: Fetched, *, now: datetime) -> Feed:
    """Learn a new address once permanent redirects led there three times over a day."""
    if fetched.permanent_url is None:
        return replace(feed, moved_to=None, moved_seen=0, moved_since=None)
    if fetched.permanent_url != feed.moved_to or feed.moved_since is None:
        return replace(feed, moved_to=fetched.permanent_url, moved_seen=1, moved_since=now)
    seen = feed.moved_seen + 1
    if seen < MOVED_LOOKS or now - feed.moved_since < MOVED_FOR:
        return replace(feed, moved_seen=seen)
    return replace(feed, url=fetched.permanent_url, moved_to=None, moved_seen=0, moved_since=None)


def _articles(
    feed: Feed, document: FeedDocument, *, base: str, now: datetime, n_undated: int
) -> Iterator[NewArticle]:
    """Yield the entries that are news, newest first, each address once."""
    seen: set[str] = set()
    found = [(entry, _address(entry, document, base=base)) for entry in document.entries]
    own = _own_domains(feed, document, [url for _, url in found if url])
    for entry, url in sorted(found, key=lambda each: _moment(each[0], now), reverse=True):
        published_at = _published_at(entry, now)
        n_undated -= published_at is None
        if n_undated < 0 and published_at is None:
            continue
        if published_at is not None and now - published_at > MAX_AGE:
            continue
        article = _article(feed, document, entry, url=url, own=own, base=base, now=now)
        key = article.url_key or article.title
        if (article.title or article.text) and key not in seen:
            seen.add(key)
            yield article


def _article(
    feed: Feed,
    document: FeedDocument,
    entry: Entry,
    *,
    url: str | None,
    own: frozenset[str],
    base: str,
    now: datetime,
) -> NewArticle:
    body = max(entry.content, entry.summary, key=len)
    return NewArticle(
        url=url,
        url_key=urls.canonical(url) if url else None,
        title=titles.without_site(entry.title) or text.headline_of(body),
        text=body,
        outlet=_outlet(feed, url, own),
        language=document.language or feed.language,
        published_at=_published_at(entry, now) or now,
        author=entry.author,
        image=urls.public(entry.image, base=base),
        feed_id=feed.id,
        publisher=domains.publisher(url),
        page_wanted=url is not None and len(body) < FULL_TEXT and not channel.is_post(url),
    )


def _address(entry: Entry, document: FeedDocument, *, base: str) -> str | None:
    """Return the whole address of an entry.

    A link that begins with the host of the site, and so is meant whole, gets its scheme.
    """
    told = entry.url or ""
    host = urls.host(document.url or base)
    if host and told.startswith(f"{host}/"):
        told = f"https://{told}"
    return urls.shown(told or None, base=document.url or base)


def _own_domains(feed: Feed, document: FeedDocument, links: Sequence[str]) -> frozenset[str]:
    """Return the domains whose articles are the feed's own: its own, its site's, and its home."""
    places = [urls.registrable_domain(urls.host(place or "")) for place in (feed.url, document.url)]
    return frozenset({*places, domains.home(links)} - {""})


def _outlet(feed: Feed, url: str | None, own: frozenset[str]) -> str:
    """Return who published: the feed itself, or the host that an aggregator's entry points to."""
    if url is None or not own.isdisjoint(
        {urls.registrable_domain(urls.host(url)), domains.publisher(url)}
    ):
        return feed.title
    return urls.outlet(url)


def _published_at(entry: Entry, now: datetime) -> datetime | None:
    """Return when an entry was published, never later than now: nothing is pinned to the top."""
    at = dates.plausible(entry.published_at or entry.updated_at, now)
    return None if at is None else min(at, now)


def _moment(entry: Entry, now: datetime) -> datetime:
    return _published_at(entry, now) or now
