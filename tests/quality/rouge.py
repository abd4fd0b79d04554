"""ROUGE-1 and ROUGE-2 F1, quick enough to fit with.

Agrees with the package rouge-score to the second digit, which gives every published figure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

import Stemmer

Grams: TypeAlias = tuple[Counter[str], Counter[tuple[str, str]]]

_ENGLISH = re.compile(r"[a-z0-9]+")
_OTHER = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]|[^\W\u3041-\u30ff\u4e00-\u9fff]+")
# rouge-score leaves words of up to three letters as they are.
_N_UNSTEMMED = 3

_porter = Stemmer.Stemmer("porter")
_stems: dict[str, str] = {}


def grams(text: str, code: str) -> Grams:
    """Words and pairs of neighbouring words of *text* with their counts."""
    words = _words(text.lower(), code)
    return Counter(words), Counter(pairwise(words))


def joined(parts: Iterable[Grams]) -> Grams:
    """The counts of several sentences together; pairs do not reach across sentences."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for part in parts:
        words += part[0]
        pairs += part[1]
    return words, pairs


def rouge(candidate: Grams, references: Sequence[Grams]) -> float:
    """Mean over the references of ROUGE-1 F1 + ROUGE-2 F1, each in [0, 100], over 2."""
    scores = [
        _f1(candidate[0], reference[0]) + _f1(candidate[1], reference[1])
        for reference in references
    ]
    return 50 * sum(scores) / max(1, len(scores))


def _f1(found: Counter, wanted: Counter) -> float:  # type: ignore[type-arg] # words or pairs
    smaller, larger = (found, wanted) if len(found) < len(wanted) else (wanted, found)
    shared = sum(min(n, larger[gram]) for gram, n in smaller.items() if gram in larger)
    return 2 * shared / max(1, found.total() + wanted.total())


def _words(text: str, code: str) -> list[str]:
    if code == "en":
        return [_stem(word) for word in _ENGLISH.findall(text)]
    return (_UNSPACED if code in {"zh", "ja"} else _OTHER).findall(text)


def _stem(word: str) -> str:
    if len(word) <= _N_UNSTEMMED:
        return word
    if word not in _stems:
        _stems[word] = _porter.stemWord(word)
    return _stems[word]
