"""How well an article fits a story: ten features and one logistic model.

Imports `live_story`, `views` and `vectors`; the weights lie in `models/`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from operator import mul
from typing import Final

from summaries.live_story import LiveStory, Member
from summaries.vectors import UNIT, Packed, Vector
from summaries.views import Views, days_among

RECENCY_SECONDS: Final = 72 * 3_600.0
MOST_Z: Final = 30.0

LOG_FLOOR: Final = 0.02
"""Keeps the logarithm of a cosine finite; below it two texts share nothing that matters."""

TRAINED_SHARE: Final = 0.25
"""Least share of articles that join a story in the streams of the fit (27 to 49 %)."""

PRIOR_STRENGTH: Final = 0.8
"""How far a smaller share raises the bar; 1 would be Bayes' rule and loses recall on headlines."""

LONG_FROM: Final = 40
LONG_SPAN: Final = 20
LENGTH_STRENGTH: Final = 0.75
"""From 40 to 60 terms the bar rises by .75 on z. Of {0, .6, .75, .9, 1, 1.4}, starts at 35, 40 and
45: look-alikes gain about a point of precision with it, and round-ups lose .3 of F1."""

TELLING_TERMS: Final = 25
LEAST_COSINE: Final = 0.7
"""Stories of articles with so many terms (geometric mean of both) fuse when their sums are so
alike; of (30 in both, .7), (25, .7), (20, .6). One article that speaks of two events must not
make them one. Headlines share too few words for it."""

IDF_SCALE: Final = 10.0
"""About the idf of a term that was never seen: brings the rarest term into [0, 1]."""

FEATURES: Final = (
    "cosine_title",
    "cosine_body",
    "nearest_body",
    "nearest_title",
    "recency",
    "log_cosine_body",
    "rarest_shared",
    "title_shared_information",
    "min_cosine_title_body",
    "other_weekday",
)

_RECENCY: Final = FEATURES.index("recency")


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
        return _sigmoid(self._sum(features))

    def awake_probability(self, features: Mapping[str, float]) -> float:
        """The same if the story had not been silent."""
        silence = 1.0 - features["recency"]
        return _sigmoid(self._sum(features) + self.weights[_RECENCY] * silence)

    def _sum(self, features: Mapping[str, float]) -> float:
        return self.bias + math.fsum(map(mul, self.weights, map(features.__getitem__, FEATURES)))

    def join_where(self, share: float, *, n_terms: int) -> float:
        """Least probability to join, by how many join and how much an article tells.

        The weights know streams in which a quarter joins or more; where most articles stand alone,
        the same likeness is chance more often, and plain rules would beat a fixed bar. Openings
        told at length share more words by chance: two events of one kind and one actor are taken
        for one there.

        Args:
            share: of articles that join any story, in (0, 1).
            n_terms: of the article's body view.

        Source: Saerens, Latinne & Decaestecker 2002 (change of priors), damped.
        """
        shift = PRIOR_STRENGTH * max(0.0, _logit(TRAINED_SHARE) - _logit(share))
        shift += LENGTH_STRENGTH * min(1.0, max(0.0, (n_terms - LONG_FROM) / LONG_SPAN))
        return _sigmoid(_logit(self.join) + shift)


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
    """The ten features of an article, published at *at*, beside a story.

    Cost: one look-up a term of the story's sums and kept members.
    """
    titles = _title_dots(views, story)
    bodies = [member.body.dot(views.body) for member in story.members]
    cosine_title = _cosine(story.title, views.title, views.title_length, alone=titles)
    cosine_body = _cosine(story.body, views.body, views.body_length, alone=bodies)
    nearest = max(bodies)
    closest = story.members[bodies.index(nearest)]
    return {
        "cosine_title": cosine_title,
        "cosine_body": cosine_body,
        "nearest_body": nearest / UNIT**2,
        "nearest_title": max(titles) / UNIT**2,
        "recency": recency(at, story),
        "log_cosine_body": math.log(LOG_FLOOR + cosine_body),
        "rarest_shared": _rarest_shared(views, closest),
        "title_shared_information": _title_shared_information(views, closest),
        "min_cosine_title_body": min(cosine_title, cosine_body),
        "other_weekday": _other_weekday(views, closest),
    }


def are_apart(one: LiveStory, other: LiveStory) -> bool:
    """Whether two stories tell enough to see that they are not one, whatever links them."""
    if math.sqrt(_mean_terms(one) * _mean_terms(other)) < TELLING_TERMS:
        return False
    length = math.sqrt(one.body.square * other.body.square)
    return one.body.dot(other.body.as_dict()) < LEAST_COSINE * length


def recency(at: float, story: LiveStory) -> float:
    """1 within the story's time, falling like a bell curve of σ = 72 h outside of it."""
    silence = max(0.0, at - story.last_at, story.first_at - at)
    return math.exp(-(silence**2) / (2 * RECENCY_SECONDS**2))


def _mean_terms(story: LiveStory) -> float:
    return sum(len(member.body.terms) for member in story.members) / len(story.members)


def _title_dots(views: Views, story: LiveStory) -> list[int]:
    """T · T of each kept member; most candidates share no word of their titles."""
    if len(story.members) > 1 and not story.title.dot(views.title):
        return [0] * len(story.members)
    return [member.title.dot(views.title) for member in story.members]


def _cosine(total: Packed, vector: Vector, length: float, *, alone: Sequence[int]) -> float:
    """Cosine with a story's sum; that of a story of one article is this article's view."""
    dot = alone[0] if len(alone) == 1 else total.dot(vector)
    return dot / (math.sqrt(total.square) * length) if total.square and length else 0.0


def _rarest_shared(views: Views, member: Member) -> float:
    """Idf of the rarest term that the article shares with a member, over 10."""
    shared = map(views.information.get, member.body.terms, repeat(0.0))
    return max(shared, default=0.0) / IDF_SCALE


def _other_weekday(views: Views, member: Member) -> float:
    """1 when both name days of the week and none in common, else 0: all news of a day names it."""
    if not views.days:
        return 0.0
    days = days_among(member.body.terms, views.weekdays)
    if not days:
        return 0.0
    return 0.0 if days & views.days else 1.0


def _title_shared_information(views: Views, member: Member) -> float:
    """ln(1 + sum of idf) over the terms that both titles have."""
    shared = [views.information[term] for term in member.title.terms if term in views.title]
    return math.log1p(math.fsum(shared))


def _sigmoid(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(MOST_Z, max(-MOST_Z, z))))


def _logit(probability: float) -> float:
    return math.log(probability / (1.0 - probability))
