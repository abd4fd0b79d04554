"""What a sentence is worth: named numbers, all sentences of a document at once.

Terms, as everywhere in this package: x is the unit vector of a sentence's content stems, weighted
(1 + ln tf) · idf; G holds the cosines of all pairs, zero on the diagonal; cf counts a stem in all
sentences, df the sentences that have it. Imports `bags`, `document`, `lexicon`, `openers`.
"""

# ruff: noqa: PLR2004 - the numbers are the definitions of the features

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import contains
from typing import Any, TypeAlias

import numpy as np

from summaries.bags import Bags, Floats, bags, distinct, title_weights
from summaries.document import N_CHARACTERS, N_SENTENCES, Candidate, Document
from summaries.lexicon import CALENDAR, NUMBER, SAYS, YOU
from summaries.openers import Opening

# How many of the commonest stems and names count as what the document is about.
_N_TOP_STEMS = 12
_N_TOP_NAMES = 5

# These begin with what is rare, and look back from there, so that the search can leap.
_NAME = re.compile(r"[A-ZÀ-ÞА-Я](?<=[a-zà-ÿа-яё,;:] .)[\w'’\-]*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YOU = re.compile(
    r"[Iwymou](?<!\w.)(?:(?<=I)|(?<=w)e|(?<=y)ou(?:r)?|(?<=m)[ye]|(?<=o)ur|(?<=u)s)\b"
)
_Columns: TypeAlias = Mapping[str, tuple[Any, ...]]

_OPENING_QUOTES = frozenset("“\"«„'‘")
_PRONOUN, _CONNECTIVE = Opening.PRONOUN, Opening.CONNECTIVE
_BY_POSITION = ("logpos", "pinv", "p0", "p1", "p2", "p3_5")
_BY_LENGTH = ("loglen", "short", "long")
_SUMMED = ("parlen", "qfrac", "digits", "caps", "dang", "conn", "you")


def features(document: Document) -> dict[str, Floats]:
    """All features of all sentences by name, each of shape (n,).

    What each one is stands in docs/algorithms.md, "Summaries". Cost: 11 µs a sentence, and the
    cosines of `bags`.
    """
    known = bags([c.stems for c in document.candidates])
    return features_of(document, known)


def features_of(document: Document, known: Bags) -> dict[str, Floats]:
    """The same where the bags are made already."""
    if not document.candidates:
        return {}
    columns = _columns(document.candidates)
    lengths = _by_length().take(list(map(len, columns["words"])), axis=1, mode="clip")
    found = _place(columns, lengths)
    found |= _surface(columns)
    found |= _centrality(known)
    found |= _stems(columns, document.titles, known)
    found |= _standings(found)
    found |= _repeated_pairs(known)
    found |= _names(columns, lengths)
    return found | _neighbours(found, known)


def article_features(found: Mapping[str, Floats]) -> dict[str, Floats]:
    """What the whole article is like, from its sentences' *found* features; equal for all of them.

    They tell a wire report from a feature: alone they say nothing, beside others they do.
    """
    n = len(found["loglen"])
    words = np.exp(found["loglen"])
    whole, paragraph, quoted, digits, caps, dangling, connected, you = _total(
        [words, *map(found.__getitem__, _SUMMED)]
    )
    values = {
        "article_words": whole,
        "article_sentence": whole / n,
        "article_lead": sum(words[:3].tolist()),
        "article_paragraph": paragraph / n,
        "article_quoted": quoted / n,
        "article_digits": digits / n,
        "article_caps": caps / n,
        "article_leaning": (dangling + connected) / n,
        "article_you": you / n,
        "article_centre": sum(found["cenz"][:3].tolist()) / min(3, n),
        "article_unity": sum(found["simlead0"][1:3].tolist()) / max(1, min(3, n) - 1),
        "article_title": float(found["title"][0]),
    }
    columns = np.array(list(values.values())).repeat(n).reshape(-1, n)
    return dict(zip(values, columns, strict=True))


def _total(rows: Sequence[Floats]) -> list[float]:
    """The sum of each of the *rows*, in one go."""
    sums: list[float] = np.add.reduce(np.concatenate(rows).reshape(len(rows), -1), axis=1).tolist()
    return sums


def standardised(values: Floats) -> Floats:
    """*values* with mean 0 and population deviation 1; all 0 where they are equal."""
    n = max(1, len(values))
    centred: Floats = values - np.add.reduce(values) / n
    deviation = math.sqrt(centred.dot(centred) / n)
    return centred / deviation if deviation > 0 else centred


def _columns(candidates: Sequence[Candidate]) -> dict[str, tuple[Any, ...]]:
    """What is known of all candidates by field."""
    return dict(zip(Candidate._fields, zip(*candidates, strict=True), strict=True))


def _place(columns: _Columns, lengths: Floats) -> dict[str, Floats]:
    """Where the sentence stands: in its article, in its paragraph, behind how many words."""
    words = lengths[0]
    article, paragraph, n_of_article = np.array(
        (columns["article"], columns["paragraph"], columns["n_of_article"]), float
    )
    n = len(words)
    by_position = _by_position().take(columns["position"], axis=1)
    position, log_position = by_position[:2]
    relative = position / n_of_article
    is_first = np.empty(n, bool)
    is_first[0] = True
    is_first[1:] = (paragraph[1:] != paragraph[:-1]) | (article[1:] != article[:-1])
    paragraph_index = is_first.cumsum()
    behind = words.cumsum()
    before, n_words = behind - words, behind[-1]
    relative_length = np.minimum(3.0, words * (n / n_words))
    by_length = dict(zip(_BY_LENGTH, lengths[2:], strict=True))
    return (
        dict(zip(_BY_POSITION, by_position[1:], strict=True))
        | by_length
        | {
            "prel": relative,
            "tail": _flag(relative > 0.9),
            "parfirst": _flag(is_first),
            "parinv": 1 / (1 + paragraph),
            "parlen": np.minimum(6.0, np.bincount(paragraph_index)).take(paragraph_index),
            "wbefore": np.log1p(before / 100),
            "wrel": before / n_words,
            "lenrel": relative_length,
            "poslen": log_position * relative_length,
            "n": np.array([math.log(n)]).repeat(n),
        }
    )


@cache
def _by_position() -> Floats:
    """A row of positions, and below it the features that hang on nothing else, `_BY_POSITION`."""
    position = np.arange(float(N_SENTENCES))
    between = (position >= 3) & (position <= 5)
    flags = [position == 0, position == 1, position == 2, between]
    return np.array([position, np.log1p(position), 1 / (1 + position), *flags])


@cache
def _by_length() -> Floats:
    """Rows of words (at least 1) and of their square roots, and `_BY_LENGTH`, by their number."""
    words = np.maximum(1.0, np.arange(N_CHARACTERS + 1))
    return np.array([words, np.sqrt(words), np.log(words), words < 8, words > 40])


def _surface(columns: _Columns) -> dict[str, Floats]:
    """What can be seen in the sentence alone: numbers, quotations, openers, words of saying."""
    texts, told, openings = columns["text"], columns["traits"], columns["opening"]
    by_word = list(zip(texts, told, strict=True))
    quoted, n_numbers = np.array(
        (
            columns["quoted"],
            [len(_NUMBER.findall(text)) if bits & NUMBER else 0 for text, bits in by_word],
        ),
        float,
    )
    flags = {
        "money": ["$" in t or "%" in t or "£" in t or "€" in t for t in texts],
        "qstart": [text[0] in _OPENING_QUOTES for text in texts],
        "quest": ["?" in text[-3:] for text in texts],
        "you": [bits & YOU > 0 and _YOU.search(text) is not None for text, bits in by_word],
        "dang": [opening is _PRONOUN for opening in openings],
        "conn": [opening is _CONNECTIVE for opening in openings],
        "orph": columns["is_orphan"],
        "say": [bits & SAYS > 0 for bits in told],
        "time": [bits & CALENDAR > 0 for bits in told],
    }
    rows = _flags(list(flags.values()))
    return dict(zip(flags, rows, strict=True)) | {
        "digits": np.minimum(3.0, n_numbers),
        "qfrac": quoted,
    }


def _centrality(known: Bags) -> dict[str, Floats]:
    """How much the sentence says of what the others say; all from G.

    With Ĝ = G + 1 on the diagonal, x · c is the row sum of Ĝ over the length of Σ x: both are
    prefix sums of Ĝ, along its rows and in its corners.
    """
    n, cosines = known.n, known.cosines
    full, own = cosines.copy(), _flag(known.sizes > 0)
    full.ravel()[:: n + 1] = own
    sums = full.cumsum(1)
    highest = np.maximum.accumulate(cosines, axis=1)
    ends = [min(n_first, n) - 1 for n_first in (n, 1, 3, 5)]
    heads = sums.take(ends, axis=1)
    squares = heads.cumsum(0).take(ends, axis=0).diagonal()
    centre, lead1, lead3, lead5 = (heads / np.maximum(np.sqrt(squares), 1e-12)).T
    sums_others, sums_before = sums[:, -1] - own, sums.diagonal() - own
    rest = max(1, n - 1)
    return {
        "cen": centre,
        "cenmean": sums_others / n,
        "fwd": (sums_others - sums_before) / rest,
        "bwd": sums_before / rest,
        "maxprev": highest.diagonal(),
        "maxsim": highest[:, -1],
        "lead1": lead1,
        "lead3": lead3,
        "lead5": lead5,
        "simlead0": cosines[:, 0],
        "eig": _walk(cosines, sums_others),
    }


def _stems(columns: _Columns, titles: Sequence[Sequence[str]], known: Bags) -> dict[str, Floats]:
    """Which stems the sentence has: the common ones, new ones, those of its title."""
    title_of = np.array(columns["article"])
    ids, owners, cf = known.pair_ids, known.pair_owners, known.cf
    first = np.zeros(len(cf), int)
    first[ids[::-1]] = owners[::-1]  # the first sentence of each stem: written last, it stays
    again = cf.take(ids) - 1
    in_title = title_weights(known, titles, title_of)
    n_distinct = np.maximum(1, known.pair_sizes)
    n_titles = np.array([len(set(title)) for title in titles]).take(title_of)
    per_stem = 10 / max(1, len(known.ids))
    common = known.sums((again + 1) * known.tf) / np.maximum(1, known.sizes)
    topterm = known.sums(_are_top(cf).take(ids)) / _N_TOP_STEMS
    return {
        "sumb": common / max(1.0, float(np.maximum.reduce(cf, initial=0.0))),
        "topterm": topterm,
        "intro": known.sums(again * (first.take(ids) == owners)) * per_stem,
        "mass": known.sums(again) * per_stem,
        "midf": known.sums(known.idf.take(ids)) / n_distinct,
        "leadcov": known.sums(_in_lead(known)) / n_distinct,
        "title": known.sums(known.weights * in_title),
        "titlecov": known.sums(in_title > 0) / np.maximum(1, n_titles),
        "hastitle": _flag(n_titles > 0),
    }


def _standings(found: Mapping[str, Floats]) -> dict[str, Floats]:
    """Where the sentence stands among all by its centrality and its common stems.

    As deviations from the mean, and as rank from the top over n − 1; of equal ones the earlier
    sentence comes first.
    """
    values = np.array((found["cen"], found["topterm"]))
    n = values.shape[1]
    centred = values - np.add.reduce(values, axis=1, keepdims=True) / n
    deviations = np.sqrt(np.add.reduce(centred * centred, axis=1, keepdims=True) / n)
    cenz, topz = centred / np.where(deviations > 0, deviations, 1.0)
    order = (-values).argsort(axis=1, kind="stable")
    cenrank, toprank = order.argsort(axis=1) / max(1, n - 1)
    return {"cenz": cenz, "cenrank": cenrank, "topz": topz, "toprank": toprank}


def _are_top(cf: Floats) -> "np.typing.NDArray[np.bool_]":
    """Whether a stem is one of the commonest; of equally common ones those that were read first."""
    found = np.zeros(len(cf), bool)
    found[(-cf).argsort(kind="stable")[:_N_TOP_STEMS]] = True
    return found


def _in_lead(known: Bags) -> "np.typing.NDArray[np.bool_]":
    """Whether each pair's stem is in sentences 0 to 2; for these themselves, in the other two."""
    n_lead = int(np.add.reduce(known.pair_sizes[:3]))
    counts = np.bincount(known.pair_ids[:n_lead], minlength=len(known.cf)).take(known.pair_ids)
    counts[:n_lead] -= 1
    return counts > 0


def _repeated_pairs(known: Bags) -> dict[str, Floats]:
    """Neighbouring stems that two sentences have in the same order."""
    n, size = known.n, len(known.cf)
    ids, owners = known.ids, known.owners
    inside = owners[1:] == owners[:-1]
    # Distinct (pair, sentence), sorted by pair: a pair of two sentences stands beside itself.
    codes, _ = distinct((((ids[:-1] * size + ids[1:]) * n) + owners[1:])[inside])
    pairs, owners = np.divmod(codes, n)
    again = np.zeros(len(pairs) + 1, bool)
    np.equal(pairs[1:], pairs[:-1], out=again[1:-1])
    n_again = np.bincount(owners, again[1:] | again[:-1], minlength=n)
    n_all = np.bincount(owners, minlength=n)
    return {"bishare": n_again / np.maximum(1, n_all), "bicount": np.log1p(n_again)}


def _names(columns: _Columns, lengths: Floats) -> dict[str, Floats]:
    """Capitalised words inside sentences: how many, new ones, the document's commonest."""
    texts = columns["text"]
    found = list(map(_NAME.findall, texts))
    counts: dict[str, int] = {}
    seen = []
    for names in found:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        seen.append(len(counts))
    # The sort by counts keeps the order of equals: the alphabet's.
    top = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:_N_TOP_NAMES]
    rows = [map(contains, texts, repeat(name)) for name in top]
    held = _flags(rows) if rows else np.zeros((1, len(texts)))
    n_names, n_seen = np.array((list(map(len, found)), seen), float)
    return {
        "caps": n_names / lengths[1],
        "newname": np.minimum(5.0, n_seen - _previous(n_seen)),
        "topname": held[0],
        "nameshare": np.add.reduce(held) / len(held),
    }


def _neighbours(found: dict[str, Floats], known: Bags) -> dict[str, Floats]:
    """What stands before and behind."""
    beside = np.zeros(known.n + 1)
    beside[1:-1] = np.diagonal(known.cosines, 1)
    return {
        "nextcos": beside[1:],
        "prevcos": beside[:-1],
        "nextdang": _next(np.maximum(found["dang"], found["conn"])),
        "prevq": _previous(found["qfrac"]),
        "nextq": _next(found["qfrac"]),
        "nextcen": _next(found["cenz"]),
        "prevcen": _previous(found["cenz"]),
        "parlast": _next(found["parfirst"]),
    }


def _walk(cosines: Floats, sums: Floats) -> Floats:
    """N · e after four rounds of e ← 0.15/n + 0.85 · e A, A = G with rows that sum to 1.

    Source: Erkan & Radev 2004, "LexRank", §3.2, cut short.
    """
    n = len(cosines)
    steps = cosines * (0.85 / np.maximum(sums, 1e-12))[:, np.newaxis]
    e = np.array([1 / n]).repeat(n)
    for _ in range(4):
        e = e.dot(steps) + 0.15 / n
    return n * e


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, float)


def _flags(rows: Sequence[Iterable[bool]]) -> Floats:
    """The *rows* as ones and zeros; bytes of truth are made three times as fast as numbers."""
    told = np.frombuffer(b"".join(map(bytes, rows)), np.uint8)
    return told.astype(float).reshape(len(rows), -1)


def _flag(values: "np.typing.NDArray[np.bool_]") -> Floats:
    return values.astype(float)


def _next(values: Floats) -> Floats:
    shifted = np.zeros(len(values))
    shifted[:-1] = values[1:]
    return shifted


def _previous(values: Floats) -> Floats:
    shifted = np.zeros(len(values))
    shifted[1:] = values[:-1]
    return shifted
