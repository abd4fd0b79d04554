"""Instants out of what feeds and pages call a date."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import dates

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-04T12:00:00Z",
        "2026-05-04T14:00:00+02:00",
        "2026-05-04 12:00",
        "Mon, 04 May 2026 12:00:00 GMT",
        "4 May 2026 08:00:00 -0400",
        "2026/5/4 12:00:00",
        "1777896000",
        "1777896000000",
    ],
)
def test_reads_the_forms_that_feeds_use(written: str) -> None:
    """One instant, many spellings; without a zone it is UTC."""
    assert dates.parse(written) == NOON


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "soon",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0001-01-01T00:00:00+14:00",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "2026-05-32",
        "2020-1-" * 10_000,
        "1970-01-01T00:00:00Z",
    ],
)
def test_junk_is_no_date(junk: str) -> None:
    """A stamp that cannot be a time of publication is none, and never an exception."""
    assert dates.parse(junk) is None


def test_the_far_future_is_not_plausible() -> None:
    """Nothing is pinned to the top of a digest by a date to come."""
    assert dates.plausible(NOON + timedelta(days=2), NOON) is None


@given(st.text(max_size=80))
def test_never_raises(anything: str) -> None:
    """Whatever stands in a date, the answer is an aware instant or nothing."""
    found = dates.parse(anything)
    assert found is None or found.tzinfo is UTC


def test_a_guessed_first_of_january_is_no_day() -> None:
    """Who finds no more than a year on a page guesses its first day; other guesses stand."""
    assert dates.guessed("2024-01-01") is None
    assert dates.guessed("2026-05-04") == NOON.replace(hour=0)
