"""Every error of the pure part, as one tree.

SummariesError                    never about input or output
├── NothingToSummarize(reason)    no sentence that could be shown is left
├── UnknownMethod(name)           neither ours nor one of sumy's
└── TooManySentences(method, n)   one of sumy's would take minutes
"""

_WHY_NOTHING = {
    "empty": "it has no word",
    "furniture": "it holds no sentence of an article",
    "too-long": "no sentence in it ends within {n_most:,} characters, and none is cut",
}


class SummariesError(Exception):
    """Root of the tree."""


class NothingToSummarize(SummariesError):
    """No sentence that could be shown is left.

    Attributes:
        reason: ``empty``: no word; ``furniture``: nothing but lines around an article;
            ``too-long``: no sentence ends soon enough to be shown whole, and none is ever cut.
    """

    def __init__(self, reason: str, *, n_most: int = 0) -> None:
        why = _WHY_NOTHING[reason].format(n_most=n_most)
        super().__init__(f"There is nothing to summarise: {why}.")
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
