"""What a summary costs, beside sumy and simpler ways: `python -m tests.benchmarks summarising`.

The article is invented (about 30 sentences), the story is twelve of it that differ in
a word a clause. Figures are processor time of one thread, so that a busy machine blurs them less.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from summaries import METHODS, SourceText, answer, summarize, summarize_story
from summaries.document import read
from summaries.languages import language
from summaries.sentences import split
from tests.benchmarks.figures import Figure
from tests.summaries.texts import OBSERVATORY, STORY

N_RUNS = 30
N_SENTENCES = 3
ENGLISH = language("en")
ARTICLE = SourceText(text="\n\n".join([OBSERVATORY, *(article.text for article in STORY)]))


async def measure() -> list[Figure]:
    """Figures of summaries, stories and answers; the computing runs in one worker thread."""
    return await asyncio.to_thread(_figures)


def _figures() -> list[Figure]:
    ours, *stock = (
        _milliseconds(partial(summarize, ARTICLE, language="en", method=method))
        for method in METHODS
    )
    lexrank = _milliseconds(_lexrank())
    others = ", ".join(f"{m} {ms:.1f}" for m, ms in zip(METHODS[1:], stock, strict=True))
    story = _story()
    n = len(read([ARTICLE], ENGLISH).candidates)
    return [
        Figure(what=f"summary of {n} sentences", value=f"{ours:.1f} ms", target="3 ms"),
        Figure(
            what="the same by lead-3 behind our reading; the floor, splitting alone",
            value=f"{_milliseconds(_lead):.1f} ms; {_milliseconds(_floor):.1f} ms",
            target="–",
        ),
        Figure(
            what="the same by sumy's stock methods, behind our reading",
            value=f"{others} ms",
            target="–",
        ),
        Figure(
            what="the same by sumy's LexRank, sumy's own way from end to end",
            value=f"{lexrank:.1f} ms, {lexrank / ours:.1f} × ours",
            target="10 ×",
        ),
        Figure(
            what="summary of a story of 12 articles",
            value=f"{_milliseconds(lambda: summarize_story(story, language='en')):.0f} ms",
            target="60 ms",
        ),
        Figure(
            what="answer from 12 articles",
            value=f"{_milliseconds(lambda: answer('How long is the crack?', story)):.0f} ms",
            target="–",
        ),
    ]


def _lead() -> object:
    return read([ARTICLE], ENGLISH).candidates[:N_SENTENCES]


def _floor() -> object:
    return split(ARTICLE.text, ENGLISH)[:N_SENTENCES]


def _lexrank() -> Callable[[], object]:
    """Use sumy as its manual shows it, with nltk's splitter untrained: its data is a download.

    As nltk's `word_tokenize` does, which sumy calls, each sentence goes through the splitter again.
    """
    # sumy and nltk: 36 MB, for this row alone.
    from nltk.tokenize import NLTKWordTokenizer, PunktSentenceTokenizer  # noqa: PLC0415 - as above
    from sumy.nlp.stemmers import Stemmer  # noqa: PLC0415 - as above
    from sumy.parsers.plaintext import PlaintextParser  # noqa: PLC0415 - as above
    from sumy.summarizers.lex_rank import LexRankSummarizer  # noqa: PLC0415 - as above
    from sumy.utils import get_stop_words  # noqa: PLC0415 - as above

    splitter, words = PunktSentenceTokenizer(), NLTKWordTokenizer()

    class Tokens:
        """What sumy asks of a tokenizer, by nltk's own classes."""

        to_sentences = staticmethod(splitter.tokenize)

        @staticmethod
        def to_words(text: str) -> list[str]:
            found = (word for part in splitter.tokenize(text) for word in words.tokenize(part))
            return [word for word in found if any(map(str.isalnum, word))]

    summarizer = LexRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")

    def run() -> object:
        document = PlaintextParser.from_string(ARTICLE.text, Tokens).document
        return summarizer(document, N_SENTENCES)

    return run


def _story() -> list[SourceText]:
    """Twelve articles of the same words and other runs of words, as copies would be one source."""
    said = "old new far near tall small wet dry red grey long last".split()
    return [SourceText(text=ARTICLE.text.replace(" the ", f" the {word} ")) for word in said]


def _milliseconds(run: Callable[[], object]) -> float:
    """Median of some runs, after one that fills the caches."""
    run()
    times = []
    for _ in range(N_RUNS):
        begun = time.thread_time()
        run()
        times.append(time.thread_time() - begun)
    return median(times) * 1000
