"""The sentences that answer a question, or none.

Imports all steps before it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise

import numpy as np

from summaries.articles import summary
from summaries.bags import Floats, bags
from summaries.choice import Task, choose
from summaries.detection import guess
from summaries.document import Document, read
from summaries.guards import verdicts
from summaries.languages import Language
from summaries.languages import language as language_of
from summaries.lexicon import stems
from summaries.parts import standardised
from summaries.values import SourceText, Summary
from summaries.weights import scores
from summaries.words import tokens

# Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework": saturation and length.
_K1 = 1.2
_B = 0.5
# A pair of neighbouring stems of the question that stands so in the sentence.
_PAIR_BONUS = 0.5
_MODEL_SHARE = 0.3
# Less of the question than this in the best sentence and its title: no answer.
_LEAST_COVER = 0.4


def answer(
    question: str,
    articles: Sequence[SourceText],
    *,
    language: str | None = None,
    n_sentences: int = 3,
) -> Summary:
    """The sentences of *articles* that answer *question*; method ``none`` where nothing does.

    Score: z(BM25 of the question's content stems) + 0.3 z(model score), with the same guards as a
    summary. A sentence without a word of the question is shown only where a chosen one leans on it.
    """
    code = language or guess("\n".join(article.text[:1000] for article in articles))
    of = language_of(code)
    document = read(articles, of)
    query = _query(question, of)
    if not document.candidates or not query or n_sentences < 1:
        return Summary(language=code, sentences=(), method="none")
    held = [frozenset(query).intersection(candidate.stems) for candidate in document.candidates]
    idf = _idf(query, held)
    if _best_cover(document, held, idf) < _LEAST_COVER:
        return Summary(language=code, sentences=(), method="none")
    known = bags([candidate.stems for candidate in document.candidates])
    match = _match(document, query, held, idf)
    task = Task(
        document=document,
        known=known,
        scores=standardised(match) + _MODEL_SHARE * scores(document, known),
        verdicts=verdicts(document),
        n_sentences=n_sentences,
        unit_cost=0.0,  # an exchange of two sentences is what was asked for
        allows=lambda unit, _chosen: any(match[i] > 0 for i in unit),
    )
    return summary(document, choose(task), method="question", language=code)


def _query(question: str, of: Language) -> list[str]:
    """Content stems of the question in order, question words left out."""
    words = [word for word in tokens(question) if word not in of.question_words]
    return list(dict.fromkeys(stems(" ".join(words), of)))


def _idf(query: Sequence[str], held: Sequence[frozenset[str]]) -> dict[str, float]:
    """ln(1 + (N − df + 0.5) / (df + 0.5)) over the candidates, for each stem of the query."""
    df = Counter(chain.from_iterable(held))
    return {s: float(np.log(1 + (len(held) - df[s] + 0.5) / (df[s] + 0.5))) for s in query}


def _match(
    document: Document,
    query: Sequence[str],
    held: Sequence[frozenset[str]],
    idf: Mapping[str, float],
) -> Floats:
    """BM25 of each candidate, half as much again for a pair of the query found in order."""
    lengths = np.array([len(c.stems) for c in document.candidates], float)
    norms = (1 - _B + _B * lengths / max(1.0, float(lengths.mean()))).tolist()
    pairs = set(pairwise(query))
    values = np.zeros(len(held))
    for i, stems_held in enumerate(held):
        if not stems_held:
            continue
        bag, norm = document.candidates[i].stems, norms[i]
        counts = [(idf[s], bag.count(s)) for s in query if s in stems_held]
        value = sum([weight * n * (_K1 + 1) / (n + _K1 * norm) for weight, n in counts])
        values[i] = value * (1 + _PAIR_BONUS * (not pairs.isdisjoint(pairwise(bag))))
    return values


def _best_cover(
    document: Document, held: Sequence[frozenset[str]], idf: Mapping[str, float]
) -> float:
    """Most of the query's idf that one sentence with its title holds, in [0, 1]."""
    whole = sum(idf.values())
    titles = [frozenset(idf).intersection(title) for title in document.titles]
    covers = {
        stems_held | titles[candidate.article]
        for candidate, stems_held in zip(document.candidates, held, strict=True)
    }
    return max((sum(idf[s] for s in idf if s in cover) / whole for cover in covers), default=0.0)
