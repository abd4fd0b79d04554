"""Weights from samples: a ridge regression on features, or trees that rank.

Source of the method: docs/algorithms.md, "Summaries". numpy only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summaries.bags import Floats
from summaries.choice import Task, choose
from summaries.features import FEATURES
from summaries.parts import standardised
from summaries.trees import Trees
from tests.quality.grow import Lists, grow
from tests.quality.samples import Sample

# Share of the sum of the weights that is added to the diagonal.
PENALTY = 0.02
# What the trees may ask: by cross-validation, no worse than with all features
# (docs/measurements.md). They need no second form of a number, and little of what is rare.
ASKED = (
    "prel", "parinv", "parlen", "wrel", "loglen", "lenrel", "n", "cen", "fwd", "bwd", "maxsim",
    "simlead0", "mass", "leadcov", "title", "digits", "qfrac", "article_words", "article_paragraph",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Linear weights by `FEATURES`."""

    mean: Floats
    scale: Floats
    weight: Floats

    def scores(self, sample: Sample) -> Floats:
        """Scores of the sentences of *sample*, mean 0, deviation 1."""
        return standardised(((sample.table(FEATURES) - self.mean) / self.scale) @ self.weight)


@dataclass(frozen=True, kw_only=True)
class Grown:
    """Trees over `ASKED`."""

    trees: Trees

    def scores(self, sample: Sample) -> Floats:
        """Scores of the sentences of *sample*, mean 0, deviation 1."""
        return standardised(self.trees(sample.values))


def fit_linear(samples: Sequence[Sample], *, target: str) -> Fit:
    """Ridge regression of the *target* (``soft`` or ``oracle``) on the features.

    A document's weight is shared by its sentences; mean and scale are over sentences.
    """
    values = np.concatenate([s.table(FEATURES) for s in samples])
    wanted = np.concatenate([getattr(s, target) for s in samples])
    weights = np.concatenate([np.full(len(s.soft), s.weight / len(s.soft)) for s in samples])
    mean, scale = values.mean(0), values.std(0) + 1e-6
    x = (values - mean) / scale
    y = wanted - np.average(wanted, weights=weights)
    weighted = x * weights[:, None]
    system = weighted.T @ x + PENALTY * weights.sum() * np.eye(x.shape[1])
    return Fit(mean=mean, scale=scale, weight=np.linalg.solve(system, weighted.T @ y))


def fit_trees(samples: Sequence[Sample]) -> Grown:
    """Trees that rank by the mean of both targets, each as shares of 1; a document has its weight.

    With the soft target alone highlights gain as much and digests less, with the oracle the other
    way round.
    """
    sizes = [len(sample.soft) for sample in samples]
    lists = Lists(
        values=np.concatenate([sample.table(ASKED) for sample in samples]),
        target=np.concatenate([_shares(s.soft) + _shares(s.oracle) for s in samples]) / 2,
        article=np.repeat(np.arange(len(samples)), sizes),
        weight=np.array([sample.weight for sample in samples]),
    )
    return Grown(trees=grow(lists, ASKED))


def _shares(target: Floats) -> Floats:
    return target / max(1e-9, float(target.sum()))


def chosen(sample: Sample, scores: Floats) -> tuple[int, ...]:
    """What the product would show with these scores."""
    task = Task(
        document=sample.document,
        known=sample.known,
        scores=scores,
        verdicts=sample.verdicts,
        n_sentences=sample.n,
    )
    return choose(task) or (0,)


def folds(n: int, n_folds: int, seed: int = 7) -> list[NDArray[np.int64]]:
    """Indices of *n* documents in *n_folds* random parts."""
    return np.array_split(np.random.default_rng(seed).permutation(n), n_folds)
