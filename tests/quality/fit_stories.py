"""Fit the story model: `python -m tests.quality.fit_stories STREAMS.json OUT.json`.

STREAMS.json lists labelled streams: {name, set, path, language?, train?}, each a file of JSON lines
as `story_streams.read_stream` takes it, singletons mixed in; one with `train` is not shown.

One walk gives each article its true story and takes every candidate as a sample; a first fit; a
second walk in which the model places by itself (one round of DAgger); a second fit on both.
Samples of a stream weigh 1 over its positives, so each stream counts the same. Printed: quality
when the stream's set was left out of the fit, and with the final weights.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summaries.likeness import FEATURES, Model, features
from summaries.live_story import LiveStory
from summaries.stories import Arrival, Placement, Stories, place
from tests.quality.story_streams import Labelled, Quality, group, quality, read_stream

JOIN: Final = 0.6
FUSE: Final = 0.8
PENALTY: Final = 1 / 3.0
"""Strength of the L2 penalty (C = 3)."""

WEIGHT_OF_A_STREAM: Final = 300.0
"""About the positives of a stream of middle size, so that the penalty keeps its meaning."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """A labelled stream; streams of one set are left out together."""

    name: str
    set: str
    language: str
    rows: Sequence[Labelled]


@dataclass(slots=True)
class Samples:
    """Candidates met on a walk: features, and whether the story is the article's."""

    rows: list[list[float]] = field(default_factory=list)
    is_true: list[float] = field(default_factory=list)


class Walk:
    """Decides like a teacher (model None) or like the model, and takes samples of both.

    The event of a story is what most of its articles tell of.
    """

    def __init__(self, stream: Stream, model: Model | None, samples: Samples) -> None:
        self._model = model
        self._samples = samples
        self._event = {row.item.id: row.event for row in stream.rows}
        self._events: dict[int, Counter[str]] = defaultdict(Counter)
        self._story_of: dict[str, int] = {}
        self.found = group(stream.rows, Stories(stream.language, decide=self._decide))

    def _decide(self, article: Arrival, candidates: Sequence[LiveStory]) -> Placement:
        event = self._event[article.new_story]
        for story in candidates:
            (major, _), *_ = self._events[story.id].most_common(1)
            found = features(article.views, story, article.at)
            self._samples.rows.append([found[name] for name in FEATURES])
            self._samples.is_true.append(float(major == event))
        placement = self._choose(article, candidates, event)
        for old, lasting in placement.fused:
            self._events[lasting] += self._events.pop(old)
        self._events[placement.story][event] += 1
        return placement

    def _choose(self, article: Arrival, candidates: Sequence[LiveStory], event: str) -> Placement:
        if self._model is not None:
            return place(article, candidates, model=self._model)
        return Placement(story=self._story_of.setdefault(event, article.new_story))


def fit(samples: Sequence[Samples]) -> Model:
    """Weighted logistic regression by Newton's method."""
    rows = np.vstack([np.array(each.rows) for each in samples])
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    is_true = np.concatenate([np.array(each.is_true) for each in samples])
    weight = np.concatenate([_weights(each) for each in samples])
    penalty = np.full(rows.shape[1], PENALTY)
    penalty[-1] = 0.0
    beta: Floats = np.zeros(rows.shape[1], dtype=np.float64)
    for _ in range(30):
        beta = beta - _newton_step(beta, rows, is_true, weight, penalty)
    *weights, bias = (float(value) for value in beta)
    return Model(weights=tuple(weights), bias=bias, join=JOIN, fuse=FUSE)


def _weights(samples: Samples) -> Floats:
    return np.full(len(samples.is_true), WEIGHT_OF_A_STREAM / max(1.0, sum(samples.is_true)))


def _newton_step(
    beta: Floats, rows: Floats, is_true: Floats, weight: Floats, penalty: Floats
) -> Floats:
    probability = 1 / (1 + np.exp(-np.clip(rows @ beta, -30, 30)))
    slope = rows.T @ (weight * (probability - is_true)) + penalty * beta
    curve = (rows * (weight * probability * (1 - probability))[:, None]).T @ rows
    return np.asarray(np.linalg.solve(curve + np.diag(penalty), slope), dtype=np.float64)


def walk(streams: Sequence[Stream], model: Model | None, samples: Mapping[str, Samples]) -> None:
    """Take samples of every stream into *samples*, by the stream's name."""
    for stream in streams:
        Walk(stream, model, samples[stream.name])


def measured(stream: Stream, model: Model) -> Quality:
    """How well the model groups a stream."""
    stories = Stories(stream.language, decide=partial(place, model=model))
    return quality([row.event for row in stream.rows], group(stream.rows, stories))


def main(streams_path: str, out_path: str) -> None:
    """Fit, measure and write the weights."""
    listed = json.loads(Path(streams_path).read_text("utf-8"))
    streams = [_stream(entry) for entry in listed]
    shown = [stream for stream, entry in zip(streams, listed, strict=True) if "train" not in entry]
    samples = {stream.name: Samples() for stream in streams}
    walk(streams, None, samples)
    walk(streams, fit(list(samples.values())), samples)
    for stream in shown:
        others = [samples[other.name] for other in streams if other.set != stream.set]
        _say(f"left out  {stream.name:12} {measured(stream, fit(others))}")
    model = fit(list(samples.values()))
    for stream in shown:
        _say(f"final     {stream.name:12} {measured(stream, model)}")
    Path(out_path).write_text(json.dumps(_document(model), indent=1) + "\n", "utf-8")


def _stream(entry: Mapping[str, str]) -> Stream:
    language = entry.get("language", "en")
    rows = read_stream(Path(entry["path"]), language)
    return Stream(name=entry["name"], set=entry["set"], language=language, rows=rows)


def _document(model: Model) -> dict[str, object]:
    if not all(math.isfinite(weight) for weight in model.weights):
        raise ValueError("The fit did not converge.")
    named = zip(FEATURES, model.weights, strict=True)
    return {
        "version": 1,
        "kind": "logistic regression",
        "features": [{"name": name, "weight": weight} for name, weight in named],
        "bias": model.bias,
        "join_threshold": model.join,
        "fuse_threshold": model.fuse,
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
