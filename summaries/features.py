"""What a sentence is worth: named numbers, all sentences of a document at once, as asked for.

Imports `bags`, `document`, `lexicon`, `parts`, whose terms are used here.
"""

# ruff: noqa: PLR2004 - the numbers are the definitions of the features

import math
import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np

from summaries.bags import Bags, Floats, bags
from summaries.document import Document
from summaries.lexicon import CALENDAR, NUMBER, SAYS, YOU
from summaries.parts import Parts, flags, standardised

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# It begins with what is rare, and looks back from there, so that the search can leap.
_YOU = re.compile(
    r"[Iwymou](?<!\w.)(?:(?<=I)|(?<=w)e|(?<=y)ou(?:r)?|(?<=m)[ye]|(?<=o)ur|(?<=u)s)\b"
)
_OPENING_QUOTES = frozenset("“\"«„'‘")


def features(document: Document) -> dict[str, Floats]:
    """All features of all sentences by name, each of shape (n,), and those of the article.

    What each one is stands in docs/algorithms.md, "Summaries". Cost: 15 µs a sentence, and the
    cosines of `bags`.
    """
    known = bags([c.stems for c in document.candidates])
    return features_of(document, known, FEATURES + ARTICLE_FEATURES)


def features_of(document: Document, known: Bags, names: Iterable[str]) -> dict[str, Floats]:
    """Those with the *names*, where the bags are made already; nothing else is worked out."""
    if not document.candidates:
        return {}
    parts = Parts(document, known)
    return {name: _ALL[name](parts) for name in names}


def _digits(of: Parts) -> Floats:
    told = zip(of.columns["text"], of.columns["traits"], strict=True)
    counts = [len(_NUMBER.findall(text)) if bits & NUMBER else 0 for text, bits in told]
    return np.minimum(3.0, counts)


def _you(of: Parts) -> Floats:
    told = zip(of.columns["text"], of.columns["traits"], strict=True)
    return flags([bits & YOU > 0 and _YOU.search(text) is not None for text, bits in told])


def _walk(of: Parts) -> Floats:
    """N · e after four rounds of e ← 0.15/n + 0.85 · e A, A = G with rows that sum to 1.

    Source: Erkan & Radev 2004, "LexRank", §3.2, cut short.
    """
    n = of.n
    steps = of.known.cosines * (0.85 / np.maximum(of.likeness, 1e-12))[:, np.newaxis]
    e = np.full(n, 1 / n)
    for _ in range(4):
        e = e.dot(steps) + 0.15 / n
    return n * e


def _mean_count(of: Parts) -> Floats:
    """Mean occurrences of the sentence's stems, over those of the commonest."""
    known = of.known
    total = known.sums(known.cf.take(known.pair_ids) * known.tf)
    return total / np.maximum(1, known.sizes) / max(1.0, float(known.cf.max(initial=0.0)))


def _intro(of: Parts) -> Floats:
    """The extra occurrences of stems that no sentence before has."""
    owners, ids = of.known.pair_owners, of.known.pair_ids
    first = np.zeros(len(of.known.cf), int)
    first[ids[::-1]] = owners[::-1]  # the first sentence of each stem: written last, it stays
    return of.known.sums(of.extra * (first.take(ids) == owners))


def _lead_cover(of: Parts) -> Floats:
    """Distinct stems that are in sentences 0 to 2; for these themselves, in the other two."""
    known = of.known
    n_lead = int(np.add.reduce(known.pair_sizes[:3]))
    counts = np.bincount(known.pair_ids[:n_lead], minlength=len(known.cf)).take(known.pair_ids)
    counts[:n_lead] -= 1
    return known.sums(counts > 0) / of.n_distinct


def _new_names(of: Parts) -> Floats:
    seen = np.array(of.counted_names[1], float)
    return np.minimum(5.0, seen - _previous(seen))


def _flag(values: "np.typing.NDArray[np.bool_]") -> Floats:
    return values.astype(float)


def _rank(values: Floats) -> Floats:
    """Rank from the top over n − 1, in [0, 1]; of equal ones the earlier sentence first."""
    ranks = np.empty(len(values))
    ranks[(-values).argsort(kind="stable")] = np.arange(len(values))
    return ranks / max(1, len(values) - 1)


def _next(values: Floats) -> Floats:
    shifted = np.zeros(len(values))
    shifted[:-1] = values[1:]
    return shifted


def _previous(values: Floats) -> Floats:
    shifted = np.zeros(len(values))
    shifted[1:] = values[:-1]
    return shifted


_Feature: TypeAlias = Callable[[Parts], Floats]

# Where the sentence stands, and how long it is.
_PLACE: dict[str, _Feature] = {
    "pinv": lambda of: 1 / (1 + of.position),
    "prel": lambda of: of.relative,
    "p0": lambda of: _flag(of.position == 0),
    "p1": lambda of: _flag(of.position == 1),
    "p2": lambda of: _flag(of.position == 2),
    "p3_5": lambda of: _flag((of.position >= 3) & (of.position <= 5)),
    "logpos": lambda of: np.log1p(of.position),
    "tail": lambda of: _flag(of.relative > 0.9),
    "parfirst": lambda of: of.is_first,
    "parlast": lambda of: _next(of.is_first),
    "parinv": lambda of: 1 / (1 + of.paragraph),
    "parlen": lambda of: of.paragraph_length,
    "wbefore": lambda of: np.log1p(of.words_before / 100),
    "wrel": lambda of: of.words_before / of.n_words,
    "loglen": lambda of: np.log(of.words),
    "short": lambda of: _flag(of.words < 8),
    "long": lambda of: _flag(of.words > 40),
    "lenrel": lambda of: of.relative_length,
    "poslen": lambda of: np.log1p(of.position) * of.relative_length,
    "n": lambda of: np.full(of.n, math.log(of.n)),
}

# What can be seen in the sentence alone.
_SURFACE: dict[str, _Feature] = {
    "digits": _digits,
    "money": lambda of: flags(
        ["$" in t or "%" in t or "£" in t or "€" in t for t in of.columns["text"]]
    ),
    "qfrac": lambda of: of.quoted,
    "qstart": lambda of: flags([text[0] in _OPENING_QUOTES for text in of.columns["text"]]),
    "quest": lambda of: flags(["?" in text[-3:] for text in of.columns["text"]]),
    "you": _you,
    "dang": lambda of: of.opens_with_pronoun,
    "conn": lambda of: of.opens_with_connective,
    "orph": lambda of: of.column("is_orphan"),
    "say": lambda of: _flag(of.traits & SAYS > 0),
    "time": lambda of: _flag(of.traits & CALENDAR > 0),
}

# How much the sentence says of what the others say; all from G.
_CENTRE: dict[str, _Feature] = {
    "cen": lambda of: of.centre,
    "cenz": lambda of: of.centre_z,
    "cenrank": lambda of: _rank(of.centre),
    "cenmean": lambda of: of.likeness / of.n,
    "fwd": lambda of: (of.likeness - of.likeness_before) / max(1, of.n - 1),
    "bwd": lambda of: of.likeness_before / max(1, of.n - 1),
    "maxprev": lambda of: np.maximum.accumulate(of.known.cosines, axis=1).diagonal(),
    "maxsim": lambda of: np.maximum.reduce(of.known.cosines, axis=1),
    "lead1": lambda of: of.against(1),
    "lead3": lambda of: of.against(3),
    "lead5": lambda of: of.against(5),
    "simlead0": lambda of: of.known.cosines[:, 0],
    "eig": _walk,
}

# Which stems the sentence has, and whether they are those of the title.
_STEMS: dict[str, _Feature] = {
    "sumb": _mean_count,
    "topterm": lambda of: of.top,
    "topz": lambda of: standardised(of.top),
    "toprank": lambda of: _rank(of.top),
    "intro": _intro,
    "mass": lambda of: of.known.sums(of.extra),
    "midf": lambda of: of.known.sums(of.known.idf.take(of.known.pair_ids)) / of.n_distinct,
    "leadcov": _lead_cover,
    "bishare": lambda of: of.pairs_again[0] / np.maximum(1, of.pairs_again[1]),
    "bicount": lambda of: np.log1p(of.pairs_again[0]),
    "title": lambda of: of.title,
    "titlecov": lambda of: of.known.sums(of.title_weights > 0) / np.maximum(1, of.title_sizes),
    "hastitle": lambda of: _flag(of.title_sizes > 0),
}

# Capitalised words inside sentences: how many, new ones, the document's commonest.
_NAMES: dict[str, _Feature] = {
    "caps": lambda of: np.array(list(map(len, of.names))) / np.sqrt(of.words),
    "newname": _new_names,
    "topname": lambda of: of.top_names[0],
    "nameshare": lambda of: np.add.reduce(of.top_names) / len(of.top_names),
}

# What stands before and behind.
_NEIGHBOURS: dict[str, _Feature] = {
    "nextcos": lambda of: of.beside[1:],
    "prevcos": lambda of: of.beside[:-1],
    "nextdang": lambda of: _next(np.maximum(of.opens_with_pronoun, of.opens_with_connective)),
    "prevq": lambda of: _previous(of.quoted),
    "nextq": lambda of: _next(of.quoted),
    "nextcen": lambda of: _next(of.centre_z),
    "prevcen": lambda of: _previous(of.centre_z),
}

# What the whole article is like, the same for all its sentences: alone that says nothing, beside
# others it does.
_ARTICLE: dict[str, _Feature] = {
    "article_words": lambda of: np.full(of.n, of.n_words),
    "article_paragraph": lambda of: np.full(of.n, of.paragraph_length.sum() / of.n),
}

_OF_SENTENCES = _PLACE | _SURFACE | _CENTRE | _STEMS | _NAMES | _NEIGHBOURS
_ALL = _OF_SENTENCES | _ARTICLE
FEATURES = tuple(sorted(_OF_SENTENCES))
ARTICLE_FEATURES = tuple(sorted(_ARTICLE))
