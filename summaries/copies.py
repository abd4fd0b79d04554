"""Copies and versions: is this article one that we have, under another address or headline?

`fingerprint` samples the text; `Copies` finds the article that has the same address, the same
headline of the same source within 48 hours, or nearly the same text. Imports nothing of the
package; values in, values out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import takewhile
from typing import Final
from zlib import crc32

RUN_OF_WORDS: Final = 4
SAMPLED: Final = 8
"""One shingle in eight is kept: 99 % of the recall at an eighth of the memory (stories.md 2)."""

SHORT: Final = 24
"""A text of at most so many shingles keeps all: a sample of one or two of them proves nothing."""

LEAST_SHARE: Final = 0.5
LEAST_SHARED: Final = 2
MOST_WORDS: Final = 5_000
MOST_SHARED_BY: Final = 32
"""A shingle of more articles than this is a footer, and is not looked up."""

RECURRING_SECONDS: Final = 48 * 3_600.0
"""So long one headline of one source is one article; later it recurs ("Morning briefing")."""

TELLING: Final = 6
"""Two texts of so many sampled shingles (50 words) that share none are two articles, whatever
stands above them."""

HASH_BYTES: Final = 8

_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
_UNIT: Final = re.compile(rf"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern})[^\W_])+")

Fingerprint = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """An article as identity needs it.

    Attributes:
        id: the article.
        first: the article that it repeats, itself if none.
        story: the story of both.
        url_key: canonical address; None without one.
        source: outlet; empty where unknown.
        headline: as `headline_key` gives it.
        at: publication, epoch seconds.
        seen_at: placing, epoch seconds.
        text: fingerprint.
    """

    id: int
    first: int
    story: int
    url_key: str | None
    source: str
    headline: str
    at: float
    seen_at: float
    text: Fingerprint


def fingerprint(text: str, title: str = "") -> Fingerprint:
    """Sampled shingles of a text, sorted; of the whole title where there is no text.

    A shingle is a stable 64-bit hash of four words in lower case (of four characters, in scripts
    without spaces). One in eight is kept, all of a short text. Cost: about 1 µs a word.

    Source: Broder 1997, "On the resemblance and containment of documents"; sampling modulo m.
    """
    units = _UNIT.findall(_encodable(text).lower())[:MOST_WORDS]
    if len(units) < RUN_OF_WORDS:
        key = " ".join(units) or headline_key(_encodable(title))
        return (_hash(f"title {key}".encode()),) if key else ()
    runs = {" ".join(units[i : i + RUN_OF_WORDS]).encode() for i in range(len(units) - 3)}
    if len(runs) > SHORT:
        runs = {run for run in runs if not crc32(run) % SAMPLED} or runs
    return tuple(sorted({_hash(run) for run in runs}))


def pack(prints: Fingerprint) -> bytes:
    """The fingerprint as bytes for a column: 8 big-endian bytes a shingle."""
    return b"".join(value.to_bytes(HASH_BYTES, "big") for value in prints)


def unpack(packed: bytes) -> Fingerprint:
    """The fingerprint that `pack` gave."""
    starts = range(0, len(packed) - HASH_BYTES + 1, HASH_BYTES)
    return tuple(int.from_bytes(packed[start : start + HASH_BYTES], "big") for start in starts)


def share(one: Fingerprint, other: Fingerprint) -> float:
    """How much of the shorter text stands in the other, in [0, 1]; 0 below two common shingles.

    A short text, all of whose shingles are kept, is sampled like the long one before they are
    compared.
    """
    if (len(one) > SHORT) != (len(other) > SHORT):
        one, other = _sampled(one), _sampled(other)
    least = min(len(one), len(other))
    common = len(set(one) & set(other))
    return common / least if common >= max(1, min(LEAST_SHARED, least)) else 0.0


def is_near_duplicate(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether at least half of the shorter text stands in the other."""
    return share(one, other) >= LEAST_SHARE


def headline_key(title: str) -> str:
    """The headline without case, punctuation and spacing; empty without a word."""
    return " ".join(_WORD.findall(title.casefold()))


class Copies:
    """The articles of the last days by address, headline and text: a cache of their rows.

    Only first articles are held; one that repeats another keeps that one alive. So a text that an
    outlet posts every minute costs one entry.
    """

    def __init__(self) -> None:
        self._known: dict[int, Known] = {}
        self._seen_at: dict[int, float] = {}  # the one that was seen last stands last
        self._by_address: dict[str, int] = {}
        self._by_headline: dict[tuple[str, str], int] = {}
        self._by_shingle: dict[int, list[int] | int] = {}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, article: Known) -> Known | None:
        """What the article repeats: by address, else headline, else text."""
        return next((found for found in self._candidates(article) if found is not None), None)

    def add(self, article: Known) -> None:
        """Remember an article that was placed; a new version of a first article replaces it."""
        repeats = article.id != article.first and article.first in self._known
        seen_at = max(self._seen_at.get(article.first, 0.0), article.seen_at)
        if not repeats:
            self._insert(article)
        self._seen_at.pop(article.first, None)
        self._seen_at[article.first] = seen_at

    def forget(self, before: float) -> None:
        """Drop the articles that were last seen earlier than *before* (epoch seconds)."""
        for id_, _ in list(takewhile(lambda seen: seen[1] < before, self._seen_at.items())):
            self._remove(id_)

    def _insert(self, article: Known) -> None:
        """Index the article as the first of its kind, in the place of what stood there."""
        if article.first in self._known:
            self._remove(article.first)
        self._known[article.first] = article
        if article.url_key:
            self._by_address[article.url_key] = article.first
        if article.source and article.headline:
            self._by_headline[article.source, article.headline] = article.first
        for shingle in article.text:
            self._post(shingle, article.first)

    def _candidates(self, article: Known) -> Iterator[Known | None]:
        if article.url_key:
            yield self._known.get(self._by_address.get(article.url_key, -1))
        yield self._same_headline(article)
        yield from self._same_text(article)

    def _same_headline(self, article: Known) -> Known | None:
        if not article.source or not article.headline:
            return None
        found = self._known.get(self._by_headline.get((article.source, article.headline), -1))
        if found is None or abs(article.at - found.at) > RECURRING_SECONDS:
            return None
        telling = min(len(article.text), len(found.text)) >= TELLING
        return None if telling and not set(article.text) & set(found.text) else found

    def _same_text(self, article: Known) -> Iterator[Known]:
        """Near-duplicates, the one with most in common first, then the older."""
        common: Counter[int] = Counter()
        for shingle in article.text:
            holders = self._by_shingle.get(shingle, ())
            if isinstance(holders, int):
                common[holders] += 1
            elif len(holders) <= MOST_SHARED_BY:
                common.update(holders)
        for id_, _ in sorted(common.items(), key=lambda item: (-item[1], item[0])):
            found = self._known[id_]
            if is_near_duplicate(article.text, found.text):
                yield found

    def _post(self, shingle: int, id_: int) -> None:
        """Most shingles have one holder, so a list is made for the second only."""
        holders = self._by_shingle.get(shingle)
        if holders is None:
            self._by_shingle[shingle] = id_
        elif isinstance(holders, int):
            self._by_shingle[shingle] = [holders, id_]
        else:
            holders.append(id_)

    def _remove(self, id_: int) -> None:
        article = self._known.pop(id_)
        self._seen_at.pop(id_, None)
        if article.url_key and self._by_address.get(article.url_key) == id_:
            del self._by_address[article.url_key]
        if self._by_headline.get((article.source, article.headline)) == id_:
            del self._by_headline[article.source, article.headline]
        for shingle in article.text:
            self._withdraw(shingle, id_)

    def _withdraw(self, shingle: int, id_: int) -> None:
        holders = self._by_shingle[shingle]
        if isinstance(holders, int):
            del self._by_shingle[shingle]
            return
        holders.remove(id_)
        if len(holders) == 1:
            self._by_shingle[shingle] = holders[0]


def _encodable(text: str) -> str:
    """The text without lone surrogates, which broken feeds send."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _is_sampled(value: int) -> bool:
    return value % SAMPLED == 0


def _sampled(prints: Fingerprint) -> Fingerprint:
    return tuple(value for value in prints if _is_sampled(value))


def _hash(run: bytes) -> int:
    """A 64-bit hash whose last three bits are a checksum's, by which most runs are left out."""
    digest = blake2b(run, digest_size=HASH_BYTES).digest()
    return int.from_bytes(digest, "big") // SAMPLED * SAMPLED + crc32(run) % SAMPLED
