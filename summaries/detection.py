"""In which language is this text? A guess from script, telling letters and stop words.

It serves texts that come without a language; it knows the languages that have word lists, and a
few more by their script. Imports `languages`, `words`.
"""

import re
from collections import Counter
from functools import cache

from summaries.languages import codes, language
from summaries.words import tokens

# What is looked at: the first so many characters tell.
_N_CHARACTERS = 3000
# Less than this share of stop words among the words is no evidence.
_LEAST_SHARE = 0.08

_SCRIPTS = (
    ("ja", "\u3041-\u30ff"),
    ("zh", "\u4e00-\u9fff"),
    ("ko", "\uac00-\ud7a3"),
    ("th", "\u0e01-\u0e5b"),
    ("lo", "\u0e81-\u0edf"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("el", "\u0370-\u03ff"),
    ("he", "\u05d0-\u05ea"),
    ("hy", "\u0531-\u0587"),
    ("ka", "\u10a0-\u10ff"),
    ("hi", "\u0900-\u097f"),
    ("bn", "\u0980-\u09ff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("ar", "\u0621-\u064a\u0671-\u06d3"),
)
# Latin letters that Vietnamese alone has; this share of the letters.
_VIETNAMESE = "ơưđ\u1ea0-\u1ef9"
_LEAST_VIETNAMESE = 0.04
# Without one of these, or a letter of another script than Latin, the letters tell nothing.
_TELLING = re.compile(f"[ƠƯĐ{_VIETNAMESE}\u0370-\u1dff\u2c00-\U0010ffff]")
# Letters that the language of the script's lists does not have: then it is another one.
_OTHERS = {"ar": (("fa", "پچژگکی"), ("ur", "ٹڈڑںےہھ")), "hi": (("mr", "ळ"),)}
# Kana mark Japanese wherever they are more than this share of the letters.
_KANA = 0.05


def guess(text: str) -> str | None:
    """ISO 639-1 code of the language of *text*; None where nothing is sure.

    Cost: 0.2 ms at most, whatever the length.
    """
    text = text[:_N_CHARACTERS]
    return _by_script(text) or _by_stop_words(tokens(text))


def _by_script(text: str) -> str | None:
    if text.isascii() or not _TELLING.search(text):
        return None
    n_letters = max(1, sum(map(str.isalpha, text)))
    for code, characters in _SCRIPTS:
        share = len(_script(characters).findall(text)) / n_letters
        if share > (_KANA if code == "ja" else 0.5):
            return _variant(code, text)
    n_vietnamese = len(_script(_VIETNAMESE).findall(text.lower()))
    return "vi" if n_vietnamese > _LEAST_VIETNAMESE * n_letters else None


def _variant(code: str, text: str) -> str:
    for other, letters in _OTHERS.get(code, ()):
        if sum(text.count(letter) for letter in letters) > 0.02 * len(text):
            return other
    return code


def _by_stop_words(words: list[str]) -> str | None:
    groups, languages_of = _stop_words()
    counts = Counter[str]()
    for group, n_times in Counter(map(groups.get, words)).items():
        for code in languages_of.get(group, ()):
            counts[code] += n_times
    best = max(counts, key=lambda code: (counts[code], code), default=None)
    return best if counts[best or ""] > max(1, _LEAST_SHARE * len(words)) else None


@cache
def _stop_words() -> tuple[dict[str, int], dict[int | None, tuple[str, ...]]]:
    """Stop word → its group, and group → the languages that have the words of it.

    Of those with spaces; words of the same languages are of one group, as whole numbers are counted
    faster than what they stand for.
    """
    found: dict[str, tuple[str, ...]] = {}
    for code in codes():
        for word in language(code).stop_words if language(code).has_spaces else ():
            found[word] = (*found.get(word, ()), code)
    numbers = {of: n for n, of in enumerate(dict.fromkeys(found.values()))}
    return {word: numbers[of] for word, of in found.items()}, {n: of for of, n in numbers.items()}


@cache
def _script(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}]")
