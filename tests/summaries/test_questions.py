"""Sentences that answer."""

import pytest

from summaries import answer
from tests.summaries.texts import BRIDGE, OBSERVATORY, STORY, scraped


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How long will the repair take?", "six weeks"),
        ("How many buses has the company hired?", "20 buses"),
        ("When did a crack close the bridge before?", "1998"),
        ("What did the divers find?", "no damage"),
    ],
)
def test_a_question_finds_its_sentence(question: str, words: str) -> None:
    """The sentence with the answer is among those shown."""
    found = answer(question, STORY, language="en", n_sentences=3)
    assert (found.method, any(words in s.text for s in found.sentences)) == ("question", True)


@pytest.mark.parametrize(
    "question", ["Who won the chess cup?", "How many people were killed?", "", "???", "the of and"]
)
def test_no_answer_is_no_sentence(question: str) -> None:
    """Where the articles do not speak of it, nothing is shown."""
    assert answer(question, [BRIDGE], language="en").method == "none"


def test_an_answer_keeps_its_speakers() -> None:
    """A quoted exchange is shown with both who speak."""
    found = answer("What did Quell say about the budget?", [scraped(OBSERVATORY)])
    text = " ".join(s.text for s in found.sentences)
    assert "Tomas Quell, told reporters beside the crate. Vorhees interrupted" in text
