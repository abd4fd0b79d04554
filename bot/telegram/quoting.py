"""What is computed for an answer, in a worker process: sentences chosen from stored articles.

Pure; takes and gives values of `bot.model`, so that arguments and results can cross to a worker
whose imports (numpy, sumy) the idle bot need not hold. Imports `summaries`.
"""

from collections.abc import Sequence

from bot.errors import NoArticleText
from bot.ingest.telling import MAX_TEXT, quotations, source_of, summary_of
from bot.model import Article, Quotation
from summaries import SourceText

TIMEOUT_SECONDS = 20.0
N_ANSWER_SENTENCES = 3


def answers(
    question: str, stories: Sequence[Sequence[Article]], n_told: int
) -> tuple[tuple[Quotation, ...], ...]:
    """For each story's articles the sentences that answer the question; none where none does.

    No story is read once *n_told* have answered: the result is then shorter.
    """
    from summaries import answer  # noqa: PLC0415 - computing loads numpy

    found: list[tuple[Quotation, ...]] = []
    for articles in stories:
        if sum(map(bool, found)) == n_told:
            break
        sources = [article for article in articles if article.text]
        told = answer(
            question,
            [source_of(article) for article in sources],
            language=sources[0].language if sources else None,
            n_sentences=N_ANSWER_SENTENCES,
        )
        found.append(quotations(told.sentences, sources))
    return tuple(found)


def summary_of_story(articles: Sequence[Article], n_sentences: int) -> tuple[Quotation, ...]:
    """A story in that many sentences."""
    return summary_of(articles, articles[0].language, n_sentences=n_sentences) if articles else ()


def summary_of_text(
    text: str, title: str, language: str | None, n_sentences: int
) -> tuple[tuple[str, ...], bool]:
    """A single text in that many sentences, and whether that is all of it.

    Raises:
        NoArticleText: there is no sentence to show; its reason is that of `NothingToSummarize`.
    """
    from summaries import NothingToSummarize, summarize  # noqa: PLC0415 - computing loads numpy

    source = SourceText(text=text[:MAX_TEXT], title=title)
    try:
        told = summarize(source, language=language, n_sentences=n_sentences)
    except NothingToSummarize as error:
        raise NoArticleText(error.reason, str(error)) from error
    return tuple(sentence.text for sentence in told.sentences), told.method == "whole"
