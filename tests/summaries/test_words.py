"""Words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.words import Words, bigrams, tokens


def test_tokens_keep_apostrophes_and_hyphens_inside() -> None:
    """A word is a run of letters and digits with apostrophes and hyphens inside."""
    assert tokens("The Mayor’s well-kept 3 secrets!") == [
        "the",
        "mayor's",
        "well-kept",
        "3",
        "secrets",
    ]


def test_tokens_keep_marks_of_indic_words() -> None:
    """A vowel sign does not part a Hindi word."""
    assert tokens("हिन्दी में समाचार।") == ["हिन्दी", "में", "समाचार"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("今日は晴れ", ["今日", "日は", "は晴", "晴れ"]), ("a 雨 b", ["雨"]), ("no kanji", [])],
)
def test_bigrams_pair_neighbours(text: str, expected: list[str]) -> None:
    """Han and kana give pairs of neighbours, a lone character itself."""
    assert bigrams(text) == expected


@given(st.text(alphabet=st.sampled_from(" abZ9'-’“”.é雨\u0301\n"), max_size=60))
def test_words_of_spans_are_tokens(text: str) -> None:
    """However a text is read, span by span or at once, its words are the same."""
    words, gaps = Words(text), [match.span() for match in re.finditer(r"\S+", text)]
    assert [words.between(*span) for span in gaps] == [tokens(text[a:b]) for a, b in gaps]
    assert words.between(0, len(text)) == tokens(text)
