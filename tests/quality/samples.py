"""Labelled articles as samples of sentences: features, words, targets.

Reads the sets of `../shared/data/summaries` (a folder given by name); ships none of their text.
"""

import gzip
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from summaries.bags import Bags, Floats, bags
from summaries.document import Document, read
from summaries.features import ARTICLE_FEATURES, FEATURES, features_of
from summaries.guards import Verdict, verdicts
from summaries.languages import language
from summaries.values import SourceText
from tests.quality.rouge import Grams, grams, joined, rouge

# Weights of a document by its set (see docs/algorithms.md); 1 where nothing stands here.
WEIGHTS = {
    "more_inshorts": 0.5, "writers": 3.0, "more_indosum": 0.5, "more_vietnews": 0.7,
    "temario": 2.0, "cstnews": 2.0, "cstnews_multi": 2.0,
}  # fmt: skip

# Soft targets look at all subsets of the sentences with the best scores and of the lead.
_N_BEST = 10
_N_LEAD = 4
_TEMPERATURE = 1.5
# Above this many subsets the greedy extract is the target.
_N_SUBSETS = 1500


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One labelled article or story, read by the product.

    `values` are features of its sentences by name; `soft` and `oracle` are targets by sentence in
    [0, 1]; `grams` are of each sentence.
    """

    id: str
    group: str
    n: int
    document: Document
    known: Bags
    verdicts: tuple[Verdict, ...]
    values: dict[str, Floats]
    grams: tuple[Grams, ...]
    references: tuple[Grams, ...]
    soft: Floats
    oracle: Floats

    def score(self, chosen: Sequence[int]) -> float:
        """ROUGE of the *chosen* sentences, mean of ROUGE-1 and -2."""
        return rouge(joined(self.grams[i] for i in chosen), self.references)

    def table(self, names: Sequence[str]) -> Floats:
        """The features with the *names*, shape (n_sentences, n_names)."""
        return np.stack([self.values[name] for name in names], axis=1)

    @property
    def weight(self) -> float:
        """Weight of the document, to be shared by its sentences."""
        return WEIGHTS.get(self.group, 1.0)


def samples(folder: Path, group: str, *, n_most: int | None = None) -> Iterator[Sample]:
    """Samples of one set; rows without a reference or with fewer sentences than asked are left."""
    for row in rows(folder, group)[:n_most]:
        sample = _sample(row, group)
        if sample is not None:
            yield sample


def rows(folder: Path, group: str) -> list[dict[str, Any]]:
    """The rows of one set, from `GROUP.jsonl` or `GROUP.jsonl.gz`."""
    plain = folder / f"{group}.jsonl"
    if plain.exists():
        lines = plain.read_text("utf-8").splitlines()
    else:
        with gzip.open(folder / f"{group}.jsonl.gz", "rt", encoding="utf-8") as file:
            lines = file.read().splitlines()
    return [row for row in map(json.loads, lines) if row["refs"]]


def _sample(row: dict[str, Any], group: str) -> Sample | None:
    sources = [
        SourceText(text=part["text"], title=part["title"] or "")
        for part in row.get("docs") or [row]
    ]
    document = read(sources, language(row["lang"]))
    if len(document.candidates) <= row["n"]:
        return None
    known = bags([candidate.stems for candidate in document.candidates])
    parts = tuple(grams(candidate.text, row["lang"]) for candidate in document.candidates)
    references = tuple(grams("\n".join(reference), row["lang"]) for reference in row["refs"])
    return Sample(
        id=row["id"],
        group=group,
        n=row["n"],
        document=document,
        known=known,
        verdicts=verdicts(document),
        values=features_of(document, known, FEATURES + ARTICLE_FEATURES),
        grams=parts,
        references=references,
        soft=_soft(parts, references, row["n"]),
        oracle=_oracle(parts, references, row["n"]),
    )


def _oracle(parts: Sequence[Grams], references: Sequence[Grams], n: int) -> Floats:
    """1 for the sentences of the greedy extract: each raises ROUGE the most, until none does."""
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < n:
        scores = {
            i: rouge(joined(parts[j] for j in [*chosen, i]), references)
            for i in range(len(parts))
            if i not in chosen
        }
        i = max(scores, key=lambda i: (scores[i], -i), default=-1)
        if i < 0 or scores[i] <= best:
            break
        best = scores[i]
        chosen.append(i)
    target = np.zeros(len(parts))
    target[chosen] = 1
    return target


def _soft(parts: Sequence[Grams], references: Sequence[Grams], n: int) -> Floats:
    """Share of each sentence in good extracts: subsets weighed by exp((ROUGE − best) / 1.5)."""
    alone = [rouge(part, references) for part in parts]
    best = sorted(range(len(parts)), key=lambda i: (-alone[i], i))[:_N_BEST]
    pool = sorted({*best, *range(min(_N_LEAD, len(parts)))})
    if math.comb(len(pool), n) > _N_SUBSETS:
        return _oracle(parts, references, n)
    subsets = list(combinations(pool, n))
    scores = np.array([2 * rouge(joined(parts[i] for i in s), references) for s in subsets])
    weights = np.exp((scores - scores.max()) / _TEMPERATURE)
    target = np.zeros(len(parts))
    for subset, weight in zip(subsets, weights / weights.sum(), strict=True):
        target[list(subset)] += weight
    return target
