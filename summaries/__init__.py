"""Articles → summaries and stories: text and values in, values out. No input or output, no clock.

What stands here is the public face. Values load at once; what computes loads at its first use,
because numpy and sumy cost time and memory that a program which only passes values on need not pay.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from summaries.errors import NothingToSummarize, SummariesError, UnknownMethod
from summaries.values import Sentence, SourceText, Summary

if TYPE_CHECKING:
    from summaries.articles import METHODS, summarize
    from summaries.contradictions import disagreements
    from summaries.questions import answer
    from summaries.sources import summarize_story, what_is_new

_LATE = {
    "METHODS": "articles",
    "answer": "questions",
    "disagreements": "contradictions",
    "summarize": "articles",
    "summarize_story": "sources",
    "what_is_new": "sources",
}

__all__ = [
    "METHODS",
    "NothingToSummarize",
    "Sentence",
    "SourceText",
    "SummariesError",
    "Summary",
    "UnknownMethod",
    "answer",
    "disagreements",
    "summarize",
    "summarize_story",
    "what_is_new",
]


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
