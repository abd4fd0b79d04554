"""How a sentence begins and who speaks in it: does it lean on the sentence before?

All rules need the lists of the language; without lists nothing is found. Imports `languages`,
`quotes`, `words`.
"""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import cache

from summaries.languages import Language, language
from summaries.quotes import outside
from summaries.words import tokens

_LEADING = re.compile(r"[\s\"'“”„«»‘’(\[¿¡—–-]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME = re.compile(r"(?<=[a-zà-ÿа-яё,;:)] )[\"“„«]?[A-ZÀ-ÞА-ЯЁ][^\W_]+")
_QUOTE = re.compile('["“”„«»「」『』]')
# More of a sentence than this in quotation marks, and nobody who says it: an orphan.
_ORPHAN_SHARE = 0.6
# Words of which we remember whether they say something.
_N_REMEMBERED = 10_000


class Opening(IntEnum):
    """What the first words of a sentence lean on."""

    FREE = 0
    PRONOUN = 1
    CONNECTIVE = 2


def opening(sentence: str, of: Language) -> Opening:
    """How *sentence* opens, opening quotation marks passed over.

    A pronoun or demonstrative refers back unless the opening points forward ("It is clear that …")
    or to the calendar ("This week"). Cost: one look-up by the first word.
    """
    start = _start(sentence)
    match = _WORD.match(sentence, start)
    if not match:
        return Opening.FREE
    first = match.group().lower().replace("’", "'")
    rules = _rules(of.code)
    rest = sentence[start : start + 120].lower().replace("’", "'")
    if first not in rules.firsts or any(p.match(rest) for p in rules.forward.get(first, ())):
        return Opening.FREE
    if first in of.pronouns or (first in of.demonstratives and not _names_time(rest, of)):
        return Opening.PRONOUN
    hangs = first in of.subordinators and not _NAME.search(sentence)
    if hangs or first in of.connectives or any(p.match(rest) for p in rules.phrases.get(first, ())):
        return Opening.CONNECTIVE
    return Opening.FREE


def refers_inside(sentence: str, of: Language) -> bool:
    """Whether *sentence* holds "that idea" and the like, which another sentence names."""
    if not of.inner_references:
        return False
    text = sentence.lower()
    return any(phrase in text for phrase in of.inner_references)


def has_speech_verb(words: Iterable[str], of: Language) -> bool:
    """Whether one of the *words* (as `words.tokens` gives them) is a word of saying."""
    says = _rules(of.code).says
    return any(says[word] for word in words)


def is_answer(sentence: str, of: Language) -> bool:
    """Whether *sentence* is "<name> interrupted: …": an answer to the sentence before."""
    pattern = _rules(of.code).answer
    return pattern is not None and pattern.match(outside(sentence).lstrip()) is not None


def hides_speaker(sentence: str, of: Language) -> bool:
    """Whether *sentence* quotes somebody who is only "he" or "she" in it."""
    pattern = _rules(of.code).hidden
    if pattern is None or not _QUOTE.search(sentence):
        return False
    words = outside(sentence)
    found = pattern.search(words.lower())
    return found is not None and not _NAME.search(" , " + words[: found.start()])


def is_orphan(sentence: str, quoted_share: float, of: Language) -> bool:
    """Whether *sentence* is nearly all quotation and does not tell who says it."""
    return quoted_share > _ORPHAN_SHARE and not has_speech_verb(tokens(outside(sentence)), of)


class _Rules:
    """Patterns of one language, sorted by the first word they can match."""

    def __init__(self, of: Language) -> None:
        self.forward = _by_first(of.forward)
        self.phrases = _by_first(of.phrases)
        for phrase in of.back_references:
            verbs = "|".join(sorted(of.back_verbs))
            pattern = re.compile(rf"{re.escape(phrase)} (?:{verbs})\b")
            key = phrase.split()[0]
            self.phrases[key] = (*self.phrases.get(key, ()), pattern)
        self.firsts = {
            *of.pronouns, *of.demonstratives, *of.connectives, *of.subordinators, *self.phrases
        }  # fmt: skip
        self.says = _Says(of.speech)
        self.answer = _answer(of)
        self.hidden = _hidden(of)


class _Says(dict[str, bool]):
    """Word → is it a word of saying? An entry that ends in `*` stands for every ending."""

    def __init__(self, listed: tuple[str, ...]) -> None:
        self._exact = {word for word in listed if not word.endswith("*")}
        self._stems = tuple(word[:-1] for word in listed if word.endswith("*"))

    def __missing__(self, word: str) -> bool:
        if len(self) >= _N_REMEMBERED:
            self.clear()
        found = self[word] = word in self._exact or word.startswith(self._stems)
        return found


@cache
def _rules(code: str) -> _Rules:
    return _Rules(language(code))


def _by_first(phrases: tuple[str, ...]) -> dict[str, tuple[re.Pattern[str], ...]]:
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    for phrase in phrases:
        pattern = re.compile(
            re.escape(phrase.replace("’", "'")).replace("\\ …\\ ", r"\b.{1,60}\b") + r"(?!\w)"
        )
        key = re.split(r"[ '’]", phrase)[0]
        key = phrase.split()[0].replace("’", "'") if "'" in phrase.split()[0] else key
        found[key] = (*found.get(key, ()), pattern)
    return found


def _answer(of: Language) -> re.Pattern[str] | None:
    if not of.answers:
        return None
    verbs = "|".join(map(re.escape, of.answers))
    return re.compile(rf"(?:[A-ZÀ-ÞА-ЯЁ][\w.’'-]*\s+){{1,4}}(?:{verbs})(?!\w)")


def _hidden(of: Language) -> re.Pattern[str] | None:
    if not of.speech or not of.speaker_pronouns:
        return None
    verbs = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in of.speech)
    who = "|".join(sorted(of.speaker_pronouns))
    return re.compile(rf"(?<!\w)(?:(?:{who})(?: \w+)? (?:{verbs})|(?:{verbs}) (?:{who}))(?!\w)")


def _start(sentence: str) -> int:
    match = _LEADING.match(sentence)
    return match.end() if match else 0


def _names_time(rest: str, of: Language) -> bool:
    words = rest.split(None, 3)[1:3]
    return any(word.strip(".,;:") in of.time_nouns for word in words)
