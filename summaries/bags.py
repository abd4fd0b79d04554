"""The stems of all sentences as numbers: tf-idf vectors and their cosines.

Imports `document`.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

# A stem that is nearly everywhere still counts for something.
_LEAST_IDF = 0.05
MILLION = 1e6


class Bags(NamedTuple):
    """Stems of n sentences as integers from 0.

    Attributes:
        n: how many sentences.
        vocabulary: stem → integer, in the order of reading.
        ids: the stem of each occurrence, in reading order.
        owners: the sentence of each occurrence.
        sizes: occurrences by sentence.
        pair_ids: stem of each distinct (sentence, stem), sorted by sentence.
        pair_owners: its sentence.
        pair_sizes: distinct stems by sentence.
        tf: how often the sentence has it.
        weights: its share of the sentence's unit vector, (1 + ln tf) · idf over the norm.
        cf: occurrences by stem.
        df: sentences by stem.
        idf: max(0.05, ln((n + 1) / (df + 0.5))) by stem.
        cosines: G, shape (n, n): cosine of every two sentences, the diagonal 0.
    """

    n: int
    vocabulary: dict[str, int]
    ids: Integers
    owners: Integers
    sizes: Integers
    pair_ids: Integers
    pair_owners: Integers
    pair_sizes: Integers
    tf: Integers
    weights: Floats
    cf: Floats
    df: Floats
    idf: Floats
    cosines: Floats

    def sums(self, values: NDArray[Any]) -> Floats:
        """Sum, over each sentence's distinct stems, of the *values* of its pairs, shape (n,)."""
        return cast("Floats", np.bincount(self.pair_owners, values, minlength=self.n))


def bags(stems: Sequence[Sequence[str]]) -> Bags:
    """The bags of sentences given as their content stems.

    Cost: linear, but for one product of matrices of n × (stems that two sentences share); 1500
    sentences at most (`document.N_STORY_SENTENCES`).
    """
    n = len(stems)
    sizes = np.array(list(map(len, stems)), int)
    vocabulary: dict[str, int] = {}
    # One look-up a stem, met before or not: half the time of a table made first.
    ids = np.array([vocabulary.setdefault(s, len(vocabulary)) for told in stems for s in told], int)
    owners = np.arange(n).repeat(sizes)
    size = len(vocabulary)
    codes, tf = distinct(owners * max(1, size) + ids)
    pair_owners, pair_ids = np.divmod(codes, max(1, size))
    df = np.bincount(pair_ids, minlength=size).astype(float)
    idf = np.maximum(_LEAST_IDF, np.log((n + 1) / (df + 0.5)))
    raw = (1 + np.log(tf)) * idf.take(pair_ids)
    norms = np.sqrt(np.bincount(pair_owners, raw * raw, minlength=n))
    weights = raw / np.maximum(norms, 1e-12).take(pair_owners)
    return Bags(
        n=n,
        vocabulary=vocabulary,
        ids=ids,
        owners=owners,
        sizes=sizes,
        pair_ids=pair_ids,
        pair_owners=pair_owners,
        pair_sizes=np.bincount(pair_owners, minlength=n),
        tf=tf,
        weights=weights,
        cf=np.bincount(ids, minlength=size).astype(float),
        df=df,
        idf=idf,
        cosines=_cosines(n, pair_owners, pair_ids, weights, df),
    )


def title_weights(bags: Bags, titles: Sequence[Sequence[str]], title_of: Integers) -> Floats:
    """What each pair's stem weighs in the unit vector of the title of its sentence, 0 for nothing.

    Args:
        bags: of the sentences.
        titles: stems of each title; a stem that no sentence has weighs as with df 0.
        title_of: which title belongs to each sentence.
    """
    vectors = np.zeros((len(titles), max(1, len(bags.vocabulary))))
    unseen = math.log((bags.n + 1) / 0.5)
    for row, title in enumerate(titles):
        norm = 0.0
        for stem in set(title):
            known = bags.vocabulary.get(stem)
            weight = unseen if known is None else float(bags.idf[known])
            weight *= 1 + math.log(title.count(stem))
            norm += weight * weight
            if known is not None:
                vectors[row, known] = weight
        vectors[row] /= max(norm**0.5, 1e-12)
    weights: Floats = vectors[title_of[bags.pair_owners], bags.pair_ids]
    return weights


def millionths(values: Floats) -> Floats:
    """The *values* in whole millionths, so that what differs by less ties on every machine."""
    result: Floats = np.rint(values * MILLION)
    return result


def distinct(values: Integers) -> tuple[Integers, Integers]:
    """The distinct *values*, sorted, and how often each occurs.

    `np.unique` does it by a table of hashes, which for some hundred values takes five times as
    long as sorting them.
    """
    ordered = values.copy()
    ordered.sort()
    is_first = np.empty(len(ordered) + 1, bool)
    is_first[0] = is_first[-1] = True  # the end is where another would begin
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:-1])
    starts = is_first.nonzero()[0]
    return ordered.take(starts[:-1]), starts[1:] - starts[:-1]


def _cosines(n: int, owners: Integers, ids: Integers, weights: Floats, df: Floats) -> Floats:
    shared = df > 1  # the others meet no second sentence: they all go to a column that is left out
    (found,) = shared.nonzero()
    columns = np.zeros(len(df), int)
    columns[found] = np.arange(1, len(found) + 1)
    vectors = np.zeros((n, len(found) + 1), np.float32)
    vectors[owners, columns.take(ids)] = weights
    # Machines whose products differ in the last digit are to choose the same sentences.
    cosines = millionths((vectors[:, 1:] @ vectors[:, 1:].T).astype(float))
    cosines /= MILLION
    cosines.ravel()[:: n + 1] = 0.0
    return cosines
