"""Text → words → stems.

A word is a run of letters and digits, with apostrophes and hyphens inside. Han and kana have no
spaces: their words are the bigrams of neighbouring characters. Imports `languages` only.
"""

import re
from collections.abc import Iterable
from functools import cache
from threading import Lock

import snowballstemmer

from summaries.languages import Language

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
_MARK = re.compile(f"[{_MARKS}]")
_MARKED_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+(?:['\-](?:[^\W_]|[{_MARKS}])+)*")
_UNSPACED = re.compile(
    r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+"
)

# A stemmer forgets everything at this many words: 10,000 hold the vocabulary of some hundred
# articles in about 1.5 MB.
_N_REMEMBERED = 10_000


def tokens(text: str) -> list[str]:
    """Lower-cased words of *text* in order, every apostrophe straight.

    Cost: linear; about 10 µs a sentence.
    """
    text = lowered(text)
    if text.isascii():
        return _ASCII_WORD.findall(text)
    if not _MARK.search(text):
        return _WORD.findall(text)
    return _MARKED_WORD.findall(text)


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


def stems(text: str, language: Language) -> list[str]:
    """Content stems of *text* in order, repeats kept.

    Stop words and single characters are left out. Text with Han or kana gives their bigrams.
    """
    if not text.isascii() and _UNSPACED.search(text):
        return bigrams(text)
    return content_stems(tokens(text), language)


def content_stems(words: Iterable[str], language: Language) -> list[str]:
    """Stems of the *words* (as `tokens` gives them) that carry content, in order."""
    known = _contents(
        language.stemmer, language.stem_letters, language.stop_words, language.elisions
    )
    return list(filter(None, map(known.__getitem__, words)))


def stem(word: str, language: Language) -> str:
    """The stem of one lower-case *word*; the word itself where the language has no stemmer."""
    return _stemmer(language.stemmer, language.stem_letters)[word]


def has_unspaced_script(text: str) -> bool:
    """Whether *text* holds Han or kana."""
    return not text.isascii() and _UNSPACED.search(text) is not None


class _Stems(dict[str, str]):
    """Word → stem, worked out at the first question; one may be shared between threads."""

    def __init__(self, algorithm: str | None, n_letters: int) -> None:
        super().__init__()
        self._n_letters = n_letters or None
        self._stemmer = snowballstemmer.stemmer(algorithm) if algorithm else None
        self._lock = Lock()

    def __missing__(self, word: str) -> str:
        with self._lock:  # a Snowball stemmer keeps the word at work in itself
            found = str(self._stemmer.stemWord(word)) if self._stemmer else word[: self._n_letters]
            if len(self) >= _N_REMEMBERED:
                self.clear()
            self[word] = found
        return found


@cache
def _stemmer(algorithm: str | None, n_letters: int) -> _Stems:
    return _Stems(algorithm, n_letters)


class _Contents(dict[str, str]):
    """Word → stem, empty for a word without content."""

    def __init__(self, stems: _Stems, stop_words: frozenset[str], elisions: frozenset[str]) -> None:
        super().__init__()
        self._stems = stems
        self._stop_words = stop_words
        self._elisions = elisions

    def __missing__(self, word: str) -> str:
        if len(self) >= _N_REMEMBERED:
            self.clear()
        head, mark, tail = word.partition("'")
        told = tail if mark and head in self._elisions else word
        has_content = len(told) > 1 and told not in self._stop_words
        found = self[word] = self._stems[told] if has_content else ""
        return found


@cache
def _contents(
    algorithm: str | None, n_letters: int, stop_words: frozenset[str], elisions: frozenset[str]
) -> _Contents:
    return _Contents(_stemmer(algorithm, n_letters), stop_words, elisions)
