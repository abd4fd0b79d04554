"""Numbers in which sources disagree."""

import json
from pathlib import Path

import pytest

from summaries import SourceText, disagreements
from summaries.languages import language
from summaries.quantities import quantities
from tests.summaries.texts import STORY

CASES = Path(__file__).with_name("data") / "disagreements.jsonl"


def cases() -> list[tuple[str, str, str, bool]]:
    """Language, two sentences of two sources, and whether they contradict each other."""
    rows = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    return [(row["language"], row["first"], row["second"], row["contradict"]) for row in rows]


def found(code: str, first: str, second: str) -> bool:
    """Whether a disagreement is told."""
    return bool(disagreements([SourceText(text=first), SourceText(text=second)], language=code))


@pytest.mark.parametrize(("code", "first", "second"), [case[:3] for case in cases() if not case[3]])
def test_no_trap_is_told_as_a_disagreement(code: str, first: str, second: str) -> None:
    """Different things, days, places, bounds, parts and roundings are no contradiction."""
    assert not found(code, first, second)


def test_most_true_disagreements_are_found() -> None:
    """At least two in three of the true ones are told."""
    true = [case[:3] for case in cases() if case[3]]
    assert sum(found(*case) for case in true) >= 2 / 3 * len(true)


def test_a_disagreement_is_a_pair_of_places() -> None:
    """Both sentences are verbatim, of two articles."""
    texts = ("The blast hurt 34 workers. It rained.", "It rained. The blast hurt 41 workers.")
    ((first, second),) = disagreements([SourceText(text=text) for text in texts], language="en")
    assert texts[0][first.start : first.end] == first.text == "The blast hurt 34 workers."
    assert texts[1][second.start : second.end] == second.text == "The blast hurt 41 workers."


def test_one_source_does_not_contradict_itself() -> None:
    """Two numbers in one article are the article's own affair."""
    text = "The blast hurt 34 workers. The blast hurt 41 workers."
    assert disagreements([SourceText(text=text)], language="en") == ()


def test_a_language_without_lists_tells_nothing() -> None:
    """Where counting words are not known, silence is right."""
    assert not found("fi", "Tulva tuhosi 70 taloa.", "Tulva tuhosi 95 taloa.")


def test_a_story_that_agrees_has_no_disagreement() -> None:
    """Three articles that say different things do not contradict each other."""
    assert disagreements(STORY, language="en") == ()


@pytest.mark.parametrize(
    ("code", "text", "value", "noun"),
    [
        ("en", "It cost 1.2 million dollars.", 1_200_000, "dollar"),
        ("de", "Es kostete 1,2 Millionen Euro.", 1_200_000, "euro"),
        ("en", "Prices rose 4.5 percent.", 4.5, "%"),
        ("en", "Twelve workers left.", 12, "worker"),
        ("de", "Rund ein Drittel, 1.200 Stellen, fallen weg.", 1200, "stell"),
    ],
)
def test_numbers_are_read_as_people_read_them(
    code: str, text: str, value: float, noun: str
) -> None:
    """Figures, words, millions, and the marks of each language."""
    (quantity,) = quantities(text, language(code))
    assert (quantity.value, quantity.noun) == (value, noun)
