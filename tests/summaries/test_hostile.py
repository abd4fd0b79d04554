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

# Of processor time. Far above what any of them takes (two seconds at most), far below what a
# quadratic step would.
N_SECONDS = 15.0

TEXTS = {
    "empty": "",
    "one word": "Sandholm",
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
    "capitals": "THE MAYOR LEFT THE TOWN AND NOBODY KNOWS WHY. " * 200,
    "languages": "The mayor left the town on Monday. Der Bürgermeister ging am Montag fort. "
    "Le maire est parti lundi. Мэр уехал в понедельник. 市長は月曜日に町を出た。" * 200,
    "a language not known": "Gadawodd y maer y dref ddydd Llun. Nid oes neb yn gwybod pam. " * 200,
    "two directions": "السلام The mayor left the town عليكم. " * 500,
    "turned directions": "\u202eThe mayor\u2066 left\u202c the town\u2069 again. " * 500,
    "controls": "\x00\x01 The mayor\x0b left\u200b the\ufeff town.\x1b[0m " * 500,
    "half of a surrogate pair": "\ud800 The mayor left. " * 50,
    "no spaces": "他来了。" * 50_000,
    "no stops": "alpha beta gamma " * 5000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_take_bounded_time(name: str) -> None:
    """Whatever comes in: verbatim sentences or none, within seconds."""
    article = SourceText(text=TEXTS[name], title=TEXTS[name][:2000])
    begun = time.process_time()
    found = [
        _sentences(partial(summarize, article)),
        _sentences(partial(summarize_story, [article, article], language="en")),
        _sentences(partial(answer, "Who left the town?", [article], language="en")),
    ]
    disagreements([article, article], language="en")
    assert time.process_time() - begun < N_SECONDS
    assert all(article.text[s.start : s.end] == s.text for each in found for s in each)


@pytest.mark.parametrize(
    "name",
    [
        "20,000 sentences",
        "capitals",
        "languages",
        "two directions",
        "turned directions",
        "controls",
        "no spaces",
        "one sentence a thousand times",
        "a language not known",
    ],
)
def test_what_has_sentences_is_summarised(name: str) -> None:
    """Odd as it is, a text with whole sentences has a summary of at most three of them."""
    assert 1 <= len(summarize(SourceText(text=TEXTS[name])).sentences) <= 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty", "empty"),
        ("a megabyte of stops", "empty"),
        ("links", "furniture"),
        ("one sentence of 3,000 words", "too-long"),
        ("no stops", "too-long"),
    ],
)
def test_what_has_none_is_refused_with_the_reason(name: str, reason: str) -> None:
    """No word, no line of an article, or no end of a sentence."""
    with pytest.raises(NothingToSummarize) as found:
        summarize(SourceText(text=TEXTS[name]))
    assert found.value.reason == reason


def _sentences(tell: Callable[[], Summary]) -> tuple[Sentence, ...]:
    """What is told, or nothing where an error says that there is nothing."""
    try:
        return tell().sentences
    except NothingToSummarize:
        return ()
