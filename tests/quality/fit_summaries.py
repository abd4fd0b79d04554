"""Fit the weights of the sentence model anew and write them as data.

    python -m tests.quality.fit_summaries ../shared/data/summaries summaries/models/sentences.json

English single articles get a linear part and a words part on soft targets; everything else one
linear part on 0/1 targets, stories and some languages one of their own. Takes some ten minutes
and 2 GB on one core.
"""

import base64
import json
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from summaries.bags import Floats
from summaries.choice import REDUNDANCY
from tests.quality.fit import SIZE, Fit, fit_linear, fit_with_words
from tests.quality.samples import Sample, names, samples

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
    with_words = fit_with_words(english, target="soft")
    groups = {"other": other} | {
        key: [sample for sample in other if _group(sample) == key] for key in (*OWN, STORY)
    }
    data = {
        "version": 1,
        "made": "tests/quality/fit_summaries.py",
        "target": "soft (english), greedy oracle (other); see docs/algorithms.md",
        "documents": {"english": len(english), "other": len(other)},
        "redundancy": REDUNDANCY,
        "features": names(english[0]),
        "linear": {"english": _linear(with_words)}
        | {key: _linear(fit_linear(group, target="oracle")) for key, group in groups.items()},
        "words": _words(with_words),
    }
    target.write_text(json.dumps(data) + "\n", encoding="utf-8")


def _group(sample: Sample) -> str:
    return sample.document.language.code if len(sample.document.titles) == 1 else STORY


def _linear(fit: Fit) -> dict[str, list[float]]:
    return {key: _rounded(getattr(fit, key)) for key in ("mean", "scale", "weight")}


def _words(fit: Fit) -> dict[str, Any]:
    """The words part as signed bytes; the step is what one of them is worth."""
    words = fit.words if fit.words is not None else np.zeros(SIZE)
    step = float(np.abs(words).max()) / 127 or 1.0
    steps = np.round(words / step).astype(np.int8)
    return {
        "size": SIZE,
        "hash": "crc32 of the UTF-8 token, mod size",
        "step": float(f"{step:.6g}"),
        "linear_factor": float(f"{fit.linear_factor:.6g}"),
        "words_factor": fit.words_factor,
        "weights": base64.b64encode(steps.tobytes()).decode(),
    }


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


if __name__ == "__main__":
    main()
