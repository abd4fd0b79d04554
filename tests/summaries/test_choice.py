"""Which sentences are shown, given their scores."""

import numpy as np
import pytest

from summaries.bags import bags
from summaries.choice import Task, choose
from summaries.document import read
from summaries.guards import verdicts
from summaries.languages import language
from summaries.values import SourceText

HARBOUR = (
    "Captain Lena Brandt brought the first grain ship into Sandholm harbour on Monday morning. "
    "She had waited nine days outside for the pilots to end their strike. "
    "They had asked for higher night wages since the winter. "
    "The grain goes to three mills on the mainland by rail. "
    "Bakers on the island expect cheaper flour before Easter. "
    "A second freighter from the south is due next week."
)


def shown(scores: list[float], n_sentences: int, text: str = HARBOUR) -> tuple[int, ...]:
    """Indices of the sentences chosen from *text* with *scores*."""
    document = read([SourceText(text=text)], language("en"))
    task = Task(
        document=document,
        known=bags([candidate.stems for candidate in document.candidates]),
        scores=np.array(scores),
        verdicts=verdicts(document),
        n_sentences=n_sentences,
    )
    return choose(task)


@pytest.mark.parametrize(
    ("scores", "n_sentences", "expected"),
    [
        ([3, 2.5, 2, 0, 0, 0], 3, (0, 1, 2)),
        ([3, 2.5, 2, 0, 0, 0], 2, (0, 1)),
        ([0, 1, 9, 3, 2, 1], 3, (3, 4, 5)),
        ([0, 9, 0, 3, 2, 1], 3, (0, 1, 3)),
    ],
)
def test_a_sentence_that_leans_follows_what_it_leans_on(
    scores: list[float], n_sentences: int, expected: tuple[int, ...]
) -> None:
    """Of three that lean on each other the last joins the chosen two, and is no reason for them."""
    assert shown(scores, n_sentences) == expected


def test_a_sentence_that_a_page_broke_off_is_the_last_resort() -> None:
    """Dots at the end are shown only where hardly anything else is there."""
    broken_off = "Mayor Peter Aalto said on Monday that the old ferry would be..."
    assert shown([1, 0], 1, f"{broken_off} The council bought a new ship.") == (1,)
    assert shown([1], 1, broken_off) == (0,)
