"""Numbers in a sentence with what they count.

A quantity is a number, the noun behind it and the clause around it. Numbers that are no exact
counts are left out: bounds ("at least 12"), parts ("3 of the 12"), additions ("5 more"), years,
ages, scores, times, ordinals. Imports `languages`, `words`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summaries.languages import Language
from summaries.lexicon import told
from summaries.words import stem, tokens

_DIGITS = re.compile(
    r"(?<![\w.,:/–-])(?P<money>[$£€])?(?P<digits>\d{1,3}(?:[.,]\d{3})+(?![\d])|\d+(?:[.,]\d+)?)"
    r"(?P<percent>\s?%)?(?![\w:/–-]|[.,]\d)"
)
_PLAIN = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")
_CLAUSE = re.compile(
    r"[,;:()—–]|\s(?:and|but|while|as|und|aber|während|y|pero|mientras|e|mas|enquanto|ma|mentre|et|mais"
    r"|tandis)\s"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NAME = re.compile(r"[A-ZÀ-ÞА-ЯЁ][^\W\d_]+")
_YEARS = range(1900, 2100)
_FIGURES_OF_THOUSANDS = 3
# Words behind a number that are looked at for its noun.
_N_AHEAD = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """One exact number and what it counts.

    Attributes:
        value: with million and the like multiplied in.
        noun: stem of the word that is counted, or a unit ("%", "$").
        per: stem of the unit of time it is given for ("a day"), or "".
        context: content stems of its clause without noun and numbers.
        places: names behind a word such as "in", lower case.
        days: weekdays, months and the like in the sentence.
        periods: words that tell spans and turns of one kind apart ("last", "second", "month").
    """

    value: float
    noun: str
    per: str
    context: frozenset[str]
    places: frozenset[str]
    days: frozenset[str]
    periods: frozenset[str]


def quantities(sentence: str, of: Language) -> list[Quantity]:
    """The exact numbers of *sentence* with what they count, in order.  Cost: linear."""
    return [q for start, end in _clauses(sentence) for q in _in_clause(sentence, start, end, of)]


def numbers(sentence: str) -> set[float]:
    """All plain numbers in figures, whatever they count."""
    return {float(digits) for digits in _PLAIN.findall(sentence)}


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    last = 0
    for match in _CLAUSE.finditer(sentence):
        between_digits = (
            sentence[match.start() - 1 : match.start()].isdigit()
            and sentence[match.end() : match.end() + 1].isdigit()
        )
        if not between_digits:
            yield last, match.start()
            last = match.end()
    yield last, len(sentence)


def _in_clause(sentence: str, start: int, end: int, of: Language) -> Iterator[Quantity]:
    clause = sentence[start:end]
    words = tokens(sentence)
    days = of.calendar.intersection(words)
    periods = (of.time_nouns | of.turns).intersection(words)
    for number_start, number_end, figure, unit in _numbers(clause, of):
        before = tokens(sentence[: start + number_start])[-3:]
        behind = _WORD.findall(clause[number_end:])[:_N_AHEAD]
        value, behind = _scaled(figure, behind, of)
        noun = unit or _noun(behind, of)
        if not noun or _is_inexact(before, clause[number_end:], behind, of):
            continue
        yield Quantity(
            value=value,
            noun=noun,
            per=_per(clause[number_end:], of),
            context=frozenset(_context(clause, of)) - {noun},
            places=frozenset(_places(clause, of)),
            days=days - periods,
            periods=periods,
        )


def _numbers(clause: str, of: Language) -> Iterator[tuple[int, int, float, str]]:
    """Start, end, value and unit of every number, in figures or as a small word."""
    for match in _DIGITS.finditer(clause):
        unit = "%" if match["percent"] else match["money"] or ""
        value = _value(match["digits"], of)
        if unit or value not in _YEARS:
            yield match.start(), match.end(), value, unit
    for match in _WORD.finditer(clause):
        value = of.number_words.get(match.group().lower(), 0)
        if value:
            yield match.start(), match.end(), float(value), ""


def _value(digits: str, of: Language) -> float:
    """Figures as a number; which mark parts thousands depends on the language."""
    decimal = "," if of.code != "en" else "."
    head, mark, tail = digits.rpartition(decimal)
    if mark and not (len(tail) == _FIGURES_OF_THOUSANDS and digits.count(decimal) > 1):
        return float(re.sub(r"[.,]", "", head) + "." + tail)
    return float(re.sub(r"[.,]", "", digits))


def _scaled(value: float, behind: list[str], of: Language) -> tuple[float, list[str]]:
    """The value with "million" multiplied in, and the words behind that."""
    if behind and behind[0].lower() in of.scales:
        return value * of.scales[behind[0].lower()], behind[1:]
    return value, behind


def _noun(behind: list[str], of: Language) -> str:
    if not behind:
        return ""
    word = behind[0].lower()
    if word in of.percents:
        return "%"
    if word in of.stop_words or word in of.calendar or word in of.no_counts:
        return ""
    return stem(word, of)


def _is_inexact(before: list[str], rest: str, behind: list[str], of: Language) -> bool:
    """Whether bounds, parts or additions make the number no exact count."""
    near = {*before[-2:], *(" ".join(before[-2:]),)}
    following = rest.lower().lstrip()
    return (
        not near.isdisjoint(of.lower_bounds)
        or following.startswith(of.parts)
        or any(word.lower() in of.additions for word in behind[:2])
        or any(word in of.additions for word in before[-1:])
        # "10 and 20", "from 3 to 5", and the French 40 000, of which one cannot be sure.
        or any(word.isdigit() for word in before[-2:])
        or following[:1].isdigit()
    )


def _per(rest: str, of: Language) -> str:
    words = tokens(rest)[:6]
    for i in range(len(words) - 1):
        if words[i] in of.per_words and words[i + 1] in of.time_nouns:
            return stem(words[i + 1], of)
    return ""


def _context(clause: str, of: Language) -> list[str]:
    skipped = of.calendar | of.number_words.keys() | of.scales.keys() | of.percents
    words = (
        word for word in tokens(_said(clause, of)) if not word[0].isdigit() and word not in skipped
    )
    return told(words, of)[0]


def _places(clause: str, of: Language) -> Iterator[str]:
    words = clause.split()
    for i in range(len(words) - 1):
        if words[i].lower() in of.place_words:
            name = _NAME.match(words[i + 1].lstrip("\"'“„"))
            if name and name.group().lower() not in of.calendar:
                yield name.group().lower()


def _said(clause: str, of: Language) -> str:
    """*clause* without who says it: "Officials said ten left" tells of ten who left."""
    for match in _WORD.finditer(clause):
        if match.group().lower() in of.says_that:
            return clause[match.end() :]
    return clause
