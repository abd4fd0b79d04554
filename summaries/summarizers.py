"""The one door to sumy: our summarizer as one of its kind, and its stock ones beside it.

sumy's document model is built from our own sentences and words, so nothing is downloaded and every
summarizer sees the same cleaned text. Importing this module loads sumy, nltk and their like
(0.4 s, 36 MB): import it where a summary is made, not before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, cast

import numpy as np
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.nlp.stemmers import Stemmer, null_stemmer
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.summarizers.edmundson import EdmundsonSummarizer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import ItemsCount

from summaries.bags import Bags, Floats, bags
from summaries.choice import Task, choose, units_of
from summaries.document import Document
from summaries.errors import TooManySentences, UnknownMethod
from summaries.guards import Verdict, verdicts
from summaries.languages import Language
from summaries.sets import likeliest
from summaries.weights import has_trees, scores
from summaries.words import tokens

_STEP = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stock:
    """A summarizer of sumy's and the most sentences it is given.

    The caps keep each below about two seconds on one core: KL is cubic, the graphs are quadratic
    with a heavy constant.
    """

    make: Callable[[Language], AbstractSummarizer]
    n_most: int


class OurSummarizer(AbstractSummarizer):  # type: ignore[misc] # sumy ships no types
    """Nutgraf's own choice behind sumy's interface: scores, guards, units, no repeats.

    Call it as any of sumy's summarizers, with an `ArticleModel`. sumy's
    `_get_best_sentences` rates each sentence alone, so `__call__` is ours from the ground.
    """

    def __call__(
        self, document: "ArticleModel", sentences_count: int | str
    ) -> tuple["PlacedSentence", ...]:
        """The chosen sentences in the order of the document.

        Args:
            document: what was read.
            sentences_count: a number, or a share such as ``"20%"``.
        """
        read = document.read
        n = len(ItemsCount(sentences_count)(range(len(read.candidates))))
        known = bags([candidate.stems for candidate in read.candidates])
        task = Task(
            document=read,
            known=known,
            scores=self.rate(read, known),
            verdicts=self.judge(read),
            n_sentences=n,
        )
        units = units_of(task)
        chosen = choose(task, units)
        if has_trees(read):
            chosen = likeliest(task, chosen, units)
        return tuple(PlacedSentence(read.candidates[i].text, i) for i in chosen)

    def rate(self, document: Document, known: Bags) -> Floats:
        """Scores of the candidates; the place to try another model."""
        return scores(document, known)

    def judge(self, document: Document) -> tuple[Verdict, ...]:
        """Verdicts of the guards; the place to try other rules."""
        return verdicts(document)


class PlacedSentence(SumySentence):  # type: ignore[misc] # sumy ships no types
    """A sentence of sumy's that knows which candidate it is; sumy compares by text alone."""

    __slots__ = ("index",)

    def __init__(self, text: str, index: int) -> None:
        super().__init__(text, _Words())
        self.index = index


class ArticleModel(ObjectDocumentModel):  # type: ignore[misc] # sumy ships no types
    """What we read of a text as sumy sees it: paragraphs of sentences, no headings.

    They are made when somebody asks for them; our own summarizer needs none but those it chooses.
    """

    def __init__(self, read: Document) -> None:
        self.read = read

    @cached_property
    def _paragraphs(self) -> tuple[Paragraph, ...]:
        numbered = enumerate(self.read.candidates)
        places = groupby(numbered, key=lambda n: (n[1].article, n[1].paragraph))
        return tuple(
            Paragraph([PlacedSentence(candidate.text, i) for i, candidate in group])
            for _, group in places
        )


def ours(document: Document, n_sentences: int) -> tuple[int, ...]:
    """Indices of the candidates that our summarizer chooses."""
    return tuple(s.index for s in OurSummarizer()(ArticleModel(document), n_sentences))


def lead(document: Document, n_sentences: int) -> tuple[int, ...]:
    """The first candidates that the guards let pass; the least faulty one where none does."""
    n = len(document.candidates)
    found = verdicts(document)
    task = Task(
        document=document,
        known=bags([candidate.stems for candidate in document.candidates]),
        # Steps so great that no likeness and no cost of a unit turns the order round.
        scores=np.arange(n).astype(float) * -_STEP,
        verdicts=found,
        n_sentences=n_sentences,
    )
    return choose(task) or (min(range(n), key=lambda i: _defects(found[i])),)


def stock(document: Document, n_sentences: int, method: str) -> tuple[int, ...]:
    """Indices of the candidates that one of sumy's own summarizers chooses.

    Equal sentences and sentences without a word are left out first: sumy takes equal ones for one,
    and divides by zero where no word is.

    Raises:
        UnknownMethod: there is no such summarizer.
        TooManySentences: it would take minutes.
    """
    if method not in _STOCK:
        raise UnknownMethod(method, tuple(_STOCK))
    distinct = {c.text: i for i, c in reversed(list(enumerate(document.candidates))) if c.stems}
    chosen = sorted(distinct.values())
    if len(chosen) > _STOCK[method].n_most:
        raise TooManySentences(method, len(chosen), _STOCK[method].n_most)
    if not chosen:
        return ()
    model = ObjectDocumentModel(
        [Paragraph([PlacedSentence(document.candidates[i].text, i) for i in chosen])]
    )
    summarizer = _STOCK[method].make(document.language)
    return tuple(s.index for s in summarizer(model, n_sentences))


def _defects(verdict: Verdict) -> tuple[bool, bool, bool, float]:
    """What is wrong with a sentence that stands alone, the worst first."""
    return verdict.fault is not None, verdict.leans, verdict.answered, verdict.penalty


class _Words:
    """What sumy asks of a tokenizer, answered by `words.tokens`."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(tokens(text))


def _plain(kind: type[Any]) -> Callable[[Language], AbstractSummarizer]:
    def make(of: Language) -> AbstractSummarizer:
        summarizer = kind(_stemmer(of))
        summarizer.stop_words = of.stop_words
        return summarizer

    return make


def _edmundson(of: Language) -> AbstractSummarizer:
    # Without cue words, which nobody has for sixteen languages: titles and places decide.
    summarizer = EdmundsonSummarizer(_stemmer(of), cue_weight=0.0)
    summarizer.null_words = of.stop_words
    return summarizer


def _stemmer(of: Language) -> Callable[[str], str]:
    try:
        return cast("Callable[[str], str]", Stemmer(of.name.lower()))
    except LookupError:
        return cast("Callable[[str], str]", null_stemmer)


def _methods() -> Iterator[tuple[str, _Stock]]:
    yield "lexrank", _Stock(make=_plain(LexRankSummarizer), n_most=400)
    yield "lsa", _Stock(make=_plain(LsaSummarizer), n_most=400)
    yield "luhn", _Stock(make=_plain(LuhnSummarizer), n_most=400)
    yield "textrank", _Stock(make=_plain(TextRankSummarizer), n_most=400)
    yield "kl", _Stock(make=_plain(KLSummarizer), n_most=100)
    yield "sumbasic", _Stock(make=_plain(SumBasicSummarizer), n_most=400)
    yield "edmundson", _Stock(make=_edmundson, n_most=400)
    yield "reduction", _Stock(make=_plain(ReductionSummarizer), n_most=400)


_STOCK = dict(_methods())
