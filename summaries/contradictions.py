"""Sentences of different sources that give different numbers for the same thing."""

from collections.abc import Sequence

from summaries.values import Sentence, SourceText


def disagreements(
    articles: Sequence[SourceText], *, language: str | None = None
) -> tuple[tuple[Sentence, Sentence], ...]:
    """Pairs of sentences of two sources that contradict each other in a number."""
    return ()
