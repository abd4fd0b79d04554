"""The stems of all sentences as numbers: tf-idf vectors and their cosines.

Imports `document`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

# A stem that is nearly everywhere still counts for something.
_LEAST_IDF = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Bags:
    """Stems of n sentences as integers from 0.

    Attributes:
        n: how many sentences.
        vocabulary: stem → integer.
        ids: the stem of each occurrence, in reading order.
        owners: the sentence of each occurrence.
        pair_ids: stem of each distinct (sentence, stem), sorted by sentence.
        pair_owners: its sentence.
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
    pair_ids: Integers
    pair_owners: Integers
    weights: Floats
    cf: Floats
    df: Floats
    idf: Floats
    cosines: Floats


def bags(stems: Sequence[Sequence[str]]) -> Bags:
    """The bags of sentences given as their content stems.

    Cost: linear, but for one product of matrices of n × (stems that two sentences share); 1500
    sentences at most (`document.N_STORY_SENTENCES`).
    """
    n = len(stems)
    vocabulary: dict[str, int] = {}
    ids = np.array([vocabulary.setdefault(x, len(vocabulary)) for said in stems for x in said], int)
    owners = np.repeat(np.arange(n), list(map(len, stems)))
    size = len(vocabulary)
    codes, counts = distinct(owners * max(1, size) + ids)
    pair_owners, pair_ids = np.divmod(codes, max(1, size))
    df = np.bincount(pair_ids, minlength=size).astype(float)
    idf = np.maximum(_LEAST_IDF, np.log((n + 1) / (df + 0.5)))
    raw = (1 + np.log(counts)) * idf[pair_ids]
    norms = np.sqrt(np.bincount(pair_owners, raw**2, minlength=n))
    weights = raw / np.maximum(norms, 1e-12)[pair_owners]
    return Bags(
        n=n,
        vocabulary=vocabulary,
        ids=ids,
        owners=owners,
        pair_ids=pair_ids,
        pair_owners=pair_owners,
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


def distinct(values: Integers) -> tuple[Integers, Integers]:
    """The distinct *values*, sorted, and how often each occurs.

    `np.unique` does it by a table of hashes, which for some hundred values takes five times as
    long as sorting them.
    """
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first], np.bincount(is_first.cumsum() - 1)


def sums(owners: Integers, values: NDArray[Any], n: int) -> Floats:
    """Sum of the *values* of each of n owners, shape (n,)."""
    return np.bincount(owners, values, minlength=n).astype(float, copy=False)


def _cosines(n: int, owners: Integers, ids: Integers, weights: Floats, df: Floats) -> Floats:
    shared = df > 1  # the others meet no second sentence
    columns = np.cumsum(shared) - 1
    of_shared = shared[ids]
    vectors = np.zeros((n, int(shared.sum())), np.float32)
    vectors[owners[of_shared], columns[ids[of_shared]]] = weights[of_shared]
    # Rounded, so that machines whose products differ in the last digit choose the same sentences.
    cosines = np.round((vectors @ vectors.T).astype(float), 6)
    cosines.flat[:: n + 1] = 0.0
    return cosines
