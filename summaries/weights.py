"""A sentence's score from its features: weights as data.

The files in `models/` hold numbers only, and how they were made. Imports `bags`, `document`,
`features`.
"""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain

import numpy as np

from summaries.bags import Bags, Floats
from summaries.document import Candidate, Document
from summaries.features import features_of, standardised

_FILE = "sentences.json"
_STORY = "story"
# Words and stems whose numbers are remembered: about 3 MB.
_N_REMEMBERED = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Linear:
    """Weights of named features: score = Σ weight · (value − mean) / scale."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weight: Floats

    def __call__(self, found: dict[str, Floats]) -> Floats:
        """Scores of shape (n,) from features of shape (n,) each."""
        values = np.array([found[name] for name in self.names])
        result: Floats = (self.weight / self.scale) @ (values - self.mean[:, np.newaxis])
        return result


@dataclass(frozen=True, kw_only=True, slots=True)
class Hashed:
    """Weights of words and pairs of words by hash: score = Σ weight of its hashes / √(hashes)."""

    weight: Floats
    linear_factor: float
    words_factor: float

    def __call__(self, candidates: Sequence[Candidate]) -> Floats:
        """Scores of shape (n,), of no scale."""
        found = [hashes(candidate, len(self.weight)) for candidate in candidates]
        sizes = np.array([len(each) for each in found])
        weights = self.weight[list(chain.from_iterable(found))]
        sums = np.bincount(np.repeat(np.arange(len(sizes)), sizes), weights, len(sizes))
        result: Floats = sums / np.sqrt(np.maximum(1, sizes))
        return result


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """All weights.

    Attributes:
        english: for single English articles, beside `words`.
        others: by language code, for single articles; ``story``: several; ``other``: the rest.
        words: for single English articles.
    """

    english: Linear
    others: Mapping[str, Linear]
    words: Hashed


@cache
def model() -> Model:
    """The weights that are shipped; read once."""
    data = json.loads(resources.files("summaries.models").joinpath(_FILE).read_text("utf-8"))
    words = data["words"]
    linear = {key: _linear(data["features"], part) for key, part in data["linear"].items()}
    weights = np.frombuffer(base64.b64decode(words["weights"]), np.int8) * words["step"]
    return Model(
        english=linear.pop("english"),
        others=linear,
        words=Hashed(
            weight=weights,
            linear_factor=words["linear_factor"],
            words_factor=words["words_factor"],
        ),
    )


def scores(document: Document, known: Bags) -> Floats:
    """How well each sentence sums the document up, mean 0 and deviation 1, shape (n,).

    Single English articles have weights of their own and weights of words; so have, without words,
    languages with labelled articles enough. So have stories; all other languages share one set.
    """
    found = features_of(document, known)
    if not found:
        return np.zeros(0)
    weights = model()
    code = document.language.code if len(document.titles) == 1 else _STORY
    if code != "en":
        return standardised(weights.others.get(code, weights.others["other"])(found))
    words = weights.words(document.candidates)
    linear = standardised(weights.english(found))
    return standardised(weights.words.linear_factor * linear + weights.words.words_factor * words)


def hashes(candidate: Candidate, size: int) -> set[int]:
    """Numbers below *size* of the stems, stem pairs and words of a sentence."""
    of_words, of_stems = _remembered(size)
    found = set(map(of_words.__getitem__, candidate.words))
    if candidate.stems:
        alone, begun, encoded = zip(*map(of_stems.__getitem__, candidate.stems), strict=True)
        found.update(alone)
        found.update([crc % size for crc in map(zlib.crc32, encoded[1:], begun)])
    return found


class _WordHashes(dict[str, int]):
    """Word → its number, ``crc32("w" + word) % size``."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __missing__(self, word: str) -> int:
        if len(self) >= _N_REMEMBERED:
            self.clear()
        found = self[word] = zlib.crc32(b"w" + _encoded(word)) % self._size
        return found


class _StemHashes(dict[str, tuple[int, int, bytes]]):
    """Stem → its number, the checksum of ``"b" + stem + "_"`` that a pair begins with, its bytes.

    A checksum can be carried on, so a pair costs one step over its second stem.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __missing__(self, stem: str) -> tuple[int, int, bytes]:
        if len(self) >= _N_REMEMBERED:
            self.clear()
        own = _encoded(stem)
        alone = zlib.crc32(b"u" + own) % self._size
        found = self[stem] = alone, zlib.crc32(b"b" + own + b"_"), own
        return found


@cache
def _remembered(size: int) -> tuple[_WordHashes, _StemHashes]:
    return _WordHashes(size), _StemHashes(size)


def _encoded(word: str) -> bytes:
    """UTF-8; a lone surrogate, which broken feeds send, as a question mark."""
    return word.encode("utf-8", "replace")


def _linear(names: Sequence[str], data: dict[str, list[float]]) -> Linear:
    return Linear(
        names=tuple(names),
        mean=np.array(data["mean"]),
        scale=np.array(data["scale"]),
        weight=np.array(data["weight"]),
    )
