"""Inverse document frequencies that forget: how rare a term is in the news of these weeks.

Holds decaying counts of documents and their background table. Imports `terms`.
"""

import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

from summaries.terms import number

HALF_LIFE_SECONDS: Final = 30 * 86_400.0

MAX_EXPONENT: Final = 40.0
"""Beyond it all counts are rescaled, long before a float loses digits."""

MOST_EXPONENT: Final = 1_000.0
"""80 years: more makes no float, and every count before such a leap is nothing."""

MAX_TERMS: Final = 100_000
"""About 12 MB. A term seen once has nearly the idf of one never seen, so little is lost."""

KEPT_TERMS: Final = 75_000
"""The most frequent that stay when there are too many: so it is done once in 25,000 new terms."""

FLOOR: Final = 0.05
"""idf of a term that at least half of all documents have."""


TABLE_DOCUMENTS: Final = 3_000.0
"""Weight of a background table beside the documents that were counted."""

UNKNOWN_DOCUMENTS: Final = 1_000.0
"""Without a table: so many documents of none of our terms, lest the first idf be noise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Background:
    """What a language's news looks like before anything was counted.

    Attributes:
        n: how many documents the table weighs; 0 without a table.
        share: term → share of documents that have it, in (0, 1].
    """

    n: float = 0.0
    share: Mapping[int, float] = field(default_factory=dict)


@cache
def background(code: str) -> Background:
    """The shipped table of a language; an empty one of little weight where there is none."""
    table = resources.files("summaries.models").joinpath(f"stories_background_{code}.json")
    if not code.isalpha() or not table.is_file():
        return Background(n=UNKNOWN_DOCUMENTS)
    share = json.loads(table.read_text("utf-8"))["share"]
    return Background(n=TABLE_DOCUMENTS, share={number(stem): each for stem, each in share.items()})


class Idf:
    """Document counts with a half-life of 30 days, and the idf that follows from them.

    Counts grow in weight instead of old ones shrinking: a document at t adds
    w = 2^((t - t0) / half-life), and reading divides by the latest w. So an old count is never
    touched again, and adding a document costs one step a term.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._n = 0.0
        self._documents: dict[int, float] = {}
        self._origin = 0.0
        self._latest = 0.0

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, terms: Iterable[int], at: float) -> None:
        """Count one document at *at* (epoch seconds; earlier than the latest counts as now)."""
        self.move_to(at)
        if self._weight_exponent() > MAX_EXPONENT:
            self._rescale()
        weight = self._weight()
        self._n += weight
        documents = self._documents
        for term in terms:
            documents[term] = documents.get(term, 0.0) + weight
        if len(documents) > MAX_TERMS:
            self._forget_rare()

    def move_to(self, at: float) -> None:
        """Let time pass without a document, so that the counts weigh what they will at *at*."""
        if not self._n:
            self._origin = self._latest = at
        self._latest = max(self._latest, at)

    def of(self, terms: Iterable[int], *, n_more: int = 0) -> dict[int, float]:
        """Each term's idf: ln((n + 1) / (df + ½)), at least 0.05; about 9 for an unseen one.

        Args:
            terms: to be looked up.
            n_more: as if so many more documents, each with all of these terms, had been counted.
        """
        weight = self._weight()
        more = n_more * weight
        documents, heavy, share = self._documents, self._background.n, self._background.share
        n = (self._n + more) / weight + heavy
        found = {}
        for term in terms:
            df = (documents.get(term, 0.0) + more) / weight + heavy * share.get(term, 0.0)
            found[term] = math.log((n + 1.0) / (df + 0.5)) if df < n / 2 else FLOOR
        return found

    def state(self) -> bytes:
        """All counts, exactly, as compressed JSON."""
        counts = [self._origin, self._latest, self._n]
        rows = [list(self._documents), list(self._documents.values())]
        return zlib.compress(json.dumps([counts, *rows]).encode(), level=1)

    @classmethod
    def load(cls, state: bytes, background: Background) -> "Idf":
        """The counts that `state` gave."""
        idf = cls(background)
        (idf._origin, idf._latest, idf._n), terms, counts = json.loads(zlib.decompress(state))
        idf._documents = dict(zip(terms, counts, strict=True))
        return idf

    def _weight_exponent(self) -> float:
        return (self._latest - self._origin) / HALF_LIFE_SECONDS

    def _weight(self) -> float:
        return math.pow(2.0, min(self._weight_exponent(), MOST_EXPONENT))

    def _rescale(self) -> None:
        weight = self._weight()
        self._n /= weight
        self._documents = {term: count / weight for term, count in self._documents.items()}
        self._origin = self._latest

    def _forget_rare(self) -> None:
        """Keep the most frequent; ties go to the smaller term."""
        documents = self._documents
        least = sorted(documents.values(), reverse=True)[KEPT_TERMS - 1]
        kept = {term: count for term, count in documents.items() if count > least}
        ties = sorted(term for term, count in documents.items() if count == least)
        kept |= dict.fromkeys(ties[: KEPT_TERMS - len(kept)], least)
        self._documents = kept
