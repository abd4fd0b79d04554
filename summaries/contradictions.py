"""Sentences of different sources that give different numbers for the same thing.

Precision before recall: a wrong alarm accuses an outlet, a missed one costs nothing. A pair is told
only where the number counts the same noun, the clauses say the same of it, and nothing (place, day,
"at least", "of them") explains the difference. Only languages with lists of counting words (en, de,
es, fr, it, pt) take part. Imports `detection`, `document`, `languages`, `quantities`, `values`.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from summaries.detection import guess
from summaries.document import Candidate, read
from summaries.languages import language as language_of
from summaries.quantities import Quantity, numbers, quantities
from summaries.values import Sentence, SourceText

# Stems beside noun and number that both clauses must share. Set on the cases in
# tests/summaries/data/disagreements.jsonl, for no false alarm.
_N_SHARED = 2
# Numbers this near to each other are one number, rounded.
_ROUNDING = 0.05


def disagreements(
    articles: Sequence[SourceText], *, language: str | None = None
) -> tuple[tuple[Sentence, Sentence], ...]:
    """Pairs of sentences of two articles that contradict each other in a number.

    Each sentence stands in one pair at most; the pairs come in the order of their first sentence.
    Empty in a language without lists of counting words.

    Cost: quadratic in the numbers that count the same noun; 5 ms for 12 articles.
    """
    code = language or guess("\n".join(article.text[:1000] for article in articles))
    of = language_of(code)
    if not of.lower_bounds:
        return ()
    stated = [
        (candidate, quantity)
        for candidate in read(articles, of).candidates
        for quantity in quantities(candidate.text, of)
    ]
    found: dict[Sentence, Sentence] = {}
    for first, second in _contradictions(stated):
        if first not in found and second not in found.values():
            found[first] = second
    return tuple(found.items())


def contradicts(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities are of the same thing and cannot both be true."""
    return _same_thing(first, second) and not _same_number(first.value, second.value)


def _contradictions(
    stated: Sequence[tuple[Candidate, Quantity]],
) -> Iterator[tuple[Sentence, Sentence]]:
    by_noun: dict[str, list[tuple[Sentence, Quantity]]] = {}
    for candidate, quantity in stated:
        by_noun.setdefault(quantity.noun, []).append((candidate.sentence, quantity))
    for group in by_noun.values():
        for (a, first), (b, second) in combinations(group, 2):
            apart = a.article != b.article
            if apart and contradicts(first, second) and not _settled(group, a, b, first, second):
                yield a, b


def _settled(
    group: Sequence[tuple[Sentence, Quantity]],
    a: Sentence,
    b: Sentence,
    first: Quantity,
    second: Quantity,
) -> bool:
    """Whether one of the two articles gives the number of the other as well."""
    return (
        second.value in numbers(a.text)
        or first.value in numbers(b.text)
        or any(
            (sentence.article == a.article and _same_number(other.value, second.value))
            or (sentence.article == b.article and _same_number(other.value, first.value))
            for sentence, other in group
        )
    )


def _same_thing(first: Quantity, second: Quantity) -> bool:
    same = (first.noun, first.per, first.places, first.periods) == (
        second.noun, second.per, second.places, second.periods
    )  # fmt: skip
    if not same or (first.days and second.days and first.days.isdisjoint(second.days)):
        return False
    # One clause must say nothing that the other does not: "killed" and "injured" share a mill.
    smaller, larger = sorted((first.context, second.context), key=len)
    return len(smaller) >= _N_SHARED and smaller <= larger


def _same_number(first: float, second: float) -> bool:
    """Equal, or one the other rounded."""
    return abs(first - second) <= _ROUNDING * max(first, second) and _is_round(first, second)


def _is_round(first: float, second: float) -> bool:
    """Whether one of two numbers has fewer figures than the other, or both are equal."""
    return first == second or _n_figures(first) != _n_figures(second)


def _n_figures(number: float) -> int:
    return len(f"{number:.6g}".replace(".", "").strip("0").partition("e")[0])
