"""Decision trees as data."""

import numpy as np

from summaries.features import ARTICLE_FEATURES, FEATURES
from summaries.trees import trees
from summaries.weights import model

# The first tree asks x, then y; the second y, then nothing.
TREES = {
    "names": ["x", "y"],
    "feature": [[0, 1], [1, 0]],
    "threshold": [[0.5, 20], [10, None]],
    "value": [[1, 2, 3, 4], [10, 20, 30, 40]],
}


def test_a_sentence_falls_to_one_leaf_of_each_tree() -> None:
    """Its answers are digits: 0 for at most the threshold, 1 for more; null lets nothing above."""
    found = {"x": np.array([0.0, 0.5, 0.6, 9.0]), "y": np.array([10.0, 11.0, 21.0, 0.0])}
    assert trees(TREES)(found).tolist() == [1 + 10, 2 + 10, 4 + 30, 3 + 10]


def test_no_sentence_has_no_score() -> None:
    """Nothing in, nothing out."""
    assert trees(TREES).of(np.zeros((2, 0))).shape == (0,)


def test_the_shipped_trees_are_complete() -> None:
    """Every tree has a leaf for each way through it, and asks features that exist, all of them."""
    shipped = model().english
    assert shipped.feature.shape == shipped.threshold.shape
    assert shipped.value.shape == (shipped.feature.shape[1], 2 ** len(shipped.feature))
    assert set(shipped.feature.ravel().tolist()) == set(range(len(shipped.names)))
    assert set(shipped.names) <= {*FEATURES, *ARTICLE_FEATURES}
