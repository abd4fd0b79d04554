"""What single words tell, against the slow way of telling it."""

import pytest

from summaries.languages import language
from summaries.lexicon import (
    ANSWER,
    CALENDAR,
    LETTER,
    NUMBER,
    REFERS,
    SAYS,
    UNSPACED,
    YOU,
    says,
    stems,
    told,
)
from summaries.words import tokens


@pytest.mark.parametrize(
    ("sentence", "code", "bits"),
    [
        ("The ferry left the harbour.", "en", 0),
        ("The mayor said so on Monday.", "en", SAYS | CALENDAR),
        ("It took 3.5 hours.", "en", NUMBER),
        ("We’re ready, Orne replied.", "en", YOU | SAYS | ANSWER),
        ("Nobody liked that idea.", "en", REFERS),
        ("Man hat ihn lange gekannt.", "de", REFERS),
        ("大臣は述べた。", "ja", SAYS | UNSPACED),
    ],
)
def test_words_tell_what_a_sentence_may_hold(sentence: str, code: str, bits: int) -> None:
    """Each bit stands for a word of its kind, and nothing else sets it."""
    assert told(tokens(sentence), language(code))[1] == bits | LETTER


def test_a_language_without_lists_tells_numbers_only() -> None:
    """No list, no bit, but for what a word is made of."""
    assert told(["7"], language("xx"))[1] == NUMBER
    assert told(["said", "monday"], language("xx"))[1] == LETTER


def test_a_word_of_saying_may_have_any_ending() -> None:
    """An entry of the list that ends in a star stands for all its endings."""
    assert says(["insisted"], language("en"))


def test_stems_leave_out_what_carries_nothing() -> None:
    """Stop words and single characters are no content; the rest is stemmed."""
    assert stems("He said that the ministers weren't voting on plan B", language("en")) == [
        "minist",
        "vote",
        "plan",
    ]


def test_stems_of_an_unknown_language_are_words() -> None:
    """Without lists and stemmer the words stand for themselves."""
    assert stems("Mae hen wlad", language("cy")) == ["mae", "hen", "wlad"]
