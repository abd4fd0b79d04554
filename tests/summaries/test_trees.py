"""Decision trees as data."""

import numpy as np

from summaries.trees import trees
from summaries.weights import model

TREES = {
    "feature": [[0, 1, 0], [1, 0, 0]],
    "threshold": [[0.5, 10, None], [20, None, None]],
    "value": [[1, 2, 3, 4], [10, 20, 30, 40]],
}


def test_a_sentence_falls_to_one_leaf_of_each_tree() -> None:
    """At most the threshold goes left, more goes right, and null lets nothing through."""
    found = {"x": np.array([0.0, 0.5, 0.0, 9.0]), "y": np.array([10.0, 11.0, 21.0, 0.0])}
    assert trees(TREES, ["x", "y"])(found).tolist() == [1 + 10, 2 + 10, 2 + 30, 3 + 10]


def test_no_sentence_has_no_score() -> None:
    """Nothing in, nothing out."""
    assert trees(TREES, ["x", "y"]).of(np.zeros((2, 0))).shape == (0,)


def test_the_shipped_trees_are_complete() -> None:
    """Every tree has a leaf for each way through it, and asks features that exist."""
    shipped = model().english
    assert shipped.feature.shape == shipped.threshold.shape
    assert shipped.value.shape == (len(shipped.feature), shipped.feature.shape[1] + 1)
    assert shipped.feature.max() < len(shipped.names)
