"""Scores and verdicts → the sentences that are shown.

Greedy: again and again the unit with the best mean score less its likeness to what is chosen.
A unit is a sentence with those that it must stand beside. Imports `bags`, `document`, `guards`.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from summaries.bags import MILLION, Bags, Floats, millionths
from summaries.document import Candidate, Document
from summaries.guards import Verdict, joined

# Source: Carbonell & Goldstein 1998, "The use of MMR": likeness to what is chosen counts against.
REDUNDANCY = 0.6
# A unit takes places from others. 0 to 0.6 differ by 0.03 ROUGE on 949 articles; with 0.45 the
# sample article reads as people chose it.
UNIT_COST = 0.45
# Two sentences of which the smaller has this share of its distinct stems in the other tell one
# thing twice.
_SHARE_REPEATED = 0.75
# The same for all words of sentences that have enough of them.
_SHARE_WORDS = 0.8
_N_WORDS = 5
# A standfirst and the sentence that repeats it stand this close together.
_N_NEAR = 5
_N_STANDFIRST = 3
# Less like each other, no two of them share three of four stems.
_LEAST_COSINE = 0.1
# A sentence reaches back over at most two others. Of such a unit two sentences are taken at once at
# most, three where at least so many are asked for; those that are chosen already do not count.
_N_LONGEST = 3
_N_FOR_THREE = 5
_NEVER = -math.inf


class Content(NamedTuple):
    """What a sentence tells, as sets: its content stems and all its words."""

    stems: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, candidate: Candidate) -> "Content":
        """The content of a candidate."""
        return cls(frozenset(candidate.stems), frozenset(candidate.words))


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Everything that the choice depends on.

    Attributes:
        document: the candidates.
        known: their bags.
        scores: of shape (n,), in deviations.
        verdicts: of the guards.
        n_sentences: most that may be chosen.
        redundancy: how much a sentence loses by its likeness to a chosen one.
        unit_cost: taken off the mean of a unit for each sentence beyond the first.
        allows: a further rule: may this unit join these chosen ones?
    """

    document: Document
    known: Bags
    scores: Floats
    verdicts: Sequence[Verdict]
    n_sentences: int
    redundancy: float = REDUNDANCY
    unit_cost: float = UNIT_COST
    allows: Callable[[tuple[int, ...], tuple[int, ...]], bool] = lambda _unit, _chosen: True


class Contents(dict[int, Content]):
    """The content of each candidate, worked out when it is first asked for: of few it is."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._candidates = document.candidates

    def __missing__(self, index: int) -> Content:
        found = self[index] = Content.of(self._candidates[index])
        return found


class Units(NamedTuple):
    """What may be shown: by sentence, it and those that it needs, in order.

    Beside it what all sentences tell, and what each is worth alone: its score less its penalty.
    """

    by_sentence: dict[int, tuple[int, ...]]
    contents: Contents
    worth: Floats


def choose(task: Task, known: Units | None = None) -> tuple[int, ...]:
    """Indices of the chosen candidates, in the order of the document; may be fewer than asked for.

    Args:
        task: what there is to choose from.
        known: its units, worked out here where they are not given.

    Ties go to the earlier sentence. Cost: O(n · units) on numbers, after the bags.
    """
    by_sentence, contents, worth = known or units_of(task)
    units = list(by_sentence.values())
    chosen: tuple[int, ...] = ()
    nearest = np.zeros(len(worth))
    values = worth
    while best := _best(task, units, chosen, millionths(values), contents):
        chosen += best
        if len(chosen) >= task.n_sentences:
            break
        units = _left(units, frozenset(best))
        for i in best:
            np.maximum(nearest, task.known.cosines[i], out=nearest)
        values = worth - task.redundancy * nearest
    return tuple(sorted(chosen))


def _best(
    task: Task,
    units: Sequence[tuple[int, ...]],
    chosen: tuple[int, ...],
    values: Floats,
    contents: Contents,
) -> tuple[int, ...]:
    """The best of the *units* that still fits; they hold none of the *chosen* sentences."""
    n_left = min(task.n_sentences - len(chosen), _N_LONGEST - (task.n_sentences < _N_FOR_THREE))
    if n_left < 1:
        return ()
    alone, cost = values.tolist(), task.unit_cost * MILLION
    worth = [
        alone[unit[0]] if len(unit) == 1 else _together(unit, alone, cost, n_left) for unit in units
    ]
    while (most := max(worth, default=_NEVER)) > _NEVER:
        best = worth.index(most)  # ties go to the earlier
        if _may_join(task, units[best], chosen, contents):
            return units[best]
        worth[best] = _NEVER
    return ()


def _left(units: Iterable[tuple[int, ...]], taken: frozenset[int]) -> list[tuple[int, ...]]:
    """What is left of the *units* without the sentences *taken*."""
    is_free = taken.isdisjoint
    rest = [unit if is_free(unit) else tuple(i for i in unit if i not in taken) for unit in units]
    return list(filter(None, rest))


def _together(unit: tuple[int, ...], values: Sequence[float], cost: float, n_left: int) -> float:
    if len(unit) > n_left:
        return _NEVER
    return sum([values[i] for i in unit]) / len(unit) - cost * (len(unit) - 1)


def units_of(task: Task) -> Units:
    """The units of a task.  Cost: 0.05 ms."""
    contents = Contents(task.document)
    hidden = _repeated(task, contents)
    units: dict[int, tuple[int, ...]] = {}
    for i, verdict in enumerate(task.verdicts):
        if verdict.fault is not None or i in hidden:
            continue
        if not (verdict.leans or verdict.answered):
            units[i] = (i,)
            continue
        unit = _unit(task, i)
        if 0 < len(unit) <= _N_LONGEST and all(_is_usable(task, j, hidden) for j in unit):
            units[i] = unit
    penalties = np.array([verdict.penalty for verdict in task.verdicts])
    return Units(units, contents, task.scores - penalties)


def repeats(first: Content, second: Content) -> bool:
    """Whether two sentences tell the same: most of the smaller one is in the other."""
    (stems, words), (other_stems, other_words) = first, second
    n_stems, n_words = min(len(stems), len(other_stems)), min(len(words), len(other_words))
    return len(stems & other_stems) > _SHARE_REPEATED * n_stems or (
        n_words >= _N_WORDS and len(words & other_words) > _SHARE_WORDS * n_words
    )


def _may_join(
    task: Task, new: tuple[int, ...], chosen: tuple[int, ...], contents: Contents
) -> bool:
    if any(repeats(contents[i], contents[j]) for i in new for j in chosen):
        return False
    return task.allows(new, chosen)


def _is_usable(task: Task, i: int, hidden: set[int]) -> bool:
    return task.verdicts[i].fault is None and i not in hidden


def _unit(task: Task, i: int) -> tuple[int, ...]:
    """Sentence *i* with its predecessors and its answer; empty where one of them is missing."""
    candidates, verdicts = task.document.candidates, task.verdicts
    first = last = i
    while verdicts[first].leans:
        if not joined(candidates, first) or i - first >= _N_LONGEST:
            return ()
        first -= 1
    while verdicts[last].answered and last + 1 < len(candidates):
        last += 1
    return tuple(range(first, last + 1))


def _repeated(task: Task, contents: Contents) -> set[int]:
    """A standfirst and a sentence behind it that tell the same: the one that tells less."""
    candidates, verdicts = task.document.candidates, task.verdicts
    cosines = task.known.cosines
    found: set[int] = set()
    for i, candidate in enumerate(candidates):
        if candidate.position >= _N_STANDFIRST:
            continue
        for j in range(i + 1, min(len(candidates), i + 1 + _N_NEAR)):
            if candidate.article != candidates[j].article:
                break
            if cosines[i, j] < _LEAST_COSINE or verdicts[i].fault is not verdicts[j].fault:
                continue
            if repeats(contents[i], contents[j]):
                found.add(i if len(contents[i].stems) < len(contents[j].stems) else j)
    return found
