"""Which set of sentences is shown, where sets are held against each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from summaries.bags import bags
from summaries.choice import Task, choose, units_of
from summaries.document import read
from summaries.guards import verdicts
from summaries.languages import language
from summaries.sets import likeliest
from summaries.values import SourceText

HARBOUR = (
    "Captain Lena Brandt brought the first grain ship into Sandholm harbour on Monday. "
    "She had waited nine days outside for the pilots to end their strike. "
    "The pilots of Sandholm harbour ended their strike on Monday, and the first ship came in. "
    "The grain goes to three mills on the mainland by rail. "
    "Bakers on the island expect cheaper flour before Easter. "
    "A museum shows how bread was made in the days of sail. "
    "The museum shows how bread was made in the days of sail and steam. "
    "In response, a baker gave away three hundred rolls on the quay. "
    "A second freighter from the south is due next week. "
    "The strike of the pilots began when Sandholm harbour cut the pay of the night."
)


def task(scores: list[float], n_sentences: int, text: str = HARBOUR) -> Task:
    """The task to choose *n_sentences* of *text* by *scores*."""
    document = read([SourceText(text=text)], language("en"))
    return Task(
        document=document,
        known=bags([candidate.stems for candidate in document.candidates]),
        scores=np.array(scores),
        verdicts=verdicts(document),
        n_sentences=n_sentences,
    )


def test_of_equal_scores_what_most_others_tell_is_shown() -> None:
    """The sentence that shares most words with the rest is the likeliest of a good summary."""
    given_task = task([0.0] * 10, 1)
    assert choose(given_task) == (0,)
    assert likeliest(given_task, (0,), units_of(given_task)) == (2,)


def test_a_score_far_above_the_others_decides() -> None:
    """Where there is no doubt, nothing is weighed."""
    given_task = task([0, 0, 0, 9, 0, 0, 0, 0, 9, 0], 2)
    assert likeliest(given_task, choose(given_task), units_of(given_task)) == (3, 8)


@given(st.lists(st.floats(-3, 3), min_size=10, max_size=10), st.integers(1, 6))
def test_a_set_has_its_size_and_keeps_the_rules(scores: list[float], n_sentences: int) -> None:
    """As many as were chosen, in order, each behind what it leans on, nothing told twice."""
    given_task = task(scores, n_sentences)
    chosen = choose(given_task)
    found = likeliest(given_task, chosen, units_of(given_task))
    assert (len(found), found) == (len(chosen), tuple(sorted(found)))
    assert all(i - 1 in found for i in found if given_task.verdicts[i].leans)
    assert not {5, 6}.issubset(found)
    assert found == likeliest(given_task, chosen, units_of(given_task))
