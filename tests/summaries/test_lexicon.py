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
    traits,
)
from summaries.words import tokens


@pytest.mark.parametrize(
    ("sentence", "code", "told"),
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
def test_words_tell_what_a_sentence_may_hold(sentence: str, code: str, told: int) -> None:
    """Each bit stands for a word of its kind, and nothing else sets it."""
    assert traits(tokens(sentence), language(code)) == told | LETTER


def test_a_language_without_lists_tells_numbers_only() -> None:
    """No list, no bit, but for what a word is made of."""
    assert traits(["7"], language("xx")) == NUMBER
    assert traits(["said", "monday"], language("xx")) == LETTER


def test_a_word_of_saying_may_have_any_ending() -> None:
    """An entry of the list that ends in a star stands for all its endings."""
    assert says(["insisted"], language("en"))
