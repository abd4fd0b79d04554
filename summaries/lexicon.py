"""What single words tell, worked out once a word: is it one of saying, of the calendar, a number?

A sentence is asked by one look-up a word; the rules behind (`openers`, `guards`, `features`) then
read its text only where a word of theirs is in it. Imports `languages`, `remembered`.
"""

import re
from collections.abc import Iterable
from functools import cache

from summaries.languages import Language, language
from summaries.remembered import Remembered

# A word of saying.
SAYS = 1
# A weekday, a month, "yesterday".
CALENDAR = 2
# It holds a digit.
NUMBER = 4
# English "I", "we", "you" and the like, alone or before an apostrophe or hyphen.
YOU = 8
# The first word of an answer: "<name> replied".
ANSWER = 16
# Begins as the last word of "that idea" and the like does, or is a pronoun that may lack its noun.
REFERS = 32
# It begins with a letter.
LETTER = 64

_YOU = frozenset("i we you your my our me us".split())
_PART = re.compile("['\\-]")


def traits(words: Iterable[str], of: Language) -> int:
    """The bits of what is told by any of the *words*, as `words.tokens` gives them.

    `SAYS`, `CALENDAR` and `LETTER` are sure; the others say that a word makes it possible.
    """
    found = 0
    for each in set(map(_bits(of.code).__getitem__, words)):
        found |= each
    return found


def says(words: Iterable[str], of: Language) -> bool:
    """Whether one of the *words* is a word of saying."""
    return bool(traits(words, of) & SAYS)


class _Lexicon:
    """What words of one language tell.

    An entry of `speech` that ends in `*` stands for every ending. Where words have no spaces, a run
    of characters tells whatever an entry anywhere in it tells.
    """

    def __init__(self, of: Language) -> None:
        self._of = of
        self._speech = {word for word in of.speech if not word.endswith("*")}
        self._begun_speech = tuple(word[:-1] for word in of.speech if word.endswith("*"))
        self._answers = {phrase.split()[0] for phrase in of.answers}
        self._referred = tuple(
            phrase.replace("’", "'").split()[-1] for phrase in of.inner_references
        )

    def bits(self, word: str) -> int:
        """All bits of *word*."""
        of = self._of
        parts = _PART.split(word)
        return (
            SAYS * self._says(word)
            | CALENDAR * (word in of.calendar)
            | NUMBER * any(map(str.isdecimal, word))
            | YOU * (of.code == "en" and not _YOU.isdisjoint(parts))
            | ANSWER * (not self._answers.isdisjoint(parts))
            | REFERS * self._refers(word, parts)
            | LETTER * word[0].isalpha()
        )

    def _says(self, word: str) -> bool:
        if word in self._speech or word.startswith(self._begun_speech):
            return True
        return not self._of.has_spaces and any(part in word for part in self._of.speech)

    def _refers(self, word: str, parts: list[str]) -> bool:
        if not self._of.has_spaces:
            return any(end in word for end in self._referred)
        if not self._of.object_pronouns.isdisjoint(parts):
            return True
        return any(part.startswith(self._referred) for part in (word, *parts))


@cache
def _bits(code: str) -> Remembered[int]:
    return Remembered(_Lexicon(language(code)).bits)
