"""What the features of sentences are made of, all sentences of a document at once.

Terms: x is the unit vector of a sentence's content stems, weighted (1 + ln tf) · idf; G holds the
cosines of all pairs, zero on the diagonal; cf counts a stem in all sentences. Imports `bags`,
`document`, `openers`.
"""

import math
import re
from collections.abc import Iterable
from functools import cached_property
from itertools import repeat
from operator import contains
from typing import Any

import numpy as np

from summaries.bags import Bags, Floats, Integers, distinct, title_weights
from summaries.document import Candidate, Document
from summaries.openers import Opening

# How many of the commonest stems and names count as what the document is about.
_N_TOP_STEMS = 12
_N_TOP_NAMES = 5
# Longer paragraphs, and sentences so many times the mean, count as these.
_N_PARAGRAPH = 6
_N_TIMES_MEAN = 3
# It begins with what is rare, and looks back from there, so that the search can leap.
_NAME = re.compile(r"[A-ZÀ-ÞА-Я](?<=[a-zà-ÿа-яё,;:] .)[\w'’\-]*")


def standardised(values: Floats) -> Floats:
    """*values* with mean 0 and population deviation 1; all 0 where they are equal."""
    n = max(1, len(values))
    centred: Floats = values - np.add.reduce(values) / n
    deviation = math.sqrt(centred.dot(centred) / n)
    return centred / deviation if deviation > 0 else centred


def flags(told: Iterable[bool]) -> Floats:
    """What is *told* as ones and zeros; of bytes they are made three times as fast."""
    return np.frombuffer(bytes(told), np.uint8).astype(float)


class Parts:
    """What several features are made of, each worked out when the first of them asks for it."""

    def __init__(self, document: Document, known: Bags) -> None:
        self.known = known
        self.titles = document.titles
        # What is known of all candidates, by field.
        columns = zip(*document.candidates, strict=True)
        self.columns: dict[str, tuple[Any, ...]] = dict(
            zip(Candidate._fields, columns, strict=True)
        )
        self.n = known.n

    def column(self, field: str) -> Floats:
        """A field of the candidates as numbers."""
        return np.array(self.columns[field], float)

    @cached_property
    def position(self) -> Floats:
        """Index in the article."""
        return self.column("position")

    @cached_property
    def relative(self) -> Floats:
        """The same over the sentences of the article."""
        return self.position / self.column("n_of_article")

    @cached_property
    def paragraph(self) -> Floats:
        """Index of the paragraph in the article."""
        return self.column("paragraph")

    @cached_property
    def is_first(self) -> Floats:
        """1 where a paragraph begins."""
        article, paragraph, first = self.title_of, self.paragraph, np.ones(self.n)
        first[1:] = (paragraph[1:] != paragraph[:-1]) | (article[1:] != article[:-1])
        return first

    @cached_property
    def paragraph_length(self) -> Floats:
        """Sentences of the paragraph, at most 6."""
        index = self.is_first.cumsum().astype(int)
        return np.minimum(float(_N_PARAGRAPH), np.bincount(index)).take(index)

    @cached_property
    def words(self) -> Floats:
        """Words of each sentence, at least 1."""
        lengths = np.array(list(map(len, self.columns["words"])), float)
        at_least: Floats = np.maximum(1.0, lengths)
        return at_least

    @cached_property
    def n_words(self) -> float:
        """Words of all."""
        return float(np.add.reduce(self.words))

    @cached_property
    def words_before(self) -> Floats:
        """Words of the sentences before."""
        before: Floats = self.words.cumsum() - self.words
        return before

    @cached_property
    def relative_length(self) -> Floats:
        """Words over their mean, at most 3."""
        return np.minimum(_N_TIMES_MEAN, self.words / (self.n_words / self.n))

    @cached_property
    def quoted(self) -> Floats:
        """Share of the sentence that is quoted."""
        return self.column("quoted")

    @cached_property
    def opens_with_pronoun(self) -> Floats:
        """1 where the first words stand for what was told before."""
        return self._opens_with(Opening.PRONOUN)

    @cached_property
    def opens_with_connective(self) -> Floats:
        """1 where they go on from it."""
        return self._opens_with(Opening.CONNECTIVE)

    def _opens_with(self, opening: Opening) -> Floats:
        return flags([each is opening for each in self.columns["opening"]])

    @cached_property
    def traits(self) -> Integers:
        """What its words tell, as bits."""
        return np.array(self.columns["traits"])

    @cached_property
    def centre(self) -> Floats:
        """Cosine of each sentence with the sum of all."""
        return self.against(self.n)

    @cached_property
    def centre_z(self) -> Floats:
        """The same, standardised."""
        return standardised(self.centre)

    def against(self, n_first: int) -> Floats:
        """X · unit(Σ of the first x): the row sums of G + 1, over the length of Σ x.

        The 1 of the diagonal is missing where a sentence has no stems.
        """
        row_sums: Floats = np.add.reduce(self.known.cosines[:, :n_first], axis=1)
        row_sums[:n_first] += self.known.sizes[:n_first] > 0
        length = float(np.add.reduce(row_sums[:n_first])) ** 0.5
        result: Floats = row_sums / max(length, 1e-12)
        return result

    @cached_property
    def likeness(self) -> Floats:
        """Row sums of G."""
        row_sums: Floats = np.add.reduce(self.known.cosines, axis=1)
        return row_sums

    @cached_property
    def likeness_before(self) -> Floats:
        """The same up to the sentence itself, where G is 0."""
        return self.known.cosines.cumsum(1).diagonal()

    @cached_property
    def beside(self) -> Floats:
        """Cosine of each two neighbours, 0 before the first and behind the last."""
        beside = np.zeros(self.n + 1)
        beside[1:-1] = np.diagonal(self.known.cosines, 1)
        return beside

    @cached_property
    def n_distinct(self) -> Integers:
        """Distinct stems of each sentence, at least 1."""
        return np.maximum(1, self.known.pair_sizes)

    @cached_property
    def extra(self) -> Floats:
        """By pair, what the stem occurs beyond once, in tenths of all occurrences."""
        known = self.known
        return (known.cf - 1).take(known.pair_ids) * (10 / max(1, len(known.ids)))

    @cached_property
    def top(self) -> Floats:
        """Share of the commonest stems that the sentence has."""
        known = self.known
        # Stable order: of equally common stems the one read first counts.
        is_top = np.zeros(len(known.cf), bool)
        is_top[(-known.cf).argsort(kind="stable")[:_N_TOP_STEMS]] = True
        return known.sums(is_top.take(known.pair_ids)) / _N_TOP_STEMS

    @cached_property
    def pairs_again(self) -> tuple[Floats, Floats]:
        """Neighbouring stems of each sentence that another has in the same order, and all its."""
        known, n = self.known, self.n
        ids, owners = known.ids, known.owners
        inside = owners[1:] == owners[:-1]
        # Distinct (pair, sentence), sorted by pair: a pair of two sentences stands beside itself.
        codes, _ = distinct((((ids[:-1] * len(known.cf) + ids[1:]) * n) + owners[1:])[inside])
        pairs, owners = np.divmod(codes, n)
        again = np.zeros(len(pairs) + 1, bool)
        np.equal(pairs[1:], pairs[:-1], out=again[1:-1])
        n_again = np.bincount(owners, again[1:] | again[:-1], minlength=n).astype(float)
        return n_again, np.bincount(owners, minlength=n).astype(float)

    @cached_property
    def title_of(self) -> Integers:
        """The article of each sentence."""
        return np.array(self.columns["article"])

    @cached_property
    def title_weights(self) -> Floats:
        """What each pair's stem weighs in the title of its article."""
        return title_weights(self.known, self.titles, self.title_of)

    @cached_property
    def title(self) -> Floats:
        """Cosine with the title."""
        return self.known.sums(self.known.weights * self.title_weights)

    @cached_property
    def title_sizes(self) -> Integers:
        """Distinct stems of the title."""
        return np.array([len(set(title)) for title in self.titles]).take(self.title_of)

    @cached_property
    def names(self) -> list[list[str]]:
        """Capitalised words inside each sentence."""
        return list(map(_NAME.findall, self.columns["text"]))

    @cached_property
    def counted_names(self) -> tuple[dict[str, int], list[int]]:
        """How often each name comes, and after each sentence how many different ones have come."""
        counts: dict[str, int] = {}
        seen = []
        for names in self.names:
            for name in names:
                counts[name] = counts.get(name, 0) + 1
            seen.append(len(counts))
        return counts, seen

    @cached_property
    def top_names(self) -> Floats:
        """Which of the document's commonest names each sentence has, shape (1 to 5, n)."""
        counts, _ = self.counted_names
        # The sort by counts keeps the order of equals: the alphabet's.
        top = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:_N_TOP_NAMES]
        texts = self.columns["text"]
        rows = [flags(map(contains, texts, repeat(name))) for name in top]
        return np.array(rows or [np.zeros(self.n)])
