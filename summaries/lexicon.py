"""What single words tell, worked out once a word: its stem, and is it one of saying, a number?

A sentence is asked by one look-up a word; the rules behind (`openers`, `guards`, `features`) then
read its text only where a word of theirs is in it. Imports `languages`, `remembered`, `words`.
"""

import re
from collections.abc import Iterable
from functools import cache

from summaries.languages import Language, language
from summaries.remembered import Remembered
from summaries.words import bigrams, has_unspaced_script, stemmer_of, tokens

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
# It holds Han or kana.
UNSPACED = 128

# What a part of "we've" or "co-replied" tells as the whole word would.
_OF_PARTS = YOU | ANSWER | REFERS
_YOU = frozenset("i we you your my our me us".split())
_PART = re.compile("['\\-]")


def told(words: Iterable[str], of: Language) -> tuple[list[str], int]:
    """Content stems of the *words*, as `words.tokens` gives them, and the bits any of them sets.

    Stems are in order, repeats kept; stop words and single characters have none. `SAYS`,
    `CALENDAR`, `LETTER` and `UNSPACED` are sure; the other bits say that a word makes it possible.
    """
    content, bits = [], 0
    for stem, tells in map(_known(of.code).__getitem__, words):
        bits |= tells
        if stem:
            content.append(stem)
    return content, bits


def stems(text: str, of: Language) -> list[str]:
    """Content stems of *text* in order, repeats kept; of text with Han or kana its bigrams."""
    return bigrams(text) if has_unspaced_script(text) else told(tokens(text), of)[0]


def says(words: Iterable[str], of: Language) -> bool:
    """Whether one of the *words* is a word of saying."""
    return bool(told(words, of)[1] & SAYS)


class _Lexicon:
    """What words of one language tell.

    An entry of `speech` that ends in `*` stands for every ending. Where words have no spaces, a run
    of characters tells whatever an entry anywhere in it tells.
    """

    def __init__(self, of: Language) -> None:
        self._of = of
        self._stem_of = stemmer_of(of)
        self._begun_speech = tuple(word[:-1] for word in of.speech if word.endswith("*"))
        self._referred = tuple(
            phrase.replace("’", "'").split()[-1] for phrase in of.inner_references
        )
        self._listed: dict[str, int] = {}
        self._list(SAYS, of.speech)
        self._list(CALENDAR, of.calendar)
        self._list(YOU, _YOU if of.code == "en" else ())
        self._list(ANSWER, (phrase.split()[0] for phrase in of.answers))
        self._list(REFERS, of.object_pronouns)

    def tell(self, word: str) -> tuple[str, int]:
        """Stem of *word*, empty for one without content, and all its bits.  Cost: 2 µs."""
        return self._stem(word), self._bits(word)

    def _stem(self, word: str) -> str:
        if self._of.elisions:
            head, mark, tail = word.partition("'")
            word = tail if mark and head in self._of.elisions else word
        has_content = len(word) > 1 and word not in self._of.stop_words
        return self._stem_of(word) if has_content else ""

    def _bits(self, word: str) -> int:
        found = self._told(word)
        if word.isalpha():
            found |= LETTER
        else:
            found |= LETTER * word[0].isalpha()
            found |= NUMBER * any(map(str.isdecimal, word))
            for part in _PART.split(word):
                found |= self._told(part) & _OF_PARTS
        if not word.isascii():
            found |= UNSPACED * has_unspaced_script(word)
        return found if self._of.has_spaces else found | self._held(word)

    def _list(self, bit: int, words: Iterable[str]) -> None:
        for word in words:
            self._listed[word] = self._listed.get(word, 0) | bit

    def _told(self, word: str) -> int:
        """What the lists tell of *word*, or of how it begins."""
        found = self._listed.get(word, 0)
        if word.startswith(self._begun_speech):
            found |= SAYS
        if word.startswith(self._referred):
            found |= REFERS
        return found

    def _held(self, run: str) -> int:
        """What the entries tell that stand anywhere in a *run* of characters."""
        kinds = ((SAYS, self._of.speech), (REFERS, self._referred))
        return sum(bit for bit, entries in kinds if any(map(run.__contains__, entries)))


@cache
def _known(code: str) -> Remembered[tuple[str, int]]:
    return Remembered(_Lexicon(language(code)).tell)
