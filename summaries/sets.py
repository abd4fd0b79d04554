"""Which set of sentences is most like the summaries that are likely to be good.

Scores rate each sentence alone; here sets of them are held against each other. Imports `bags`,
`choice`.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import combinations, compress, islice
from math import comb
from typing import NamedTuple

import numpy as np

from summaries.bags import Floats, Integers, millionths
from summaries.choice import Task, Units, repeats

# The sets are those of so many sentences and the chosen ones; 6 to 12 gain the same
# (docs/measurements.md). Where more are asked for nothing is weighed.
_N_BEST = 8
_N_SETS = 300
# The scores' deviations are divided by it: 0.45 to 1 gain the same, and 0.6 changes fewer summaries
# than 1.
_TEMPERATURE = 0.6


class _Sets(NamedTuple):
    """Sets among n sentences: each as a number with their bits, and as a row of ones and zeros."""

    bits: Integers
    rows: Floats


class _Words(NamedTuple):
    """Which sentences of a pool hold a word, as a number with their bits; and how many words."""

    holders: Integers
    n_words: Floats


def likeliest(task: Task, chosen: tuple[int, ...], known: Units) -> tuple[int, ...]:
    """As many sentences as *chosen*, whose words are expected to be most like a good summary's.

    Units stay whole and nothing is told twice, as in `choose`; an exchange that was not *chosen*
    does not come in, as it is two sentences for one thought. Ties go to the earlier.

    Source: minimum Bayes risk (Kumar & Byrne 2004, "Minimum Bayes-risk decoding for statistical
    machine translation"). Cost: 0.08 ms.
    """
    pool = _pool(task, chosen, known.worth)
    if not 0 < len(chosen) < min(len(pool), _N_BEST):
        return chosen
    sets = _sets(len(pool), len(chosen))
    worth = millionths(_worth(sets, _words(task, pool), known.worth[pool]))
    able = {i for i in pool if i in known.by_sentence and _may_come_in(task, chosen, i, known)}
    for each in (-worth).argsort(kind="stable").tolist():
        found = tuple(compress(pool, sets.rows[each].tolist()))
        if able.issuperset(found) and _fits(found, known):
            return found
    return chosen


def _may_come_in(task: Task, chosen: tuple[int, ...], i: int, known: Units) -> bool:
    unit = known.by_sentence[i]
    return set(unit).issubset(chosen) or not any(task.verdicts[j].answered for j in unit)


def _worth(sets: _Sets, words: _Words, scores: Floats) -> Floats:
    """Half the F1 of the distinct words that each of the *sets* has with a good summary.

    What a good summary shows is not known: each set is a guess at it, and the softmax of the sum of
    its scores is its chance. Below the line stands the mean size of the guesses.
    """
    held = ((sets.bits[:, np.newaxis] & words.holders) > 0).astype(float)
    sums = sets.rows.dot(scores) / _TEMPERATURE
    chances = np.exp(sums - np.maximum.reduce(sums))
    chances /= np.add.reduce(chances)
    sizes = held.dot(words.n_words)
    worth: Floats = held.dot(chances.dot(held) * words.n_words)
    worth /= np.maximum(1, sizes + chances.dot(sizes))
    return worth


def _pool(task: Task, chosen: tuple[int, ...], scores: Floats) -> list[int]:
    """The *chosen* and the best others, in order: also those that may not be shown alone.

    A good summary written by people may well tell what they tell.
    """
    order = (-millionths(scores)).argsort(kind="stable").tolist()
    best = islice((i for i in order if task.verdicts[i].fault is None), _N_BEST)
    pool = list(dict.fromkeys([*chosen, *best]))
    while len(chosen) < len(pool) and comb(len(pool), len(chosen)) > _N_SETS:
        pool.pop()
    return sorted(pool)


@cache
def _sets(n: int, n_chosen: int) -> _Sets:
    """All sets of *n_chosen* among *n*."""
    members = np.array(list(combinations(range(n), n_chosen)))
    rows = np.zeros((len(members), n))
    np.put_along_axis(rows, members, 1, axis=1)
    return _Sets((1 << members).sum(1), rows)


def _words(task: Task, pool: Sequence[int]) -> _Words:
    """The words of the sentences of *pool*, those that the same ones hold as one."""
    holders: dict[str, int] = {}
    for place, i in enumerate(pool):
        bit = 1 << place
        for word in task.document.candidates[i].words:
            holders[word] = holders.get(word, 0) | bit
    counts = Counter(holders.values())
    return _Words(np.array(list(counts), int), np.array(list(counts.values()), float))


def _fits(found: tuple[int, ...], known: Units) -> bool:
    """Whether each of the sentences has what it needs beside it, and no two tell the same."""
    units, contents = known.by_sentence, known.contents
    if not all(set(units[i]).issubset(found) for i in found):
        return False
    return not any(repeats(contents[i], contents[j]) for i, j in combinations(found, 2))
