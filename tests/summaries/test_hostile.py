"""Texts made to break things: a summary or none, soon."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from summaries import (
    NothingToSummarize,
    Sentence,
    SourceText,
    Summary,
    answer,
    disagreements,
    summarize,
    summarize_story,
)

# Far above what any of them takes (some seconds), far below what a quadratic step would.
N_SECONDS = 60.0

TEXTS = {
    "20,000 sentences": " ".join(
        f"The mayor number {i} left on day {i % 31}." for i in range(20_000)
    ),
    "one sentence of 3,000 words": " ".join(["word"] * 3000) + ".",
    "a megabyte of quotes": '"' * 1_000_000,
    "a megabyte of curly quotes": "“" * 1_000_000,
    "a megabyte of stops": "." * 1_000_000,
    "a megabyte of spaces": " " * 1_000_000,
    "quotes and stops": '". ' * 300_000,
    "abbreviations": "Dr. " * 250_000,
    "one sentence a thousand times": "The mayor left the town of Sandholm. " * 1000,
    "links": "\n".join(f"https://example.org/{i}" for i in range(5000)),
    "capitals": "THE MAYOR LEFT THE TOWN. " * 200,
    "two directions": "السلام The mayor left عليكم. " * 500,
    "controls": "\x00\x01 The mayor\x0b left\u200b.\x1b[0m " * 500,
    "half of a surrogate pair": "\ud800 The mayor left. " * 50,
    "no spaces": "他来了。" * 50_000,
    "no stops": "alpha beta gamma " * 5000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_take_bounded_time(name: str) -> None:
    """Whatever comes in: verbatim sentences or none, within seconds."""
    article = SourceText(text=TEXTS[name], title=TEXTS[name][:2000])
    begun = time.perf_counter()
    found = [
        _sentences(partial(summarize, article)),
        _sentences(partial(summarize_story, [article, article], language="en")),
        _sentences(partial(answer, "Who left the town?", [article], language="en")),
    ]
    disagreements([article, article], language="en")
    assert time.perf_counter() - begun < N_SECONDS
    assert all(article.text[s.start : s.end] == s.text for each in found for s in each)


def _sentences(tell: Callable[[], Summary]) -> tuple[Sentence, ...]:
    """What is told, or nothing where an error says that there is nothing."""
    try:
        return tell().sentences
    except NothingToSummarize:
        return ()
