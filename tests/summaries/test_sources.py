"""Stories of many sources."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries import (
    NothingToSummarize,
    Sentence,
    SourceText,
    Summary,
    answer,
    summarize_story,
    what_is_new,
)
from tests.summaries.texts import BRIDGE, BRIDGE_AGAIN, BRIDGE_LATER, STORY

# Paragraphs of three articles and what pages put between them.
LINES = [line for article in STORY for line in article.text.split("\n\n")]
LINES += ["“No,” he said.", "But", "Read more", '"', "今日は雨だ。", "السلام عليكم.", "\u200b…"]


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


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.permutations(range(len(LINES))), min_size=1, max_size=3),
    st.integers(0, 5),
    st.sampled_from(["en", "de", "ja", "xx"]),
)
def test_stories_and_answers_are_verbatim_ordered_and_the_same(
    orders: list[list[int]], n_sentences: int, code: str
) -> None:
    """Whatever the articles: verbatim spans, in order in each, no more than asked for, always."""
    articles = [SourceText(text="\n\n".join(LINES[i] for i in order[:7])) for order in orders]
    for tell in (
        partial(summarize_story, articles),
        partial(what_is_new, articles, [LINES[0]]),
        partial(answer, "Who closed the bridge?", articles),
    ):
        told = _told(tell, code, n_sentences)
        places = [(s.article, s.start, s.end) for s in told]
        assert all(articles[s.article].text[s.start : s.end] == s.text for s in told)
        assert places == sorted(set(places))
        assert len(told) <= n_sentences
        assert told == _told(tell, code, n_sentences)


def _told(tell: Callable[..., Summary], code: str, n_sentences: int) -> tuple[Sentence, ...]:
    try:
        return tell(language=code, n_sentences=n_sentences).sentences
    except NothingToSummarize:
        return ()
