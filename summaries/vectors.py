"""Sparse vectors in whole numbers: term → weight, 10,000 for 1.

Whole numbers add up to the same sum in any order and survive storing exactly; so a placement does
not depend on the order of candidates, nor on a restart. Pure; stdlib only.
"""

import base64
import math
import sys
from array import array
from collections.abc import Mapping
from itertools import repeat
from operator import mul
from typing import Final

Vector = dict[int, int]
"""An article's view: term → weight, of length `UNIT` (or empty)."""

UNIT: Final = 10_000


def unit(weights: Mapping[int, float], *, limit: int) -> Vector:
    """The *limit* heaviest terms, scaled to length 1; ties go to the smaller term."""
    if len(weights) > limit:
        heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:limit]
        weights = dict(heaviest)
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    if not length:
        return {}
    whole = {term: round(UNIT * weight / length) for term, weight in weights.items()}
    return {term: weight for term, weight in whole.items() if weight}


class Packed:
    """A vector at rest: 8 bytes a term instead of a hundred.

    Attributes:
        terms: in no order that matters.
        weights: beside them; sums of many articles fit.
        square: squared length.
    """

    __slots__ = ("square", "terms", "weights")

    def __init__(self, vector: Mapping[int, int]) -> None:
        self.terms = array("I", vector.keys())
        self.weights = array("I", vector.values())
        self.square = sum(map(mul, self.weights, self.weights))

    def dot(self, vector: Vector) -> int:
        """Inner product with an article's view; cost: one look-up a term of this vector."""
        return sum(map(mul, self.weights, map(vector.get, self.terms, repeat(0))))

    def cosine(self, vector: Vector, length: float) -> float:
        """Cosine with a view of the given length, in [0, 1]; 0 when either is empty."""
        if not self.square or not length:
            return 0.0
        return self.dot(vector) / (math.sqrt(self.square) * length)

    def plus(self, other: "Packed", *, most: int, kept: int) -> "Packed":
        """The sum; when it has over *most* terms, only its *kept* heaviest."""
        total = self.as_dict()
        for term, weight in zip(other.terms, other.weights, strict=True):
            total[term] = total.get(term, 0) + weight
        if len(total) > most:
            total = dict(sorted(total.items(), key=lambda item: (-item[1], item[0]))[:kept])
        return Packed(total)

    def as_dict(self) -> Vector:
        """Term → weight."""
        return dict(zip(self.terms, self.weights, strict=True))

    def to_text(self) -> list[str]:
        """For JSON: terms and weights as base64 of little-endian 32-bit numbers."""
        return [_encode(self.terms), _encode(self.weights)]

    @classmethod
    def from_text(cls, texts: list[str]) -> "Packed":
        """The vector that `to_text` gave."""
        terms, weights = map(_decode, texts)
        return cls(dict(zip(terms, weights, strict=True)))


def length(vector: Vector) -> float:
    """Euclidean length of a view."""
    return math.sqrt(sum(weight * weight for weight in vector.values()))


def _encode(numbers: "array[int]") -> str:
    return base64.b64encode(_little_endian(numbers).tobytes()).decode("ascii")


def _decode(text: str) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(base64.b64decode(text))
    return _little_endian(numbers)


def _little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "little":
        return numbers
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
