"""Weights from samples: a ridge regression on features, and one on hashed words for what it leaves.

Source of the method: docs/algorithms.md, "Summaries". numpy only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summaries.bags import Floats, sums
from summaries.choice import Task, choose
from summaries.features import standardised
from tests.quality.samples import Sample

# Share of the sum of the weights that is added to the diagonal.
PENALTY = 0.02
# Damping and rounds of the least squares on words; more rounds change nothing.
DAMPING = 8.0
N_ROUNDS = 30
SIZE = 16384


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A linear part by column of `Sample.values`, and perhaps a words part by hash."""

    mean: Floats
    scale: Floats
    weight: Floats
    words: Floats | None = None
    linear_factor: float = 1.0
    words_factor: float = 1.0

    def scores(self, sample: Sample) -> Floats:
        """Scores of the sentences of *sample*, mean 0, deviation 1."""
        linear = standardised(self.linear(sample))
        if self.words is None:
            return linear
        words = word_values(sample, self.words)
        return standardised(self.linear_factor * linear + self.words_factor * words)

    def linear(self, sample: Sample) -> Floats:
        """The linear part alone, not standardised."""
        result: Floats = ((sample.values - self.mean) / self.scale) @ self.weight
        return result


def fit_linear(samples: Sequence[Sample], *, target: str) -> Fit:
    """Ridge regression of the *target* (``soft`` or ``oracle``) on the features.

    A document's weight is shared by its sentences; mean and scale are over sentences.
    """
    values = np.concatenate([s.values for s in samples])
    wanted = np.concatenate([getattr(s, target) for s in samples])
    weights = np.concatenate([np.full(len(s.values), s.weight / len(s.values)) for s in samples])
    mean, scale = values.mean(0), values.std(0) + 1e-6
    x = (values - mean) / scale
    y = wanted - np.average(wanted, weights=weights)
    weighted = x * weights[:, None]
    system = weighted.T @ x + PENALTY * weights.sum() * np.eye(x.shape[1])
    return Fit(mean=mean, scale=scale, weight=np.linalg.solve(system, weighted.T @ y))


def fit_with_words(samples: Sequence[Sample], *, target: str, n_folds: int = 5) -> Fit:
    """The linear part, and words fitted on what it leaves over out of fold."""
    linear = fit_linear(samples, target=target)
    left = [np.zeros(0)] * len(samples)
    factors = []
    for fold in range(n_folds):
        inside = [s for i, s in enumerate(samples) if i % n_folds != fold]
        outside = [(i, s) for i, s in enumerate(samples) if i % n_folds == fold]
        part = fit_linear(inside, target=target)
        z = [standardised(part.linear(s)) for _, s in outside]
        y = [getattr(s, target) - getattr(s, target).mean() for _, s in outside]
        factor = float(np.concatenate(z) @ np.concatenate(y) / len(np.concatenate(y)))
        factors.append(factor)
        for (i, _), zi, yi in zip(outside, z, y, strict=True):
            left[i] = yi - factor * zi
    words = _least_squares(samples, left)
    return Fit(
        mean=linear.mean,
        scale=linear.scale,
        weight=linear.weight,
        words=words,
        linear_factor=float(np.mean(factors)),
        words_factor=1.3,
    )


def word_values(sample: Sample, words: Floats) -> Floats:
    """Σ of the weights of a sentence's hashes over √(hashes), for each sentence."""
    return np.array([words[h].sum() / max(1, len(h)) ** 0.5 for h in sample.hashes])


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


def _least_squares(samples: Sequence[Sample], left: Sequence[Floats]) -> Floats:
    """The v of least ‖√w (A v − y)‖² + damping² ‖v‖²; A holds 1/√(hashes)."""
    columns = np.concatenate([h for s in samples for h in s.hashes])
    sizes = np.array([len(h) for s in samples for h in s.hashes])
    rows = np.repeat(np.arange(len(sizes)), sizes)
    entries = (1 / np.sqrt(np.maximum(1, sizes)))[rows]
    weights = np.concatenate([np.full(len(s.values), s.weight / len(s.values)) for s in samples])
    weights = weights / weights.mean()

    def forward(v: Floats) -> Floats:
        return sums(rows, entries * v[columns], len(sizes))

    def backward(u: Floats) -> Floats:
        return sums(columns, entries * u[rows], SIZE)

    v = np.zeros(SIZE)
    residual = backward(weights * np.concatenate(left))
    direction = residual.copy()
    norm = residual @ residual
    for _ in range(N_ROUNDS):
        product = backward(weights * forward(direction)) + DAMPING**2 * direction
        step = norm / (direction @ product)
        v += step * direction
        residual -= step * product
        fresh = residual @ residual
        direction = residual + fresh / norm * direction
        norm = fresh
    return v


def folds(n: int, n_folds: int, seed: int = 7) -> list[NDArray[np.int64]]:
    """Indices of *n* documents in *n_folds* random parts."""
    return np.array_split(np.random.default_rng(seed).permutation(n), n_folds)
