"""Text → words → stems.

A word is a run of letters and digits, with apostrophes and hyphens inside. Han and kana have no
spaces: their words are the bigrams of neighbouring characters. Imports `languages`, `remembered`.
"""

import re
from collections.abc import Callable
from functools import cache
from string import ascii_letters, digits
from threading import Lock

import Stemmer

from summaries.languages import Language
from summaries.remembered import Remembered

# Python's \w leaves out combining marks, which Indic, Arabic and Hebrew words are full of; without
# them a Hindi word would fall to pieces. The joiners (200C, 200D) stand inside Persian and Hindi.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963"
    "\u0981-\u09e3\u0a01-\u0d63\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3"
    "\u200c\u200d"
)
_WORD = re.compile(r"[^\W_]++(?:['\-][^\W_]++)*+")
# The same where there are no other letters, a third faster: possessive, as nothing is to be given
# back.
_ASCII_WORD = re.compile(r"[a-z0-9]++(?:['\-][a-z0-9]++)*+")
# Marks of typography and their like in ASCII, a character for a character.
_TYPOGRAPHY = tuple(zip("’‘“”–—…\u00a0", "'       ", strict=True))
# ASCII letters in lower case, digits, apostrophe and hyphen; a space for everything else.
_KEPT = {ord(c): c.lower() for c in f"{ascii_letters}{digits}'-"}
_SPACED = "".join(_KEPT.get(n, " ") for n in range(256)).encode()
# Such a mark where it does not stand inside a word.
_STRAY = re.compile(r"['\-](?:(?![a-z0-9])|(?<![a-z0-9].))")
_MARK = re.compile(f"[{_MARKS}]")
_MARKED_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+(?:['\-](?:[^\W_]|[{_MARKS}])+)*")
_UNSPACED = re.compile(
    r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+"
)


def tokens(text: str) -> list[str]:
    """Lower-cased words of *text* in order, every apostrophe straight.

    Cost: linear; about 3 µs a sentence.
    """
    text = lowered(text)
    if text.isascii():
        return _ASCII_WORD.findall(text)
    if not _MARK.search(text):
        return _WORD.findall(text)
    return _MARKED_WORD.findall(text)


class Words:
    """The words of a text, span by span.

    News in English are ASCII once the marks of typography are, and then words stand parted by
    spaces as soon as all other characters are spaces: half the cost of looking for each word.
    """

    __slots__ = ("_parted", "_text")

    def __init__(self, text: str) -> None:
        for mark, plain in () if text.isascii() else _TYPOGRAPHY:
            text = text.replace(mark, plain)
        self._text = text
        characters = text.encode("ascii", "replace").translate(_SPACED)
        self._parted = _STRAY.sub(" ", characters.decode("ascii"))

    def between(self, start: int, end: int) -> list[str]:
        """The words from *start* to *end*, at neither of which a word is cut, as `tokens` gives."""
        told = self._text[start:end]
        return self._parted[start:end].split() if told.isascii() else tokens(told)


def lowered(text: str) -> str:
    """*text* in lower case with straight apostrophes, İ as one letter.

    It may be shorter than *text*: never take offsets from it.
    """
    if text.isascii():
        return text.lower()
    return text.lower().replace("’", "'").replace("i\u0307", "i")


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring Han or kana characters; a character that stands alone is itself."""
    found: list[str] = []
    for run in _UNSPACED.findall(text):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


def stem(word: str, of: Language) -> str:
    """The stem of one lower-case *word*; the word itself where the language has no stemmer."""
    return _stems(of.stemmer, of.stem_letters)[word]


def stemmer_of(of: Language) -> Callable[[str], str]:
    """What works out the stem of a lower-case word, and remembers none; threads may share it."""
    return _stemmer(of.stemmer, of.stem_letters)


def has_unspaced_script(text: str) -> bool:
    """Whether *text* holds Han or kana."""
    return not text.isascii() and _UNSPACED.search(text) is not None


@cache
def _stems(algorithm: str | None, n_letters: int) -> Remembered[str]:
    return Remembered(_stemmer(algorithm, n_letters))


@cache
def _stemmer(algorithm: str | None, n_letters: int) -> Callable[[str], str]:
    if algorithm is None:
        return lambda word: word[: n_letters or None]
    stemmer, lock = Stemmer.Stemmer(algorithm, 0), Lock()

    def stem_of(word: str) -> str:
        if word.isascii() and word.isdecimal():
            return word  # numbers are what articles do not share, and have no endings
        with lock:  # a stemmer keeps the word at work in itself
            return str(stemmer.stemWord(word))

    return stem_of
