"""Every error of the pure part, as one tree.

SummariesError                    never about input or output
├── NothingToSummarize(reason)    no sentence with a word is left
└── UnknownMethod(name)           neither ours nor one of sumy's
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
