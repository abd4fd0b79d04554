"""Summaries of one article."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries import (
    METHODS,
    NothingToSummarize,
    SourceText,
    UnknownMethod,
    summarize,
    summarize_story,
)
from tests.summaries.texts import BRIDGE, OBSERVATORY, scraped

PIECES = st.sampled_from(
    ["The mayor spoke.", "“No,” he said.", "But", "\n\n", "…", "a", "Read more", '"', "3. Oktober",
     "Anna Berg interrupted: “Yes.”",
     "。", "السلام عليكم.", "🐕", "\u200b", "X" * 70, "今日は雨だ。"]
)  # fmt: skip


def numbers(n_sentences: int) -> list[int]:
    """Which sentences of the observatory article the summary shows, by their order in it."""
    article = scraped(OBSERVATORY)
    whole = summarize(article, language="en", n_sentences=100).sentences
    shown = summarize(article, language="en", n_sentences=n_sentences).sentences
    return [whole.index(sentence) for sentence in shown]


@pytest.mark.parametrize("n_sentences", [3, 4, 5])
def test_a_claim_is_not_parted_from_its_correction(n_sentences: int) -> None:
    """Either both or neither of a quotation and the interruption that corrects it."""
    shown = numbers(n_sentences)
    assert (5 in shown) == (6 in shown)


@pytest.mark.parametrize("n_sentences", [3, 4, 5])
def test_a_standfirst_is_not_told_twice(n_sentences: int) -> None:
    """Of the standfirst and the sentence that repeats it, one is shown at most."""
    assert not {0, 3} <= set(numbers(n_sentences))


def test_the_comment_form_is_no_sentence() -> None:
    """The page's form and headline are not among the sentences."""
    whole = summarize(scraped(OBSERVATORY), n_sentences=100)
    assert (len(whole.sentences), whole.method, whole.language) == (19, "whole", "en")


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_what_was_asked_for(method: str) -> None:
    """Ours and sumy's all choose three verbatim sentences in order."""
    summary = summarize(BRIDGE, language="en", method=method)
    places = [(s.start, s.end) for s in summary.sentences]
    assert [BRIDGE.text[a:b] for a, b in places] == [s.text for s in summary.sentences]
    assert (len(places), places, summary.method) == (3, sorted(places), method)


def test_an_unknown_method_is_refused() -> None:
    """A method that does not exist is an error that names those that do."""
    with pytest.raises(UnknownMethod, match="lexrank"):
        summarize(BRIDGE, method="magic")


@pytest.mark.parametrize("text", ["", " \n", "Leave a Reply\n\nAdvertisement", "…!?", "123 456"])
def test_nothing_to_summarise_is_said(text: str) -> None:
    """Without an article an error says so; a story of such articles is none either."""
    with pytest.raises(NothingToSummarize):
        summarize(SourceText(text=text))
    with pytest.raises(NothingToSummarize):
        summarize_story([SourceText(text=text)] * 2)


FREE = "The council of Sandholm will vote on the new ferry in the first week of May."
OTHER = "Two shipyards on the mainland have offered to build it for nine million crowns."
LEANING = "However, he wants to wait for the summer and its many guests."
MESSAGE = "@sandholm_ferries your boat is late again and nobody at the quay knows why."
LEFT_OPEN = "The mayor said “we will wait for the summer and for all its guests."


@pytest.mark.parametrize(
    ("sentences", "n_sentences", "shown"),
    [
        ([FREE, OTHER, LEANING], 2, [FREE, OTHER]),
        ([LEFT_OPEN, FREE, OTHER, LEANING], 2, [FREE, OTHER]),
        ([LEFT_OPEN, FREE, OTHER], 1, [FREE]),
        ([MESSAGE, FREE, OTHER], 1, [FREE]),
        ([LEFT_OPEN, LEANING], 1, [LEANING]),
    ],
)
def test_a_lead_passes_the_guards(sentences: list[str], n_sentences: int, shown: list[str]) -> None:
    """Hardly more sentences than asked for: the first ones without a defect, if any is without."""
    article = SourceText(text="\n\n".join(sentences))
    found = summarize(article, language="en", n_sentences=n_sentences)
    assert ([s.text for s in found.sentences], found.method) == (shown, "lead")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" …!? 12", "empty"),
        ("Leave a Reply\n\nAdvertisement", "furniture"),
        (" ".join(["word"] * 3000) + ".", "too-long"),
    ],
)
def test_the_reason_for_nothing_is_known(text: str, reason: str) -> None:
    """Who asked is told whether there is no word, no article, or no end of a sentence."""
    with pytest.raises(NothingToSummarize) as found:
        summarize(SourceText(text=text))
    assert found.value.reason == reason


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30), st.integers(0, 6), st.sampled_from(["en", "de", "ar", "xx"]))
def test_summaries_are_verbatim_ordered_bounded_and_the_same(
    pieces: list[str], n_sentences: int, code: str
) -> None:
    """Whatever comes in: verbatim spans, in order, at most as many as asked for, every time."""
    article = SourceText(text=f"{' '.join(pieces)}\n\n{FREE}")
    summary = summarize(article, language=code, n_sentences=n_sentences)
    places = [place for s in summary.sentences for place in (s.start, s.end)]
    assert all(article.text[s.start : s.end] == s.text for s in summary.sentences)
    assert places == sorted(places)
    assert len(summary.sentences) <= n_sentences
    assert summary == summarize(article, language=code, n_sentences=n_sentences)
