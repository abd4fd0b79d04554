"""What many outlets report and what is new comes first, and each place has its reason."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.rank import ranked, score, words_in
from bot.model import Reason, Story, StoryId
from tests.digests.builders import NOW, a_story

STORIES = st.lists(
    st.builds(
        lambda number, n_outlets, hours: a_story(
            number, n_outlets=n_outlets, news_at=NOW - timedelta(hours=hours)
        ),
        st.integers(min_value=1, max_value=50),
        st.integers(min_value=0, max_value=30),
        st.integers(min_value=-1, max_value=100),
    ),
    unique_by=lambda story: story.id,
    max_size=8,
)


@given(STORIES, st.randoms())
def test_the_order_does_not_depend_on_the_input(stories: list[Story], random: object) -> None:
    """However the store hands them over, the order is the same."""
    shuffled = list(stories)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert ranked(shuffled, now=NOW) == ranked(stories, now=NOW)


@given(STORIES)
def test_scores_lie_between_nought_and_one(stories: list[Story]) -> None:
    """A score is a score, for no outlets, thirty, and a story of the future too."""
    assert all(0 <= score(story, NOW) <= 1 for story in stories)


def test_more_outlets_come_before_few() -> None:
    """Six outlets of yesterday evening stand above one outlet of this morning."""
    many = a_story(1, n_outlets=6, news_at=NOW - timedelta(hours=12))
    one = a_story(2, n_outlets=1, news_at=NOW - timedelta(hours=1))
    assert [r.story.id for r in ranked([one, many], now=NOW)] == [1, 2]


def test_copies_count_once() -> None:
    """Five outlets with one text are one source, so two that wrote their own come first."""
    copied = a_story(1, n_outlets=1, n_copies=4)
    own = a_story(2, n_outlets=2)
    assert [r.story.id for r in ranked([copied, own], now=NOW)] == [2, 1]


def test_newer_comes_before_older() -> None:
    """With equal coverage the newer part decides."""
    old, new = a_story(1, news_at=NOW - timedelta(hours=9)), a_story(2)
    assert [r.story.id for r in ranked([old, new], now=NOW)] == [2, 1]


def test_followed_stories_come_first() -> None:
    """What the reader follows stands above what everyone reports."""
    found = ranked([a_story(1, n_outlets=12), a_story(2)], now=NOW, followed={StoryId(2)})
    assert [r.story.id for r in found] == [2, 1]


def test_each_place_has_its_reason() -> None:
    """The reason tells outlets, age and the reader's own words, and comes back from its text."""
    story = a_story(1, n_outlets=3, headline="Ferry strike ends")
    (one,) = ranked([story], now=NOW, words=("strike", "port"))
    assert one.reason == Reason(n_outlets=3, age_hours=2, words=("strike",))
    assert Reason.read(str(one.reason)) == one.reason


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("strike", True),
        ("STRIKE", True),
        ("ferry strike", True),
        ("strik", False),
        ("strik*", True),
        ("ferries", False),
        ("c++", False),
        ("*", False),
        ("", False),
        ("(", False),
        ("(unhurt)", True),
    ],
)
def test_words_are_found_whole(word: str, found: bool) -> None:  # noqa: FBT001  # a table's column
    """A word is found in any case, whole, as a phrase, or as a beginning with a star."""
    story = a_story(headline="Ferry strike ends, crew (unhurt) home")
    assert words_in(story, [word]) == ((word,) if found else ())


def test_words_of_scripts_without_spaces() -> None:
    """In Japanese a word is found inside the sentence."""
    assert words_in(a_story(headline="港湾ストライキが終了"), ["ストライキ"]) == ("ストライキ",)
