"""Sequels: an event that goes on after weeks is linked; one that only looks like it is not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries.sequels import N_ASKED, asked, resumed
from summaries.stories import Item, Stories
from tests.summaries.texts import AGROUND, INQUIRY

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
WEEKS_AGO = NOW - timedelta(days=17)

QUAKE = (
    "Earthquake of magnitude 6.1 kills 40 in Varesh",
    (
        "An earthquake of magnitude 6.1 struck the mountains of Varesh on Tuesday night and "
        "killed at least 40 people, the ministry of the interior said. Rescuers searched for "
        "survivors under collapsed houses in the town of Dorlin."
    ),
)
QUAKE_ELSEWHERE = (
    "Earthquake of magnitude 6.4 kills 25 in Ostrelia",
    (
        "An earthquake of magnitude 6.4 struck the coast of Ostrelia on Friday morning and "
        "killed at least 25 people, the civil protection said. Rescuers searched for "
        "survivors under collapsed houses in the port of Menna."
    ),
)
REPORT = (
    "Ombudsman of Tarn counts 4,100 complaints in yearly report",
    (
        "The ombudsman of Tarn received 4,100 complaints last year, her yearly report says. "
        "Most were about slow pensions; the finance office answered late in one case of "
        "three."
    ),
)
OTHER_REPORT = (
    "Water board of Lisk counts 310 leaks in yearly report",
    (
        "The water board of Lisk found 310 leaks last year, its yearly report says. Most were "
        "in old pipes below the harbour; one repair in three came late."
    ),
)
MATCH = (
    "Rovers beat Wanderers 3-1 in the league",
    (
        "Rovers beat Wanderers 3-1 on Saturday with two goals by Ilan Pesch in the second "
        "half. They stay fourth in the league."
    ),
)
NEXT_MATCH = (
    "United beat Athletic 2-0 in the league",
    (
        "United beat Athletic 2-0 on Saturday with goals by Teo Marn and Jory Vale in the "
        "first half. They climb to second in the league."
    ),
)


def an_item(id_: int, told: tuple[str, str], at: datetime) -> Item:
    """An article of the outlet with its number."""
    title, text = told
    return Item(
        id=id_,
        title=title,
        text=text,
        url_key=None,
        source=f"outlet {id_}",
        language="en",
        published_at=at,
    )


def links(later: tuple[str, str], *before: tuple[str, str]) -> int | None:
    """The story that *later* goes on with, of those told 17 days before it, numbered from 1."""
    stored = {n: [an_item(n, told, WEEKS_AGO)] for n, told in enumerate(before, 1)}
    return resumed(an_item(99, later, NOW), stored, Stories("en"), now=NOW)


def test_an_event_goes_on_after_weeks() -> None:
    """An inquiry names the grounding that it looks into, among other stories."""
    assert links(INQUIRY, QUAKE, AGROUND, REPORT) == 2


@pytest.mark.parametrize(
    ("later", "before"),
    [(QUAKE_ELSEWHERE, QUAKE), (OTHER_REPORT, REPORT), (NEXT_MATCH, MATCH)],
    ids=["second earthquake in another land", "yearly report of another office", "next match"],
)
def test_one_kind_of_event_is_no_sequel(later: tuple[str, str], before: tuple[str, str]) -> None:
    """What shares the words of its kind alone is linked to nothing."""
    assert links(later, before, AGROUND) is None


def test_a_sequel_follows_what_it_goes_on_with() -> None:
    """A story that was heard of after the article was published is nothing that it goes on with."""
    late = {1: [an_item(1, AGROUND, NOW)]}
    assert resumed(an_item(2, INQUIRY, WEEKS_AGO), late, Stories("en"), now=NOW) is None


def test_an_article_is_asked_by_its_heaviest_words() -> None:
    """Names come first; a headline of two words asks nothing."""
    stories = Stories("en")
    words = asked(an_item(1, INQUIRY, NOW), stories)
    assert {"aurora", "brindl"} <= set(words[:4])
    assert asked(an_item(2, ("Morning briefing", ""), NOW), stories) == ()


@pytest.mark.parametrize("times", [(None,), (NOW + timedelta(days=400),)])
def test_times_that_cannot_be_count_as_now(times: Sequence[datetime | None]) -> None:
    """An article without time, or from the future, goes on with what came before now."""
    stored = {1: [an_item(1, AGROUND, WEEKS_AGO)]}
    [at] = times
    title, text = INQUIRY
    item = Item(
        id=2, title=title, text=text, url_key=None, source="x", language="en", published_at=at
    )
    assert resumed(item, stored, Stories("en"), now=NOW) == 1


@given(title=st.text(max_size=80), text=st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_article_can_ask(title: str, text: str) -> None:
    """Each heaviest term has its word, whatever the text holds."""
    words = asked(an_item(1, (title, text), NOW), Stories("en"))
    assert len(words) == 0 or 3 <= len(words) <= N_ASKED
