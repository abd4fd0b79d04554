"""What a sentence is worth: named numbers, all sentences of a document at once.

Terms, as everywhere in this package: x is the unit vector of a sentence's content stems, weighted
(1 + ln tf) · idf; G holds the cosines of all pairs, zero on the diagonal; cf counts a stem in all
sentences, df the sentences that have it. Imports `bags`, `document`, `lexicon`, `openers`.
"""

# ruff: noqa: PLR2004 - the numbers are the definitions of the features

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np

from summaries.bags import Bags, Floats, bags, distinct, sums, title_weights
from summaries.document import Candidate, Document
from summaries.lexicon import CALENDAR, NUMBER, SAYS, YOU
from summaries.openers import Opening

# How many of the commonest stems and names count as what the document is about.
_N_TOP_STEMS = 12
_N_TOP_NAMES = 5

# These begin with what is rare, and look back from there, so that the search can leap.
_NAME = re.compile(r"[A-ZÀ-ÞА-Я](?<=[a-zà-ÿа-яё,;:] .)[\w'’\-]*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MONEY = re.compile(r"[%$£€]")
_YOU = re.compile(
    r"[Iwymou](?<!\w.)(?:(?<=I)|(?<=w)e|(?<=y)ou(?:r)?|(?<=m)[ye]|(?<=o)ur|(?<=u)s)\b"
)
_Columns: TypeAlias = Mapping[str, tuple[Any, ...]]

_OPENING_QUOTES = ("“", '"', "«", "„", "'", "‘")


def features(document: Document) -> dict[str, Floats]:
    """All features of all sentences by name, each of shape (n,).

    What each one is stands in docs/algorithms.md, "Summaries". Cost: 16 µs a sentence, and the
    cosines of `bags`.
    """
    known = bags([c.stems for c in document.candidates])
    return features_of(document, known)


def features_of(document: Document, known: Bags) -> dict[str, Floats]:
    """The same where the bags are made already."""
    if not document.candidates:
        return {}
    columns = _columns(document.candidates)
    found = _place(columns)
    found |= _surface(columns)
    found |= _centrality(known)
    found |= _vocabulary(known)
    found |= _title(columns, document.titles, known)
    found |= _names(columns)
    return found | _neighbours(found, known)


def article_features(found: Mapping[str, Floats]) -> dict[str, Floats]:
    """What the whole article is like, from its sentences' *found* features; equal for all of them.

    They tell a wire report from a feature: alone they say nothing, beside others they do.
    """
    n = len(found["loglen"])
    words = np.exp(found["loglen"])
    values = {
        "article_words": words.sum(),
        "article_sentence": words.sum() / n,
        "article_lead": words[:3].sum(),
        "article_paragraph": found["parlen"].sum() / n,
        "article_quoted": found["qfrac"].sum() / n,
        "article_digits": found["digits"].sum() / n,
        "article_caps": found["caps"].sum() / n,
        "article_leaning": (found["dang"] + found["conn"]).sum() / n,
        "article_you": found["you"].sum() / n,
        "article_centre": found["cenz"][:3].sum() / min(3, n),
        "article_unity": found["simlead0"][1:3].sum() / max(1, min(3, n) - 1),
        "article_title": found["title"][0],
    }
    columns = np.repeat(np.array(list(values.values()))[:, np.newaxis], n, axis=1)
    return dict(zip(values, columns, strict=True))


def standardised(values: Floats) -> Floats:
    """*values* with mean 0 and population deviation 1; all 0 where they are equal."""
    n = max(1, len(values))
    centred: Floats = values - values.sum() / n
    deviation = math.sqrt(float(centred @ centred) / n)
    return centred / deviation if deviation > 0 else centred


def _columns(candidates: Sequence[Candidate]) -> dict[str, tuple[Any, ...]]:
    """What is known of all candidates by field."""
    return dict(zip(Candidate._fields, zip(*candidates, strict=True), strict=True))


def _place(columns: _Columns) -> dict[str, Floats]:
    """Where the sentence stands: in its article, in its paragraph, behind how many words."""
    position, paragraph = _column(columns["position"]), _column(columns["paragraph"])
    article, words = _column(columns["article"]), _lengths(columns)
    relative = position / _column(columns["n_of_article"])
    n = len(position)
    first = np.ones(n)
    first[1:] = (paragraph[1:] != paragraph[:-1]) | (article[1:] != article[:-1])
    paragraph_index = first.cumsum().astype(int) - 1
    n_words = words.sum()
    before = words.cumsum() - words
    relative_length = np.minimum(3, words / (n_words / n))
    log_position = np.log1p(position)
    return {
        "pinv": 1 / (1 + position),
        "prel": relative,
        "p0": _flag(position == 0),
        "p1": _flag(position == 1),
        "p2": _flag(position == 2),
        "p3_5": _flag((position >= 3) & (position <= 5)),
        "logpos": log_position,
        "tail": _flag(relative > 0.9),
        "parfirst": first,
        "parinv": 1 / (1 + paragraph),
        "parlen": np.minimum(6.0, np.bincount(paragraph_index))[paragraph_index],
        "wbefore": np.log1p(before / 100),
        "wrel": before / n_words,
        "loglen": np.log(words),
        "short": _flag(words < 8),
        "long": _flag(words > 40),
        "lenrel": relative_length,
        "poslen": log_position * relative_length,
        "n": np.full(n, math.log(n)),
    }


def _lengths(columns: _Columns) -> Floats:
    """Words of each sentence, at least 1."""
    return np.maximum(1.0, _column(list(map(len, columns["words"]))))


def _surface(columns: _Columns) -> dict[str, Floats]:
    """What can be seen in the sentence alone: numbers, quotations, openers, words of saying."""
    texts, told = columns["text"], columns["traits"]
    openings, bits = np.array(columns["opening"]), np.array(told)
    by_word = list(zip(texts, told, strict=True))
    return {
        "digits": _column([_n_numbers(text) if bit & NUMBER else 0.0 for text, bit in by_word]),
        "money": _column([_MONEY.search(text) is not None for text in texts]),
        "qfrac": _column(columns["quoted"]),
        "qstart": _column([text.startswith(_OPENING_QUOTES) for text in texts]),
        "quest": _column(["?" in text[-3:] for text in texts]),
        "you": _column([bit & YOU > 0 and _YOU.search(text) is not None for text, bit in by_word]),
        "dang": _flag(openings == Opening.PRONOUN),
        "conn": _flag(openings == Opening.CONNECTIVE),
        "orph": _column(columns["is_orphan"]),
        "say": _flag(bits & SAYS > 0),
        "time": _flag(bits & CALENDAR > 0),
    }


def _n_numbers(text: str) -> float:
    return min(3.0, len(_NUMBER.findall(text)))


def _centrality(known: Bags) -> dict[str, Floats]:
    """How much the sentence says of what the others say; all from G.

    With Ĝ = G + 1 on the diagonal, x · c is the row sum of Ĝ over the length of Σ x.
    """
    n, cosines = known.n, known.cosines
    full = cosines.copy()
    full.flat[:: n + 1] = np.bincount(known.owners, minlength=n) > 0
    centre = _against(full, slice(None))
    order = np.arange(n)
    before = np.where(order < order[:, np.newaxis], cosines, 0.0)
    sums, sums_before = cosines.sum(1), before.sum(1)
    rest = max(1, n - 1)
    return {
        "cen": centre,
        "cenz": standardised(centre),
        "cenrank": _rank(centre),
        "cenmean": sums / n,
        "fwd": (sums - sums_before) / rest,
        "bwd": sums_before / rest,
        "maxprev": before.max(1),
        "maxsim": cosines.max(1),
        "lead1": _against(full, slice(1)),
        "lead3": _against(full, slice(3)),
        "lead5": _against(full, slice(5)),
        "simlead0": cosines[:, 0],
        "eig": _walk(cosines, sums),
    }


def _vocabulary(known: Bags) -> dict[str, Floats]:
    """Which stems the sentence has: the common ones, new ones, pairs that come again."""
    n, size = known.n, len(known.vocabulary)
    owners, ids = known.pair_owners, known.pair_ids
    extra = (known.cf - 1)[ids] * 10 / max(1.0, known.cf.sum())
    n_distinct = np.maximum(1, np.bincount(owners, minlength=n))
    # Stable order: of equally common stems the one read first counts.
    is_top = np.zeros(size, bool)
    is_top[np.argsort(-known.cf, kind="stable")[:_N_TOP_STEMS]] = True
    top = sums(owners, is_top[ids], n) / _N_TOP_STEMS
    n_before = np.zeros(size, int)
    n_before[ids[::-1]] = owners[::-1]  # the first sentence of each stem: written last, it stays
    is_new = n_before[ids] == owners
    return {
        "sumb": sums(known.owners, known.cf[known.ids], n)
        / np.maximum(1, np.bincount(known.owners, minlength=n))
        / max(1.0, known.cf.max(initial=1.0)),
        "topterm": top,
        "topz": standardised(top),
        "toprank": _rank(top),
        "intro": sums(owners, extra * is_new, n),
        "mass": sums(owners, extra, n),
        "midf": sums(owners, known.idf[ids], n) / n_distinct,
        "leadcov": _lead_cover(known) / n_distinct,
    } | _repeated_pairs(known)


def _lead_cover(known: Bags) -> Floats:
    """Distinct stems that are in sentences 0 to 2; for these themselves, in the other two."""
    in_lead = known.pair_owners < 3
    counts = np.bincount(known.pair_ids[in_lead], minlength=len(known.vocabulary))
    covered = counts[known.pair_ids] - in_lead > 0
    return sums(known.pair_owners, covered, known.n)


def _repeated_pairs(known: Bags) -> dict[str, Floats]:
    """Neighbouring stems that two sentences have in the same order."""
    size = max(1, len(known.vocabulary))
    inside = known.owners[1:] == known.owners[:-1]
    pairs = (known.ids[:-1] * size + known.ids[1:])[inside]
    # Distinct (pair, sentence), sorted by pair: a pair of two sentences stands beside itself.
    codes, _ = distinct(pairs * known.n + known.owners[1:][inside])
    pairs, owners = np.divmod(codes, known.n)
    again = np.zeros(len(pairs), bool)
    again[1:] = pairs[1:] == pairs[:-1]
    again[:-1] |= again[1:]
    n_again = sums(owners, again, known.n)
    n_all = np.bincount(owners, minlength=known.n)
    return {"bishare": n_again / np.maximum(1, n_all), "bicount": np.log1p(n_again)}


def _title(columns: _Columns, titles: Sequence[Sequence[str]], known: Bags) -> dict[str, Floats]:
    """How near the sentence is to the title of its own article."""
    title_of = np.array(columns["article"])
    weights = title_weights(known, titles, title_of)
    sizes = np.array([len(set(title)) for title in titles])[title_of]
    return {
        "title": sums(known.pair_owners, known.weights * weights, known.n),
        "titlecov": sums(known.pair_owners, weights > 0, known.n) / np.maximum(1, sizes),
        "hastitle": _flag(sizes > 0),
    }


def _names(columns: _Columns) -> dict[str, Floats]:
    """Capitalised words inside sentences: how many, new ones, the document's commonest."""
    texts = columns["text"]
    found = list(map(_NAME.findall, texts))
    counts = Counter(chain.from_iterable(found))
    top = sorted(counts, key=lambda name: (-counts[name], name))[:_N_TOP_NAMES]
    seen: set[str] = set()
    n_new = []
    for names in found:
        n_new.append(min(5, len(set(names) - seen)) if names else 0)
        seen.update(names)
    held = np.array([[name in text for text in texts] for name in top], float)
    held = held.reshape(len(top), len(texts))
    return {
        "caps": _column(list(map(len, found))) / np.sqrt(_lengths(columns)),
        "newname": _column(n_new),
        "topname": held[:1].sum(0),
        "nameshare": held.sum(0) / max(1, len(top)),
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


def _against(full: Floats, chosen: slice) -> Floats:
    """X · unit(Σ of the chosen x), from the cosines with ones on the diagonal."""
    length = float(full[chosen, chosen].sum()) ** 0.5
    result: Floats = full[:, chosen].sum(1) / max(length, 1e-12)
    return result


def _walk(cosines: Floats, sums: Floats) -> Floats:
    """N · e after four rounds of e ← 0.15/n + 0.85 · e A, A = G with rows that sum to 1.

    Source: Erkan & Radev 2004, "LexRank", §3.2, cut short.
    """
    n = len(cosines)
    steps = cosines / np.where(sums > 0, sums, 1.0)[:, np.newaxis]
    e = np.full(n, 1 / n)
    for _ in range(4):
        e = 0.15 / n + 0.85 * (e @ steps)
    return n * e


def _rank(values: Floats) -> Floats:
    """Rank from the top over n − 1, in [0, 1]; of equal ones the earlier sentence first."""
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return ranks / max(1, len(values) - 1)


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, float)


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
