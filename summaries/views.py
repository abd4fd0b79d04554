"""Views: an article as sparse vectors of its title, its opening, its names and its figures.

`read` gives the terms of an article, `weigh` its views once idf is known. Imports `terms`, `idf`
and `vectors`.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from summaries.idf import Idf
from summaries.terms import Word, is_figure, number, words
from summaries.vectors import Vector, length, unit

LEAD_WORDS: Final = 120
"""An opening tells the event; more words bring background (and cost)."""

TITLE_WEIGHT: Final = 2
MOST_TITLE_WORDS: Final = 60
"""Some feeds put a whole post into the title."""

MOST_TERMS: Final = 160
N_QUERY_TERMS: Final = 16
TITLE_QUERY_FACTOR: Final = 1.5

TITLE_CASE_SHARE: Final = 0.65
"""With a larger share of capitalised words, capitals in a title tell nothing."""

LEAST_NAME_WEIGHT: Final = 0.3
UNSEEN_NAME_WEIGHT: Final = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Terms of an article with how often they occur; names as tuples of stems."""

    title: Counter[int]
    body: Counter[int]
    names: Counter[tuple[str, ...]]
    figures: frozenset[int]

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
        names: E, unit vector of names.
        figures: N, numbers except years.
        information: idf of each term of title and opening.
        query: the 16 terms by which candidates are found.
        has_text: there is more than a headline.
        lengths: of title, body and names (1, or 0 when empty).
    """

    title: Vector
    body: Vector
    names: Vector
    figures: frozenset[int]
    information: Mapping[int, float]
    query: tuple[int, ...]
    has_text: bool
    lengths: tuple[float, float, float]


def read(title: str, text: str, code: str) -> Reading:
    """Terms of an article in the language of an ISO 639 code. Cost: its first 120 words."""
    title_words = list(words(title, code, most=MOST_TITLE_WORDS))
    body_words = list(words(text, code, most=LEAD_WORDS))
    names = _names(body_words, lambda word: word.is_all_capitals or not word.opens)
    in_body = set(names)
    names += _title_names(title_words, in_body)
    stems = [stem for word in (*title_words, *body_words) for stem in word.stems]
    return Reading(
        title=_counts(title_words),
        body=_counts(body_words),
        names=names,
        figures=frozenset(number(stem) for stem in stems if is_figure(stem)),
    )


def weigh(reading: Reading, idf: Idf) -> Views:
    """The article's views under the present idf."""
    information = {term: idf(term) for term in sorted(reading.terms)}
    frequency = Counter(reading.body)
    for term, n in reading.title.items():
        frequency[term] += TITLE_WEIGHT * n
    title = unit(_tf_idf(reading.title, information), limit=MOST_TERMS)
    body = unit(_tf_idf(frequency, information), limit=MOST_TERMS)
    names = unit(_name_weights(reading.names, information), limit=MOST_TERMS)
    return Views(
        title=title,
        body=body,
        names=names,
        figures=reading.figures,
        information=information,
        query=_query(body, reading.title),
        has_text=bool(reading.body),
        lengths=(length(title), length(body), length(names)),
    )


def _counts(found: Iterable[Word]) -> Counter[int]:
    return Counter(number(stem) for word in found for stem in word.stems)


def _tf_idf(frequency: Mapping[int, int], information: Mapping[int, float]) -> dict[int, float]:
    return {term: (1.0 + math.log(n)) * information[term] for term, n in frequency.items()}


def _query(body: Vector, title: Mapping[int, int]) -> tuple[int, ...]:
    """The heaviest terms of the body view, those of the title counted half as much again."""

    def rank(term: int) -> tuple[float, int]:
        return -body[term] * (TITLE_QUERY_FACTOR if term in title else 1.0), term

    return tuple(sorted(body, key=rank)[:N_QUERY_TERMS])


def _names(found: Sequence[Word], counts: Callable[[Word], bool]) -> Counter[tuple[str, ...]]:
    """Runs of capitalised words that count as names, and each word of a longer run."""
    names: Counter[tuple[str, ...]] = Counter()
    run: list[tuple[str, ...]] = []
    for word in found:
        is_name = word.is_capital and bool(word.stems) and counts(word)
        if run and not (is_name and word.follows):
            _count_run(run, names)
            run = []
        if is_name:
            run.append(word.stems)
    if run:
        _count_run(run, names)
    return names


def _count_run(run: Sequence[tuple[str, ...]], names: Counter[tuple[str, ...]]) -> None:
    names[tuple(stem for stems in run for stem in stems)] += 1
    if len(run) > 1:
        names.update(run)


def _title_names(found: Sequence[Word], in_body: set[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Names of a title: known from the body, or told by a capital where capitals tell something."""
    n_capital = sum(word.is_capital for word in found)
    tells = n_capital <= TITLE_CASE_SHARE * len(found)

    def counts(word: Word) -> bool:
        if word.is_all_capitals or word.stems in in_body:
            return True
        return tells and not word.opens

    return _names(found, counts)


def _name_weights(
    names: Mapping[tuple[str, ...], int], information: Mapping[int, float]
) -> dict[int, float]:
    """(1 + ln tf) times the mean idf of the name's stems, by the number of the whole name."""
    weights = {}
    for name, n in names.items():
        known = [information.get(number(stem), UNSEEN_NAME_WEIGHT) for stem in name]
        mean = max(LEAST_NAME_WEIGHT, sum(known) / len(known))
        weights[number(" ".join(name))] = (1.0 + math.log(n)) * mean
    return weights
