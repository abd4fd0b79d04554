"""Terms: the words of a text as stories compare them.

A word gives no term (a stop word), one (its stem), or several ("prize-winning"; the pairs of
characters of a script without spaces). A term is kept as the 32-bit checksum of its text, so that
sparse vectors are small arrays of numbers which mean the same in every process: of 200,000 terms
about five share their number with another one. Imports `languages` and `words`.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, islice, repeat
from typing import Final

from summaries.languages import Language, language
from summaries.words import stem

# Marks that Python's \w leaves out and that stand inside words: combining accents, Hebrew and
# Arabic vowels, the signs of Indic scripts and of Thai, the joiners of Persian and Hindi.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963"
    "\u0981-\u09e3\u0a01-\u0d63\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3"
    "\u200c\u200d"
)
_LETTER: Final = rf"(?:[^\W_]|[{_MARKS}])"
_WORD: Final = re.compile(rf"[^\W_]{_LETTER}*(?:['’.,\-‐‑]{_LETTER}+)*")
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+"
)
_SPACED_OR_NOT: Final = re.compile(rf"{_UNSPACED.pattern}|[^\W_]+")
# Vowel signs and the stretching stroke are written or left out at will.
_UNWRITTEN: Final = re.compile("[\u0591-\u05bd\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d]")
_SHORTEST_STEMMED: Final = 4

_N_REMEMBERED: Final = 20_000
"""Words whose terms are remembered: about 4 MB, and nine in ten words of a stream."""


def terms(text: str, code: str, *, most: int) -> list[int]:
    """Terms of the first *most* words of *text* in order, read in the language of an ISO code."""
    words = (match[0] for match in islice(_WORD.finditer(text), most))
    return list(chain.from_iterable(map(_numbers, words, repeat(code))))


def texts(text: str, code: str, *, most: int) -> dict[int, str]:
    """The same terms, each with its text: for an index that holds words."""
    words = (match[0] for match in islice(_WORD.finditer(text), most))
    return {number(stem_): stem_ for word in words for stem_ in stems_of(word, code)}


def stems_of(surface: str, code: str) -> tuple[str, ...]:
    """Terms of one word as text, in order: no stop words, none of a single letter."""
    spoken = language(code)
    return tuple(_parts(_plain(surface), spoken))


@cache
def weekday_terms(code: str) -> Mapping[int, int]:
    """Term → day of the week, 0 for Monday, of every form that the language's lists hold."""
    days = enumerate(language(code).weekdays)
    forms = ((form, day) for day, named in days for form in named.split())
    return {number(term): day for form, day in forms for term in stems_of(form, code)[:1]}


def number(term: str) -> int:
    """The term's 32-bit checksum: the same in every process, unlike Python's `hash`."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


@lru_cache(_N_REMEMBERED)
def _numbers(surface: str, code: str) -> tuple[int, ...]:
    return tuple(number(stem_) for stem_ in stems_of(surface, code))


def _plain(surface: str) -> str:
    if surface.isascii():
        return surface.lower()
    plain = _UNWRITTEN.sub("", surface.lower()).replace("’", "'")
    return plain.replace("‐", "-").replace("‑", "-")


def _parts(plain: str, spoken: Language) -> Iterator[str]:
    if not plain.isascii() and _UNSPACED.search(plain):
        yield from _pairs(plain)
        return
    for part in plain.split("-"):
        yield from _one(part, spoken)


def _one(part: str, spoken: Language) -> Iterator[str]:
    """The term of a word without hyphens, if it has one."""
    head, mark, tail = part.partition("'")
    if mark and head in spoken.elisions:
        part = tail
    if part in spoken.stop_words:
        return
    part = part.removesuffix("'s")
    if part[:1].isdigit():
        part = part.replace(",", "")
    if len(part) < 2 or part in spoken.stop_words:  # noqa: PLR2004 - single letters say nothing
        return
    if part.isalpha() and len(part) >= _SHORTEST_STEMMED:
        part = stem(part, spoken)
    yield part


def _pairs(plain: str) -> Iterator[str]:
    """Pairs of neighbouring characters of each run without spaces; other runs as they are."""
    for run in _SPACED_OR_NOT.findall(plain):
        if len(run) == 1 or not _UNSPACED.match(run):
            yield run
        else:
            yield from (run[i : i + 2] for i in range(len(run) - 1))
