"""A summary of one article.

Imports all steps before it; `summarizers` (and with it sumy) at the first summary only.
"""

from collections.abc import Sequence

from summaries.detection import guess
from summaries.document import N_CHARACTERS, N_TEXT, Document, read
from summaries.errors import NothingToSummarize, UnknownMethod
from summaries.guards import Fault, verdicts
from summaries.languages import language as language_of
from summaries.sentences import split
from summaries.values import SourceText, Summary

#: Names that `summarize` takes as *method*: ours, and sumy's stock summarizers.
METHODS = (
    "ours", "lexrank", "lsa", "luhn", "textrank", "kl", "sumbasic", "edmundson", "reduction",
)  # fmt: skip

# With so few sentences to leave out a score has nothing to choose from.
_N_HARDLY_MORE = 2


def summarize(
    article: SourceText, *, language: str | None = None, n_sentences: int = 3, method: str = "ours"
) -> Summary:
    """The sentences of *article* that tell most of it, in its order.

    Args:
        article: its text as it came; furniture in it is passed over.
        language: ISO 639-1; guessed from the words where None.
        n_sentences: at most so many; fewer where the guards leave fewer.
        method: one of `METHODS`.

    Returns:
        `method` in it tells what was done: ``ours`` or a stock name; ``whole`` where the article
        has no more sentences than asked for; ``lead`` where it has hardly more, or nothing else
        passes the guards; ``ridge`` where the language has no word lists; ``none`` where no
        sentence was asked for.

    Raises:
        NothingToSummarize: no sentence is there that could be shown; `reason` says why.
        UnknownMethod: *method* is not one of `METHODS`.
        TooManySentences: a stock method on a very long text.

    Cost: 1.5 ms for 30 sentences.
    """
    if method not in METHODS:
        raise UnknownMethod(method, METHODS)
    code = language or guess(article.text)
    document = read([article], language_of(code))
    chosen, done = _chosen(document, n_sentences, method)
    if not chosen and n_sentences > 0:
        raise why_nothing([article], code)
    return summary(document, chosen, method=done, language=code)


def why_nothing(articles: Sequence[SourceText], language: str | None) -> NothingToSummarize:
    """The reason why no sentence of *articles* can be shown, as an error to raise."""
    texts = [article.text[:N_TEXT] for article in articles]
    if not any(map(str.isalpha, "".join(texts))):
        return NothingToSummarize("empty")
    pieces = [piece for text in texts for piece in split(text, language_of(language))]
    if any(piece.end - piece.start > N_CHARACTERS for piece in pieces):
        return NothingToSummarize("too-long", n_most=N_CHARACTERS)
    return NothingToSummarize("furniture")


def summary(
    document: Document, chosen: Sequence[int], *, method: str, language: str | None
) -> Summary:
    """The summary that consists of the *chosen* candidates, in their order."""
    sentences = tuple(document.candidates[i].sentence for i in chosen)
    return Summary(language=language, sentences=sentences, method=method if sentences else "none")


def _chosen(document: Document, n_sentences: int, method: str) -> tuple[Sequence[int], str]:
    n = len(document.candidates)
    if method == "ours" and n <= n_sentences:
        return _whole(document), "whole"
    if not n or n_sentences < 1:
        return (), "none"
    from summaries import summarizers  # noqa: PLC0415 - sumy: 36 MB, 0.4 s, for who summarises

    if method != "ours":
        return summarizers.stock(document, n_sentences, method), method
    chosen = () if n <= n_sentences + _N_HARDLY_MORE else summarizers.ours(document, n_sentences)
    if not chosen:
        return summarizers.lead(document, n_sentences), "lead"
    return chosen, "ours" if document.language.has_lists else "ridge"


def _whole(document: Document) -> Sequence[int]:
    found = verdicts(document)
    kept = [i for i, verdict in enumerate(found) if verdict.fault is not Fault.CUT]
    return kept or range(len(found))
