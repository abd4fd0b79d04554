"""The sample article of the user, which lies outside the project."""

from pathlib import Path

import pytest

from summaries import SourceText, answer, summarize
from tests.summaries.texts import scraped

SEEDS = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.txt"))

pytestmark = pytest.mark.skipif(not SEEDS, reason="the sample lies outside the project")


def seed() -> SourceText:
    """The sample as an article."""
    return scraped(SEEDS[0].read_text("utf-8"))


def numbers(n_sentences: int) -> list[int]:
    """Which sentences the summary shows, by their order in the article."""
    article = seed()
    whole = summarize(article, n_sentences=100).sentences
    return [whole.index(s) for s in summarize(article, n_sentences=n_sentences).sentences]


def test_the_title_has_no_section() -> None:
    """The site's section behind the bar is cut."""
    assert " | " not in seed().title != ""


def test_the_page_has_eighteen_sentences() -> None:
    """Headline and comment form are none."""
    whole = summarize(seed(), n_sentences=100)
    assert (len(whole.sentences), whole.sentences[0].text[:12]) == (18, "The meeting ")


@pytest.mark.parametrize(
    ("n_sentences", "expected"),
    [
        (3, [[1, 2, 3]]),
        (4, [[1, 2, 3, 6], [1, 2, 3, 7], [1, 2, 3, 14]]),
        (5, [[1, 2, 3, 4, 5], [1, 2, 3, 6, 7], [1, 2, 3, 6, 14], [1, 2, 3, 7, 14]]),
    ],
)
def test_the_summary_reads_well(n_sentences: int, expected: list[list[int]]) -> None:
    """The choice that people made, and no claim without its correction."""
    assert numbers(n_sentences) in expected


def test_the_question_is_answered_with_the_exchange() -> None:
    """The quoted exchange is shown whole, both speakers with it."""
    found = answer("What did Putin say about the counteroffensive?", [seed()])
    text = " ".join(s.text for s in found.sentences)
    assert "as saying. Putin interrupted:" in text
