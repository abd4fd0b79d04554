"""What a look at a feed means."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedFormatError, FetchError
from bot.ingest import changes, rhythm
from bot.ingest.answer import Fetched, Gone
from bot.ingest.changes import Look, Read, Same
from bot.model import Entry, Feed, FeedDocument, FeedId, FeedState
from tests.builders import NOON

URL = "https://harbour.example/feed"
HOUR = timedelta(hours=1)


def a_feed(**changed: Any) -> Feed:
    """A feed that was looked at an hour ago and is well."""
    feed = Feed(
        id=FeedId(7),
        url=URL,
        title="Harbour Times",
        site_url="https://harbour.example/",
        language="en",
        topics=("world",),
        state=FeedState.ACTIVE,
        next_look_at=NOON,
        last_look_at=NOON - HOUR,
        interval_seconds=1800.0,
        etag='"1"',
        last_modified=None,
        body_hash="old",
        failures=0,
        failing_since=None,
        reason=None,
    )
    return replace(feed, **changed)


def an_entry(number: int = 1, **changed: Any) -> Entry:
    """An entry of a teaser, one hour old a number."""
    entry = Entry(
        id=f"e{number}",
        url=f"https://harbour.example/{number}",
        title=f"Ferry {number} sails",
        published_at=NOON - number * HOUR,
        summary="It sails at noon.",
    )
    return replace(entry, **changed)


def read(*entries: Entry, **changed: Any) -> Read:
    """A changed feed with these entries."""
    fetched = Fetched(url=URL, final_url=URL, permanent_url=None, status=200, body=b"", etag='"2"')
    document = FeedDocument(
        title="Harbour Times",
        url="https://harbour.example/",
        language="en",
        ttl_seconds=changed.pop("ttl_seconds", None),
        entries=entries,
    )
    return Read(fetched=replace(fetched, **changed), document=document, body_hash="new")


def decide(feed: Feed, result: changes.Result) -> Look:
    """Decide at noon, with the usual least interval."""
    return changes.decide(feed, result, now=NOON, least_seconds=300.0)


def wait_seconds(look: Look) -> float:
    """How long until the next look."""
    return (look.feed.next_look_at - NOON).total_seconds()


def test_new_entries_become_articles_newest_first() -> None:
    """An entry with a teaser is an article whose page is wanted."""
    look = decide(a_feed(), read(an_entry(2), an_entry(1)))
    assert [(new.title, new.page_wanted, new.feed_id) for new in look.articles] == [
        ("Ferry 1 sails", True, 7),
        ("Ferry 2 sails", True, 7),
    ]


def test_full_text_needs_no_page() -> None:
    """A feed that tells all is believed."""
    whole = an_entry(content="The ferry sails at noon from the old pier. " * 40)
    assert not decide(a_feed(), read(whole)).articles[0].page_wanted


def test_archives_are_no_news() -> None:
    """What is older than a week does not come in."""
    assert decide(a_feed(), read(an_entry(24 * 8))).articles == ()


def test_first_look_takes_few_undated_entries() -> None:
    """A feed without dates does not flood the first digest."""
    undated = [an_entry(number, published_at=None) for number in range(1, 60)]
    look = decide(a_feed(body_hash=None), read(*undated))
    assert len(look.articles) == changes.MAX_UNDATED


def test_nothing_is_published_later_than_now() -> None:
    """A stamp of tomorrow counts as now, one of next year as none."""
    soon = an_entry(1, published_at=NOON + 2 * HOUR)
    late = an_entry(2, published_at=NOON + timedelta(days=300))
    look = decide(a_feed(), read(soon, late))
    assert {new.published_at for new in look.articles} == {NOON}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("/news/1", "https://harbour.example/news/1"),
        ("harbour.example/news/1", "https://harbour.example/news/1"),
        ("https://coast.example/1", "https://coast.example/1"),
        (None, None),
    ],
)
def test_addresses_are_made_whole(told: str | None, expected: str | None) -> None:
    """Relative links are resolved against the site."""
    assert decide(a_feed(), read(an_entry(url=told))).articles[0].url == expected


def test_entries_of_other_sites_are_theirs() -> None:
    """An aggregator is not the publisher of what it points to."""
    look = decide(a_feed(), read(an_entry(url="https://www.coast.example/1")))
    assert look.articles[0].outlet == "coast.example"


def test_interval_follows_the_rhythm_of_the_feed() -> None:
    """An entry an hour is looked for every half hour, ten per cent more or less."""
    look = decide(a_feed(), read(*(an_entry(number) for number in range(1, 20))))
    assert look.feed.interval_seconds == 1800.0
    assert 1620.0 <= wait_seconds(look) <= 1980.0


@pytest.mark.parametrize(("ttl_seconds", "expected"), [(7200.0, 7200.0), (10.0, 1800.0)])
def test_feed_may_ask_to_be_left_alone(ttl_seconds: float, expected: float) -> None:
    """A `ttl` lengthens the interval and never shortens it."""
    entries = [an_entry(number) for number in range(1, 20)]
    look = decide(a_feed(), read(*entries, ttl_seconds=ttl_seconds))
    assert look.feed.interval_seconds == expected


def test_freshness_delays_the_next_look() -> None:
    """`Cache-Control: max-age` of the answer is honoured."""
    assert wait_seconds(decide(a_feed(), Same(max_age_seconds=7200.0))) >= 6480.0


def test_quiet_feed_is_asked_less_often_up_to_once_an_hour() -> None:
    """At night a busy feed costs little."""
    feed = a_feed(interval_seconds=300.0)
    for _ in range(40):
        feed = decide(feed, Same()).feed
    assert feed.interval_seconds == rhythm.QUIET_SECONDS


def test_validators_of_a_redirect_are_not_kept() -> None:
    """They belong to another address."""
    look = decide(a_feed(), read(an_entry(), final_url="https://harbour.example/rss"))
    assert (look.feed.etag, look.feed.last_modified) == (None, None)


def test_gone_feed_is_retired() -> None:
    """410 ends the polling at once."""
    look = decide(a_feed(), Gone(url=URL))
    assert (look.feed.state, look.feed.reason) == (FeedState.GONE, "gone")


def test_failing_feed_backs_off_and_keeps_its_validators() -> None:
    """The wait doubles with each failure; what was stored stays as it was."""
    look = decide(a_feed(failures=2), FetchError("dns", "There is no host of that name."))
    assert (look.feed.failures, look.feed.reason, look.feed.etag) == (3, "dns", '"1"')
    assert 8 * 1620.0 <= wait_seconds(look) <= 8 * 1980.0


def test_feed_that_is_a_web_page_fails_with_its_reason() -> None:
    """200 with an error page is a failure like others."""
    look = decide(a_feed(), FeedFormatError("html", "That is a web page and not a feed."))
    assert (look.feed.reason, look.articles) == ("html", ())


def test_feed_that_failed_for_two_months_is_given_up() -> None:
    """Nobody is asked for ever."""
    feed = a_feed(failures=40, failing_since=NOON - timedelta(days=60))
    assert decide(feed, FetchError("dns", "No.")).feed.state is FeedState.GONE


def test_busy_host_is_no_failure() -> None:
    """Retry-After is obeyed and nothing is counted."""
    busy = FetchError("busy", "Later.", status=429, retry_after_seconds=20_000.0)
    look = decide(a_feed(), busy)
    assert (look.feed.failures, wait_seconds(look) >= 18_000.0) == (0, True)


def test_host_that_is_busy_for_ever_fails_in_time() -> None:
    """Each look counts after hours of it; two days later it is lost, and it ends in two months."""
    feed, told = a_feed(), []
    for n_days in (0, 1, 2, 30, 61):
        busy = FetchError("busy", "Later.", status=503, retry_after_seconds=9e3)
        at = NOON + timedelta(days=n_days)
        feed = changes.decide(feed, busy, now=at, least_seconds=300.0).feed
        told.append((feed.failures, changes.is_lost(feed), feed.state is FeedState.GONE))
    assert told == [
        (0, False, False),
        (1, False, False),
        (2, True, False),
        (3, True, False),
        (3, True, True),
    ]


def test_status_of_a_failing_feed_is_kept() -> None:
    """It is what tells a forbidden feed from a broken host."""
    assert decide(a_feed(), FetchError("status", "No.", status=403)).feed.reason == "http-403"


def test_feed_that_returns_is_well() -> None:
    """One good look forgets all failures."""
    look = decide(a_feed(failures=9, failing_since=NOON - HOUR, reason="dns"), Same())
    assert (look.feed.failures, look.feed.failing_since, look.feed.reason) == (0, None, None)


def test_new_address_is_learned_when_confirmed() -> None:
    """Three looks over a day, each led there by permanent redirects alone."""
    target = "https://harbour.example/rss"
    feed = a_feed()
    urls_then = []
    for hours in (0, 12, 25):
        result = read(an_entry(), final_url=target, permanent_url=target)
        feed = changes.decide(feed, result, now=NOON + hours * HOUR, least_seconds=300.0).feed
        urls_then.append(feed.url)
    assert urls_then == [URL, URL, target]


def test_detour_is_forgotten() -> None:
    """A look without the redirect starts the count anew."""
    look = decide(a_feed(moved_to="https://x.example/", moved_seen=2), read(an_entry()))
    assert (look.feed.moved_to, look.feed.moved_seen) == (None, 0)


@given(st.floats(min_value=1.0, max_value=1e6), st.integers(min_value=0, max_value=10_000))
def test_backoff_has_bounds(interval: float, failures: int) -> None:
    """Never longer than a week, whatever failed how often."""
    assert 0 < rhythm.backoff_seconds(interval, failures) <= max(rhythm.WEEK_SECONDS, interval)


@given(st.frozensets(st.integers(0, 167), max_size=167), st.integers(0, 90_000))
def test_silent_hours_are_passed_over(hours: frozenset[int], seconds: int) -> None:
    """A feed is not asked in the hours of the week in which it sleeps."""
    found = rhythm.next_look_at(NOON, seconds, seed="7", silent_hours=tuple(hours))
    assert found.weekday() * 24 + found.hour not in hours


@pytest.mark.parametrize("result", [Same(), FetchError("dns", "No such host.")])
def test_silent_hours_are_remembered(result: Same | FetchError) -> None:
    """A feed that sleeps all day but at seven is so after a look that saw no document, too."""
    silent = tuple(hour for hour in range(168) if hour % 24 != 7)
    look = decide(a_feed(silent_hours=silent), result)
    assert look.feed.next_look_at.hour == 7


def test_host_that_is_busy_is_left_alone_for_as_long_as_it_says() -> None:
    """The spread of looks never shortens what a host asks for."""
    looks = [
        decide(a_feed(id=FeedId(number)), FetchError("busy", "Later.", retry_after_seconds=9e3))
        for number in range(50)
    ]
    assert min(wait_seconds(look) for look in looks) >= 9e3


def test_a_feed_far_from_its_site_is_the_outlet() -> None:
    """What nearly all links of a feed lead to is its publisher's, wherever the feed stands."""
    near = [an_entry(number) for number in range(1, 9)]
    odd = an_entry(9, url="https://coast.example/9")
    feed = a_feed(url="https://cdn.example/harbour.xml", title="Harbour Sport", site_url=None)
    result = read(*near, odd)
    look = decide(feed, replace(result, document=replace(result.document, url=None)))
    assert [new.outlet for new in look.articles] == ["Harbour Sport"] * 8 + ["coast.example"]
    assert {new.publisher for new in look.articles[:8]} == {"harbour.example"}
