"""Fit the weights of the sentence model anew and write them as data.

    python -m tests.quality.fit_summaries ../shared/data/summaries summaries/models/sentences.json

English single articles get trees; everything else one set of linear weights on 0/1 targets,
stories and some languages one of their own. Takes some ten minutes and 2 GB on one core.
"""

import json
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from summaries.bags import Floats
from summaries.choice import REDUNDANCY
from summaries.features import FEATURES
from summaries.trees import Trees
from tests.quality.fit import Fit, fit_linear, fit_trees
from tests.quality.samples import Sample, samples

# XSum is left out: its articles have lost their first sentence.
ENGLISH = ("cnndmval", "cnndm", "writers", "more_cnndm2", "more_inshorts")
OTHER = (
    "cstnews", "temario", "fundus", "easc", "more_bnlpc", "neus", "cstnews_multi",
    "more_indosum", "more_vietnews", "more_multinews",
)  # fmt: skip
# Languages whose own weights won by cross-validation, and the name of the weights for stories.
OWN = ("bn", "id", "vi")
STORY = "story"
# Enough of the two large sets, that the small ones are heard.
N_MOST = {"more_indosum": 700, "more_vietnews": 700}


def main() -> None:
    """Fit on the folder given first and write the file given second."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    english, other = (
        list(chain.from_iterable(samples(folder, g, n_most=N_MOST.get(g)) for g in groups))
        for groups in (ENGLISH, OTHER)
    )
    write(target, english, other)


def write(target: Path, english: Sequence[Sample], other: Sequence[Sample]) -> None:
    """Fit both parts and write them to *target*."""
    groups = {"other": other} | {
        key: [sample for sample in other if _group(sample) == key] for key in (*OWN, STORY)
    }
    data = {
        "version": 3,
        "made": "tests/quality/fit_summaries.py",
        "target": "soft and oracle (trees), greedy oracle (linear); see docs/algorithms.md",
        "documents": {"english": len(english), "other": len(other)},
        "redundancy": REDUNDANCY,
        "features": FEATURES,
        "linear": {
            key: _linear(fit_linear(group, target="oracle")) for key, group in groups.items()
        },
        "trees": _trees(fit_trees(english).trees),
    }
    target.write_text(json.dumps(data) + "\n", encoding="utf-8")


def _group(sample: Sample) -> str:
    return sample.document.language.code if len(sample.document.titles) == 1 else STORY


def _linear(fit: Fit) -> dict[str, list[float]]:
    return {key: _rounded(getattr(fit, key)) for key in ("mean", "scale", "weight")}


def _trees(grown: Trees) -> dict[str, Any]:
    """Lists by level, values by tree; a threshold that nothing is above is null."""
    return {
        "names": grown.names,
        "feature": grown.feature.tolist(),
        "threshold": [
            [float(f"{at:.7g}") if np.isfinite(at) else None for at in level]
            for level in grown.threshold
        ],
        "value": [[float(f"{value:.4g}") for value in tree] for tree in grown.value],
    }


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


if __name__ == "__main__":
    main()
