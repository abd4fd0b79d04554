"""What a summary costs, beside sumy and simpler ways: `python -m tests.benchmarks summarising`.

The article is invented (about 30 sentences). Every run reads another one, with some twenty words
that no run before had, as many as a real one has after 2,000 others: what is remembered of words
helps, and nothing else would. The story is twelve articles that differ in a word a clause. Figures
are processor time of one thread, so that a busy machine blurs them less; what is held against each
other runs in turn, as the speed of a shared machine changes within seconds.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, islice, repeat
from statistics import median
from typing import TypeVar
from zlib import crc32

from summaries import METHODS, SourceText, answer, summarize, summarize_story
from summaries.document import read
from summaries.languages import language
from summaries.sentences import split
from tests.benchmarks.figures import Figure
from tests.summaries.texts import OBSERVATORY, STORY

N_RUNS = 30
N_IN_TURN = 5
N_SENTENCES = 3
_ONE_IN = 8
_Told = TypeVar("_Told")
ENGLISH = language("en")
ARTICLE = SourceText(text="\n\n".join([OBSERVATORY, *(article.text for article in STORY)]))


async def measure() -> list[Figure]:
    """Figures of summaries, stories and answers; the computing runs in one worker thread."""
    return await asyncio.to_thread(_figures)


def _figures() -> list[Figure]:
    return [*_of_articles(), *_of_stories()]


def _of_articles() -> Iterator[Figure]:
    fresh = map(_article, count())
    against = partial(summarize, language="en"), _lexrank()
    ours, lexrank = _in_turn(against, fresh)
    again, lexrank_again = _in_turn(against, repeat(ARTICLE))
    n = len(read([ARTICLE], ENGLISH).candidates)
    yield Figure(
        what=f"summary of {n} sentences, each time of another article",
        value=f"{ours:.1f} ms",
        target="3 ms",
    )
    yield Figure(
        what="the same, of one article again and again", value=f"{again:.1f} ms", target="3 ms"
    )
    lead, floor = _milliseconds(_lead, fresh), _milliseconds(_floor, fresh)
    yield Figure(
        what="the same by lead-3 behind our reading; the floor, splitting alone",
        value=f"{lead:.1f} ms; {floor:.1f} ms",
        target="–",
    )
    yield Figure(
        what="the same by sumy's stock methods, behind our reading",
        value=f"{', '.join(_stock(fresh))} ms",
        target="–",
    )
    yield Figure(
        what="the same by sumy's LexRank, sumy's own way from end to end",
        value=f"{lexrank:.1f} ms, {lexrank / ours:.1f} × ours; "
        f"of one article again and again {lexrank_again / again:.1f} ×",
        target="10 ×",
    )


def _stock(fresh: Iterator[SourceText]) -> Iterator[str]:
    for method in METHODS[1:]:
        taken = _milliseconds(partial(summarize, language="en", method=method), fresh)
        yield f"{method} {taken:.1f}"


def _of_stories() -> Iterator[Figure]:
    story = repeat(_story())
    told = _milliseconds(partial(summarize_story, language="en"), story)
    yield Figure(what="summary of a story of 12 articles", value=f"{told:.0f} ms", target="60 ms")
    answered = _milliseconds(partial(answer, "How long is the crack?"), story)
    yield Figure(what="answer from 12 articles", value=f"{answered:.0f} ms", target="–")


def _article(number: int) -> SourceText:
    """The article with other words: one in eight of five letters and more has a new ending."""
    ending = "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "o"

    def other(word: re.Match[str]) -> str:
        return word[0] + ending * (crc32(f"{number} {word[0]}".encode()) % _ONE_IN == 0)

    return SourceText(text=re.sub(r"\b[a-z]{5,}", other, ARTICLE.text))


def _lead(article: SourceText) -> object:
    return read([article], ENGLISH).candidates[:N_SENTENCES]


def _floor(article: SourceText) -> object:
    return split(article.text, ENGLISH)[:N_SENTENCES]


def _lexrank() -> Callable[[SourceText], object]:
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

    def run(article: SourceText) -> object:
        document = PlaintextParser.from_string(article.text, Tokens).document
        return summarizer(document, N_SENTENCES)

    return run


def _story() -> list[SourceText]:
    """Twelve articles of the same words and other runs of words, as copies would be one source."""
    said = "old new far near tall small wet dry red grey long last".split()
    return [SourceText(text=ARTICLE.text.replace(" the ", f" the {word} ")) for word in said]


def _milliseconds(run: Callable[[_Told], object], told: Iterator[_Told]) -> float:
    """Median of some runs, each with the next of *told*, after one that fills the caches."""
    return _in_turn([run], told)[0]


def _in_turn(runs: Sequence[Callable[[_Told], object]], told: Iterator[_Told]) -> list[float]:
    """The same of each of *runs*, a few of one after a few of the other."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(N_RUNS // N_IN_TURN):
        for run, taken in zip(runs, times, strict=True):
            run(next(told))
            taken += [_seconds(run, each) for each in islice(told, N_IN_TURN)]
    return [median(taken) * 1000 for taken in times]


def _seconds(run: Callable[[_Told], object], told: _Told) -> float:
    begun = time.thread_time()
    run(told)
    return time.thread_time() - begun
