"""A digest tells each story once, the most important first, and says what it leaves out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.compose import candidates, compose, shortened
from bot.digests.window import what_is_new
from bot.model import Length, Mark, MarkKind, Preferences, Quotation, Story, StoryId
from tests.digests.builders import NOW, SINCE, a_mark, a_quotation, a_story, a_window

NEWS = a_quotation("A diver found the barge.", article=7)


def nothing(_story: Story, _seen: Mark) -> tuple[Quotation, ...]:
    """Find no new sentence."""
    return ()


def test_a_new_story_is_told_with_its_summary() -> None:
    """Three sentences of a story that the reader does not know."""
    edition = compose(a_window(a_story()), Preferences(), nothing)
    (told,) = edition.told
    assert (told.quotations, told.is_update) == (a_story().summary[:3], False)


def test_a_known_story_without_news_is_left_out() -> None:
    """What was told before is counted, not told again."""
    edition = compose(a_window(a_story(), marks=(a_mark(1),)), Preferences(), nothing)
    assert (edition.told, edition.n_seen) == ((), 1)


def test_a_known_story_comes_back_with_its_news_alone() -> None:
    """An update is made of the sentences that the reader has not seen."""
    seen = a_mark(1, texts=("The port is closed.",))
    found = what_is_new({StoryId(1): (a_quotation("The port is closed."), NEWS, NEWS)})
    (told,) = compose(a_window(a_story(), marks=(seen,)), Preferences(), found).told
    assert (told.quotations, told.is_update) == ((NEWS,), True)


def test_a_story_seen_at_its_newest_is_not_told() -> None:
    """Who opened the story after its last news gets no update of it."""
    found = what_is_new({StoryId(1): (NEWS,)})
    edition = compose(a_window(a_story(), marks=(a_mark(1, revision=2),)), Preferences(), found)
    assert edition.told == ()


def test_muted_stories_and_words_are_left_out() -> None:
    """A mute of a story holds until its end, a muted word always; both are counted."""
    stories = (a_story(1), a_story(2), a_story(3, headline="Football again"))
    marks = (
        a_mark(1, MarkKind.MUTED, until=NOW + timedelta(days=1)),
        a_mark(2, MarkKind.MUTED, until=NOW - timedelta(days=1)),
    )
    wishes = Preferences(muted_words=("football",))
    edition = compose(a_window(*stories, marks=marks), wishes, nothing)
    assert ([told.story.id for told in edition.told], edition.n_muted) == ([2], 2)


def test_what_the_digest_before_counted_is_not_counted_again() -> None:
    """The overlap with the window before brings what it missed, and no counts."""
    before = SINCE - timedelta(seconds=5)
    stories = (a_story(1, news_at=before), a_story(2, news_at=before), a_story(3, news_at=before))
    marks = (a_mark(1, revision=2), a_mark(2, MarkKind.MUTED))
    edition = compose(a_window(*stories, marks=marks), Preferences(), nothing)
    assert [told.story.id for told in edition.told] == [3]
    assert (edition.n_seen, edition.n_muted) == (0, 0)


def test_must_words_choose() -> None:
    """With words of their own readers get only stories that hold one of them."""
    stories = (a_story(1, headline="Ferry strike ends"), a_story(2))
    edition = compose(a_window(*stories), Preferences(must_words=("ferry", "port")), nothing)
    assert [told.story.id for told in edition.told] == [1]
    assert edition.reasons == {StoryId(1): "outlets=1 hours=2 words=ferry"}


def test_the_cut_is_counted() -> None:
    """As many stories as asked for; the others are below the cut, and `candidates` has them all."""
    window = a_window(*(a_story(n, n_outlets=n) for n in range(1, 6)))
    edition = compose(window, Preferences(n_stories=2), nothing)
    assert ([told.story.id for told in edition.told], edition.n_below_cut) == ([5, 4], 3)
    assert [story.id for story in candidates(window, Preferences(), nothing)] == [5, 4, 3, 2, 1]


def test_followed_stories_come_first() -> None:
    """A follow lifts a story over the cut."""
    window = a_window(a_story(1, n_outlets=9), a_story(2), marks=(a_mark(2, MarkKind.FOLLOWED),))
    edition = compose(window, Preferences(n_stories=1), nothing)
    assert [told.story.id for told in edition.told] == [2]


@pytest.mark.parametrize(
    ("length", "sentences"),
    [
        (Length.HEADLINES, [0, 0, 0, 0, 0]),
        (Length.SHORT, [3, 3, 3, 2, 2]),
        (Length.FULL, [5, 5, 5, 5, 5]),
    ],
)
def test_lengths(length: Length, sentences: list[int]) -> None:
    """Headlines alone, a front page that tells more of its first stories, or five of each."""
    window = a_window(*(a_story(n) for n in range(1, 6)))
    edition = compose(window, Preferences(length=length), nothing)
    assert [len(told.quotations) for told in edition.told] == sentences


def test_late_digests_say_so() -> None:
    """An hour after its time a digest is late, a minute after it is not."""
    late = [
        compose(a_window(due_at=NOW - delay), Preferences(), nothing).late
        for delay in (timedelta(hours=1), timedelta(minutes=1))
    ]
    assert late == [True, False]


@given(
    st.sets(st.integers(min_value=1, max_value=30)),
    st.sets(st.integers(min_value=1, max_value=30)),
    st.sets(st.integers(min_value=1, max_value=30)),
    st.integers(min_value=1, max_value=10),
)
def test_every_story_is_told_or_counted(
    stories: set[int], seen: set[int], muted: set[int], n_stories: int
) -> None:
    """Nothing disappears: told, muted, seen and below the cut add up."""
    marks = (*(a_mark(n) for n in seen), *(a_mark(n, MarkKind.MUTED) for n in muted))
    window = a_window(*(a_story(n) for n in stories), marks=marks)
    edition = compose(window, Preferences(n_stories=n_stories), nothing)
    counted = edition.n_muted + edition.n_seen + edition.n_below_cut
    assert len(edition.told) + counted == len(stories)
    assert len(edition.told) <= n_stories


def test_a_shortened_edition_keeps_its_stories() -> None:
    """Fewer sentences, nothing else changes."""
    edition = compose(a_window(a_story(1), a_story(2)), Preferences(), nothing)
    short = shortened(edition, 1)
    assert [len(told.quotations) for told in short.told] == [1, 1]
    assert shortened(short, 1) == short
