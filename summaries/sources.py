"""Summaries of a story that many sources tell, and of what is new in it.

Imports all steps before it; `summarizers` (and with it sumy) is not needed here.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from summaries.articles import summary, why_nothing
from summaries.bags import Bags, Floats, bags
from summaries.choice import Content, Task, choose, repeats
from summaries.copies import Fingerprint, fingerprint, share
from summaries.detection import guess
from summaries.document import N_TEXT, Document, read
from summaries.guards import verdicts
from summaries.languages import language as language_of
from summaries.lexicon import stems
from summaries.parts import standardised
from summaries.values import SourceText, Summary
from summaries.weights import scores
from summaries.words import tokens

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# How much it counts that other sources use the same stems. 0, 0.3 and 0.6 gave +2.6, +2.7 and +2.6
# over lead on 405 stories.
_BONUS = 0.3
# Sources repeat each other: 0.3 to 1.6 are equal on 405 stories (± 0.03), so the least repetition.
_REDUNDANCY = 1.6
# An article of which so much stands in another adds nothing to it; an update adds more than that.
_SHARE_COPIED = 0.9
# Seen sentences whose content is remembered: at most some 5 MB.
_N_REMEMBERED = 1_000


def summarize_story(
    articles: Sequence[SourceText], *, language: str | None = None, n_sentences: int = 5
) -> Summary:
    """The sentences that tell most of the story, at most one a source where sources suffice.

    Articles are read in the order of their publication (undated ones last, as given); sentences
    come in that order, then by place. Offsets and `article` are those of *articles* as given.

    Raises:
        NothingToSummarize: no sentence is there that could be shown; `reason` says why.

    Cost: 30 ms for 12 sources of 36 sentences.
    """
    told = _told(articles, language, n_sentences, ())
    if not told.sentences and n_sentences > 0:
        raise why_nothing(articles, told.language)
    return told


def what_is_new(
    articles: Sequence[SourceText],
    seen: Sequence[str],
    *,
    language: str | None = None,
    n_sentences: int = 3,
) -> Summary:
    """Only sentences that add to what was *seen*; none where nothing does.

    A sentence adds nothing if most of its content stems stand in one seen sentence, unless it has
    a number that no seen sentence has.
    """
    return _told(articles, language, n_sentences, seen)


def _told(
    articles: Sequence[SourceText], language: str | None, n_sentences: int, seen: Sequence[str]
) -> Summary:
    code = language or guess("\n".join(article.text[:1000] for article in articles))
    of = language_of(code)
    document = read(articles, of, order=_without_copies(articles, _by_time(articles)))
    if not document.candidates or n_sentences < 1:
        return Summary(language=code, sentences=(), method="none")
    known = bags([candidate.stems for candidate in document.candidates])
    task = Task(
        document=document,
        known=known,
        scores=story_scores(document, known),
        verdicts=verdicts(document),
        n_sentences=n_sentences,
        redundancy=_REDUNDANCY,
        allows=_Shares(document, n_sentences, _News(document, seen)),
    )
    return summary(document, choose(task), method="story", language=code)


def story_scores(document: Document, known: Bags) -> Floats:
    """Scores of the candidates of several articles: what many sources tell counts more."""
    return standardised(scores(document, known)) + _BONUS * standardised(_shared(document, known))


def _by_time(articles: Sequence[SourceText]) -> list[int]:
    """Indices of *articles* by time of publication, undated ones behind, as given."""

    def key(index: int) -> tuple[bool, float]:
        published_at = articles[index].published_at
        return published_at is None, published_at.timestamp() if published_at else 0.0

    return sorted(range(len(articles)), key=key)


def _without_copies(articles: Sequence[SourceText], order: Sequence[int]) -> list[int]:
    """*order* less the articles whose text stands in one before: copies are one source."""
    if len(order) == 1:
        return list(order)
    kept: list[int] = []
    prints: list[Fingerprint] = []
    for index in order:
        own = fingerprint(articles[index].text[:N_TEXT])
        if all(share(own, other) < _SHARE_COPIED for other in prints):
            kept.append(index)
            prints.append(own)
    return kept


def _shared(document: Document, known: Bags) -> Floats:
    """Mean, over the stems of a sentence, of the share of sources that have the stem."""
    article_of = np.array([c.article for c in document.candidates])
    size = max(1, len(known.vocabulary))
    pairs = np.unique(article_of[known.pair_owners] * size + known.pair_ids)
    share = np.bincount(pairs % size, minlength=size) / max(1, len(set(article_of.tolist())))
    n_distinct = np.maximum(1, np.bincount(known.pair_owners, minlength=known.n))
    sums = np.bincount(known.pair_owners, share[known.pair_ids], minlength=known.n)
    result: Floats = sums / n_distinct
    return result


class _News(dict[int, bool]):
    """Whether a candidate adds to what was *seen*, worked out when it is first asked for."""

    def __init__(self, document: Document, seen: Sequence[str]) -> None:
        super().__init__()
        self._candidates = document.candidates
        self._told = [_content(text, document.language.code) for text in seen]
        self._numbers = {number for text in seen for number in _NUMBER.findall(text)}

    def __missing__(self, index: int) -> bool:
        candidate = self._candidates[index]
        own = Content.of(candidate)
        found = self[index] = not any(
            repeats(own, other) for other in self._told
        ) or not self._numbers.issuperset(_NUMBER.findall(candidate.text))
        return found


class _Shares:
    """Whether a unit tells something new, and its source has not had its share of the places."""

    def __init__(self, document: Document, n_sentences: int, news: _News) -> None:
        self._articles = [c.article for c in document.candidates]
        self._share = max(1, -(-n_sentences // len(set(self._articles))))
        self._news = news

    def __call__(self, unit: tuple[int, ...], chosen: tuple[int, ...]) -> bool:
        article = self._articles[unit[0]]
        n_taken = sum(self._articles[i] == article for i in chosen)
        share = max(self._share, len(unit))
        return n_taken + len(unit) <= share and any(self._news[i] for i in unit)


@lru_cache(_N_REMEMBERED)
def _content(text: str, code: str) -> Content:
    """What a seen sentence tells: the news of a story is held against the same ones many times."""
    return Content(stems=frozenset(stems(text, language_of(code))), words=frozenset(tokens(text)))
