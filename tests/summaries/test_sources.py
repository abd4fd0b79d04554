"""Stories of many sources."""

from dataclasses import replace

import pytest

from summaries import NothingToSummarize, SourceText, summarize_story, what_is_new
from tests.summaries.texts import BRIDGE, BRIDGE_AGAIN, BRIDGE_LATER, STORY


def test_a_story_takes_one_sentence_a_source() -> None:
    """Three places for three sources: each source has one."""
    told = summarize_story(STORY, language="en", n_sentences=3)
    assert sorted(s.article for s in told.sentences) == [0, 1, 2]


def test_a_story_is_told_in_the_order_of_publication() -> None:
    """Sources given out of order are read by their time, and keep their index."""
    told = summarize_story((BRIDGE_LATER, BRIDGE), language="en", n_sentences=2)
    assert [s.article for s in told.sentences] == [1, 0]


def test_a_copy_tells_nothing_twice() -> None:
    """Two outlets with one text: no sentence is shown from both."""
    told = summarize_story((BRIDGE, BRIDGE), language="en", n_sentences=6)
    assert len({s.text for s in told.sentences}) == len(told.sentences)


def test_copies_are_one_source() -> None:
    """A text that two outlets print takes the places of one source."""
    copy = replace(BRIDGE, source="Kopie", published_at=None)
    told = summarize_story((BRIDGE, copy, BRIDGE_AGAIN), language="en", n_sentences=3)
    assert {s.article for s in told.sentences} == {0, 2}


def test_only_what_adds_is_new() -> None:
    """What was seen is not told again; what the later article adds is."""
    seen = [s.text for s in summarize_story(STORY[:2], language="en", n_sentences=13).sentences]
    new = what_is_new(STORY, seen, language="en", n_sentences=2)
    assert {s.text for s in new.sentences}.isdisjoint(seen)
    assert 2 in {s.article for s in new.sentences}


def test_nothing_is_new_to_who_saw_all() -> None:
    """An article that was read whole adds nothing."""
    new = what_is_new([BRIDGE_AGAIN], BRIDGE_AGAIN.text.split("\n\n"), language="en")
    assert (new.sentences, new.method) == ((), "none")


def test_no_articles_tell_nothing() -> None:
    """Of no article and of empty ones an error says that there is nothing."""
    for articles in [], [SourceText(text="")]:
        with pytest.raises(NothingToSummarize):
            summarize_story(articles)
