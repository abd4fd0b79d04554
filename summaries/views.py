"""Views: an article as sparse vectors of its title and of its opening.

`read` gives the terms of an article, `weigh` its views once idf is known. Imports `terms`, `idf`
and `vectors`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from summaries.idf import Idf
from summaries.terms import terms, weekday_terms
from summaries.vectors import Vector, length, unit

LEAD_WORDS: Final = 120
"""An opening tells the event; more words bring background (and cost)."""

TITLE_WEIGHT: Final = 2
MOST_TITLE_WORDS: Final = 60
"""Some feeds put a whole post into the title."""

MOST_TERMS: Final = 160
N_QUERY_TERMS: Final = 16
TITLE_QUERY_FACTOR: Final = 1.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Terms of an article with how often they occur; `weekdays` as in `Views`."""

    title: Counter[int]
    body: Counter[int]
    weekdays: Mapping[int, int]

    @property
    def terms(self) -> set[int]:
        """All terms of title and opening."""
        return set(self.title) | set(self.body)


@dataclass(frozen=True, kw_only=True, slots=True)
class Views:
    """What stories are compared by.

    Attributes:
        title: T, unit vector of the title.
        body: B, unit vector of title and opening, at most 160 terms.
        information: idf of each term of title and opening.
        query: the 16 terms by which candidates are found.
        weekdays: day of the week of each term that names one, in the article's language.
        days: days of the week that title and opening name.
        title_length: of T: about 10,000, or 0 when empty; and so `body_length`.
    """

    title: Vector
    body: Vector
    information: Mapping[int, float]
    query: tuple[int, ...]
    weekdays: Mapping[int, int]
    days: frozenset[int]
    title_length: float
    body_length: float


def read(title: str, text: str, code: str) -> Reading:
    """Terms of an article in the language of an ISO 639 code. Cost: its first 120 words."""
    return Reading(
        title=Counter(terms(title, code, most=MOST_TITLE_WORDS)),
        body=Counter(terms(text, code, most=LEAD_WORDS)),
        weekdays=weekday_terms(code),
    )


def weigh(reading: Reading, idf: Idf, *, is_counted: bool = True) -> Views:
    """The article's views under the present idf, as if it were counted where it is not yet."""
    information = idf.of(reading.terms, n_more=0 if is_counted else 1)
    frequency = Counter(reading.body)
    for term, n in reading.title.items():
        frequency[term] += TITLE_WEIGHT * n
    title = unit(_tf_idf(reading.title, information), limit=MOST_TERMS)
    body = unit(_tf_idf(frequency, information), limit=MOST_TERMS)
    return Views(
        title=title,
        body=body,
        information=information,
        query=_query(body, reading.title),
        weekdays=reading.weekdays,
        days=days_among(body, reading.weekdays),
        title_length=length(title),
        body_length=length(body),
    )


def days_among(terms: Iterable[int], weekdays: Mapping[int, int]) -> frozenset[int]:
    """The days of the week that some terms name."""
    return frozenset(day for day in map(weekdays.get, terms) if day is not None)


def _tf_idf(frequency: Mapping[int, int], information: Mapping[int, float]) -> dict[int, float]:
    """(1 + ln tf) · idf of each term."""
    return {term: (1.0 + math.log(n)) * information[term] for term, n in frequency.items()}


def _query(body: Vector, title: Mapping[int, int]) -> tuple[int, ...]:
    """The heaviest terms of the body view, those of the title counted half as much again."""
    ranked = sorted(
        (-weight * (TITLE_QUERY_FACTOR if term in title else 1.0), term)
        for term, weight in body.items()
    )
    return tuple(term for _, term in ranked[:N_QUERY_TERMS])
