"""Every error of the pure part, as one tree.

SummariesError                    never about input or output
├── NothingToSummarize(reason)    no sentence with a word is left
├── UnknownMethod(name)           neither ours nor one of sumy's
└── TooManySentences(method, n)   one of sumy's would take minutes
"""


class SummariesError(Exception):
    """Root of the tree."""


class NothingToSummarize(SummariesError):
    """No sentence with a word is left.

    Attributes:
        reason: ``empty``, ``furniture`` or ``no-sentence``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"There is nothing to summarise: {reason}.")
        self.reason = reason


class UnknownMethod(SummariesError):
    """The name is neither our method nor one of sumy's."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no method {name!r}. Known: {', '.join(known)}.")
        self.name = name


class TooManySentences(SummariesError):
    """One of sumy's methods would take minutes on so many sentences."""

    def __init__(self, method: str, n_sentences: int, n_most: int) -> None:
        super().__init__(f"{method} takes at most {n_most} sentences, not {n_sentences}.")
        self.method = method
        self.n_sentences = n_sentences
        self.n_most = n_most
