"""What was worked out for a word is remembered while the word is in use. Imports nothing.

To work out a stem, or what a word tells, costs fifty times what a look-up does, and an article has
dozens of words that the hundred before it had not: so how many are kept decides the time.
"""

from collections.abc import Callable
from typing import TypeVar

Told = TypeVar("Told")

# Of 2,000 English articles in turn 10,000 words that were forgotten all at once left 63 stems an
# article to work out, 20,000 in two generations leave 21, and the process grows by 3 MB.
N_WORDS = 20_000
# A longer one is no word of a language, and would cost memory.
_N_LETTERS = 40


class Remembered(dict[str, Told]):
    """Word → what *tell* says of it, worked out at the first look-up.

    It holds the words met of late, and as many met before them: a word in use passes from one
    generation to the next, one that was met once is forgotten, and no look-up keeps any order.
    One may be shared between threads if *tell* may.
    """

    def __init__(self, tell: Callable[[str], Told]) -> None:
        super().__init__()
        self._tell = tell
        self._before: dict[str, Told] = {}

    def __missing__(self, word: str) -> Told:
        before = self._before
        found = before[word] if word in before else self._tell(word)
        if len(word) > _N_LETTERS:
            return found
        if len(self) >= N_WORDS:
            self._before = dict(self)
            self.clear()
        self[word] = found
        return found
