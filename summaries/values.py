"""Frozen values that go in and come out. Imports nothing of the package."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceText:
    """One article as given; offsets of sentences count code points of `text`."""

    text: str
    title: str = ""
    source: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence of a source: `text == articles[article].text[start:end]`, always."""

    text: str
    article: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """Chosen sentences in the order in which they are to be read.

    `method` names how they were chosen: ``ours`` or one of sumy's, ``whole``, ``lead``, ``story``,
    ``question``, ``none``.
    """

    language: str | None
    sentences: tuple[Sentence, ...]
    method: str
