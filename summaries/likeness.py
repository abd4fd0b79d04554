"""How well an article fits a story: twelve features and one logistic model.

Imports `live_story`, `views` and `vectors`; the weights lie in `models/`.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from summaries.live_story import LiveStory, Member
from summaries.vectors import UNIT
from summaries.views import Views

RECENCY_SECONDS: Final = 72 * 3_600.0
NO_SHARED_FIGURE: Final = -0.5
MOST_Z: Final = 30.0

FEATURES: Final = (
    "cosine_title",
    "cosine_body",
    "cosine_names",
    "nearest_body",
    "nearest_title",
    "title_containment",
    "shared_information",
    "numbers",
    "names_conflict",
    "recency",
    "cosine_body_times_nearest_body",
    "min_cosine_title_body",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """Weights of a logistic regression over `FEATURES`, and the two thresholds.

    Attributes:
        weights: in the order of `FEATURES`.
        bias: added to their sum.
        join: least probability with which an article joins a story.
        fuse: least probability of the second best story with which the two stories fuse.
    """

    weights: tuple[float, ...]
    bias: float
    join: float
    fuse: float

    def probability(self, features: Mapping[str, float]) -> float:
        """That the article tells of the story's event."""
        z = self.bias
        for weight, name in zip(self.weights, FEATURES, strict=True):
            z += weight * features[name]
        return 1.0 / (1.0 + math.exp(-min(MOST_Z, max(-MOST_Z, z))))


@cache
def default_model() -> Model:
    """The shipped weights; docs/algorithms.md says how they were made."""
    source = resources.files("summaries.models").joinpath("stories_logistic.json")
    return parse_model(source.read_text("utf-8"))


def parse_model(text: str) -> Model:
    """The model of a JSON document.

    Raises:
        ValueError: of another version, or with other features than this program computes.
    """
    data = json.loads(text)
    names = tuple(feature["name"] for feature in data["features"])
    if data["version"] != 1 or names != FEATURES:
        raise ValueError(f"The story model has version {data['version']} and features {names}.")
    return Model(
        weights=tuple(float(feature["weight"]) for feature in data["features"]),
        bias=float(data["bias"]),
        join=float(data["join_threshold"]),
        fuse=float(data["fuse_threshold"]),
    )


def features(views: Views, story: LiveStory, at: float) -> dict[str, float]:
    """The twelve features of an article, published at *at*, beside a story.

    Cost: one look-up a term of the story's sums and kept members.
    """
    title_length, body_length, names_length = views.lengths
    cosine_title = story.title.cosine(views.title, title_length)
    cosine_body = story.body.cosine(views.body, body_length)
    cosine_names = story.names.cosine(views.names, names_length)
    bodies = [member.body.dot(views.body) for member in story.members]
    nearest = max(bodies)
    closest = story.members[bodies.index(nearest)]
    nearest_body = nearest / UNIT**2
    nearest_title = max(member.title.dot(views.title) for member in story.members) / UNIT**2
    both_named = bool(story.names.terms) and bool(views.names)
    return {
        "cosine_title": cosine_title,
        "cosine_body": cosine_body,
        "cosine_names": cosine_names,
        "nearest_body": nearest_body,
        "nearest_title": nearest_title,
        "title_containment": _containment(views, story),
        "shared_information": _shared_information(views, closest),
        "numbers": _numbers(views, story),
        "names_conflict": float(both_named and not cosine_names),
        "recency": recency(at, story),
        "cosine_body_times_nearest_body": cosine_body * nearest_body,
        "min_cosine_title_body": min(cosine_title, cosine_body),
    }


def recency(at: float, story: LiveStory) -> float:
    """1 within the story's time, falling like a bell curve of σ = 72 h outside of it."""
    silence = max(0.0, at - story.last_at, story.first_at - at)
    return math.exp(-(silence**2) / (2 * RECENCY_SECONDS**2))


def _containment(views: Views, story: LiveStory) -> float:
    """Share of the title's weight that stands in the story's openings."""
    if not views.title:
        return 0.0
    known = set(story.body.terms)
    total = sum(weight * weight for weight in views.title.values())
    return sum(weight * weight for term, weight in views.title.items() if term in known) / total


def _shared_information(views: Views, member: Member) -> float:
    information = views.information
    shared = sum(information[term] for term in member.body.terms if term in information)
    return math.log1p(shared)


def _numbers(views: Views, story: LiveStory) -> float:
    if not views.figures or not story.figures:
        return 0.0
    return 1.0 if any(figure in story.figures for figure in views.figures) else NO_SHARED_FIGURE
