"""How long a summary takes, beside sumy's stock methods: `python -m tests.benchmarks summarising`.

The article is invented (34 sentences), the story is twelve of it with the sentences turned round.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from summaries import METHODS, SourceText, answer, summarize, summarize_story
from tests.benchmarks.figures import Figure
from tests.summaries.texts import HARBOUR, STORY

N_RUNS = 30
ARTICLE = SourceText(text="\n\n".join([HARBOUR, *(article.text for article in STORY)]))


async def measure() -> list[Figure]:
    """Figures of summaries, stories and answers; the computing runs in one worker thread."""
    return await asyncio.to_thread(_figures)


def _figures() -> list[Figure]:
    article = {
        method: _milliseconds(partial(summarize, ARTICLE, language="en", method=method))
        for method in METHODS
    }
    story = _story()
    ours = article.pop("ours")
    ratio = article["lexrank"] / ours
    others = ", ".join(f"{method} {value:.1f}" for method, value in article.items())
    return [
        Figure(what="summary of an article of 34 sentences", value=f"{ours:.1f} ms", target="3 ms"),
        Figure(
            what="the same by sumy's stock methods, behind our reading",
            value=f"{others} ms",
            target="–",
        ),
        Figure(what="LexRank over ours", value=f"{ratio:.1f}", target="10"),
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


def _story() -> list[SourceText]:
    paragraphs = ARTICLE.text.split("\n\n")
    turned = (paragraphs[i:] + paragraphs[:i] for i in range(12))
    return [SourceText(text="\n\n".join(paragraphs)) for paragraphs in turned]


def _milliseconds(run: Callable[[], object]) -> float:
    """Median of some runs, after one that fills the caches."""
    run()
    times = []
    for _ in range(N_RUNS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return median(times) * 1000
