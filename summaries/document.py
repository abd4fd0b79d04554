"""Articles as one list of candidate sentences with everything that is worked out once for each.

Furniture is gone here; every later step reads this value and no text again. Imports `furniture`,
`languages`, `lexicon`, `openers`, `quotes`, `sentences`, `values`, `words`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from summaries.furniture import Furniture
from summaries.languages import Language
from summaries.lexicon import LETTER, UNSPACED, stems, told
from summaries.openers import Opening, is_orphan, opening
from summaries.quotes import quoted_share
from summaries.sentences import split
from summaries.values import Sentence, SourceText
from summaries.words import Words, bigrams

# Caps: what stands behind them is not read. An article of 400 sentences is a book chapter.
N_SENTENCES = 400
N_STORY_SENTENCES = 1500
N_CHARACTERS = 5000
N_TEXT = 100_000
N_TITLE = 1000


class Candidate(NamedTuple):
    """One sentence and what is known of it alone.

    Attributes:
        text: as it stands in the article.
        article: index of its article among those that were read.
        start, end: its place there, so that ``text == article[start:end]``.
        position: index among the sentences of its own article.
        n_of_article: how many sentences that article has.
        paragraph: index of its paragraph in the article, dropped lines counted.
        follows: nothing but space and marks stands between it and the candidate before it.
        words: lower-cased words in order.
        stems: content stems in order, repeats kept.
        traits: what its words tell, the bits of `lexicon`.
        quoted: share of its characters in quotation marks.
        opening: how its first words lean on the sentence before.
        is_orphan: it is nearly all quotation and tells nobody who says it.
    """

    text: str
    article: int
    start: int
    end: int
    position: int
    n_of_article: int
    paragraph: int
    follows: bool
    words: tuple[str, ...]
    stems: tuple[str, ...]
    traits: int
    quoted: float
    opening: Opening
    is_orphan: bool

    @property
    def sentence(self) -> Sentence:
        """Its text and place as a value to hand out, which only a chosen one needs."""
        return Sentence(text=self.text, article=self.article, start=self.start, end=self.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """Candidates of one article, or of all articles of a story one after the other.

    `titles` holds the stems of each article's title, in the articles' order.
    """

    language: Language
    candidates: tuple[Candidate, ...]
    titles: tuple[tuple[str, ...], ...]


def read(
    articles: Sequence[SourceText], of: Language, *, order: Sequence[int] | None = None
) -> Document:
    """The candidate sentences of *articles*, in the order given, or in *order*.

    Cost: linear in the text; about 22 µs a sentence, at most `N_SENTENCES` an article and
    `N_STORY_SENTENCES` in all.
    """
    limit = min(N_SENTENCES, N_STORY_SENTENCES // max(1, len(articles)))
    candidates: list[Candidate] = []
    for index in range(len(articles)) if order is None else order:
        candidates += _candidates(articles[index], index, of, limit)
    titles = tuple(tuple(stems(article.title[:N_TITLE], of)) for article in articles)
    return Document(language=of, candidates=tuple(candidates), titles=titles)


def _candidates(article: SourceText, index: int, of: Language, limit: int) -> list[Candidate]:
    text = article.text
    furniture = Furniture(text[:N_TEXT], of, title=article.title[:N_TITLE])
    pieces = [
        (piece, said)
        for piece in split(text, of, furniture.article_lines())
        if len(said := text[piece.start : piece.end]) <= N_CHARACTERS
        and not furniture.is_sentence(said)
    ]
    words_of = Words(text[:N_TEXT])
    found: list[Candidate] = []
    last = 0
    for (start, end, paragraph), said in pieces:
        if len(found) == limit:
            break
        words = words_of.between(start, end)
        content, traits = told(words, of)
        if not traits & LETTER:
            continue
        between = text[last:start]
        last = end
        quoted = quoted_share(said)
        found.append(
            Candidate(
                text=said,
                article=index,
                start=start,
                end=end,
                position=len(found),
                n_of_article=len(pieces),
                paragraph=paragraph,
                follows=between.isspace() or not any(map(str.isalnum, between)),
                words=tuple(words),
                stems=tuple(bigrams(said) if traits & UNSPACED else content),
                traits=traits,
                quoted=quoted,
                opening=opening(said, words[0], of),
                is_orphan=quoted > 0 and is_orphan(said, quoted, of),
            )
        )
    return found
