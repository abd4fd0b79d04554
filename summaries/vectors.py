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
_MOST_OF_TWO_BYTES: Final = 0xFFFF


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
    """A vector at rest: 6 bytes a term (8 in the sums of many) instead of a hundred.

    Attributes:
        terms: in no order that matters.
        weights: beside them; sums of many articles fit.
        square: squared length.
    """

    __slots__ = ("square", "terms", "weights")

    def __init__(self, terms: "array[int]", weights: "array[int]") -> None:
        self.terms = terms
        are_short = max(weights, default=0) <= _MOST_OF_TWO_BYTES
        self.weights = array("H", weights) if are_short else weights
        self.square = sum(map(mul, weights, weights))

    @classmethod
    def of(cls, vector: Mapping[int, int]) -> "Packed":
        """The vector at rest."""
        return cls(array("I", vector.keys()), array("I", vector.values()))

    def dot(self, vector: Vector) -> int:
        """Inner product with an article's view; cost: one look-up a term of this vector."""
        return sum(map(mul, self.weights, map(vector.get, self.terms, repeat(0))))

    def plus(self, other: "Packed", *, most: int, kept: int) -> "Packed":
        """The sum; when it has over *most* terms, only its *kept* heaviest."""
        total = self.as_dict()
        for term, weight in zip(other.terms, other.weights, strict=True):
            total[term] = total.get(term, 0) + weight
        if len(total) > most:
            total = dict(sorted(total.items(), key=lambda item: (-item[1], item[0]))[:kept])
        return Packed.of(total)

    def as_dict(self) -> Vector:
        """Term → weight."""
        return dict(zip(self.terms, self.weights, strict=True))

    def to_text(self) -> list[str]:
        """For JSON: terms and weights as base64 of little-endian 32-bit numbers."""
        return [_encode(self.terms), _encode(array("I", self.weights))]

    @classmethod
    def from_text(cls, texts: list[str]) -> "Packed":
        """The vector that `to_text` gave."""
        terms, weights = map(_decode, texts)
        return cls(terms, weights)


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
