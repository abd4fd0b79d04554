"""Entities of a text, put in order as td does: cleaned, trimmed, nested, cut to the limit.

Bold and its kin may overlap anything but code, and are split at the borders of what they overlap;
all other formats hold together and exclude each other, only a quotation may contain them.

Imports nothing of the project.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

MAX_ENTITIES = 100

# Of formats with the same place the first one encloses the others (td's order).
_PRIORITIES = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_FOUND_PRIORITY = 50
_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_CODE = frozenset({"pre", "code"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
# Kinds that a sender gives by hand; only these count towards the limit.
_COUNTED = _CODE | _QUOTES | {"text_link", "text_mention", "date_time"}
_SPACES = " \n"
_BECOMES_SPACE = frozenset(map(chr, (*range(10), 11, 12, *range(14, 32))))
_DISAPPEARS = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One format; offset and length in UTF-16 units, further fields as in `MessageEntity`."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        """Where the format ends."""
        return self.offset + self.length

    def overlaps(self, other: "Entity") -> bool:
        """Return whether both cover some letter."""
        return self.offset < other.end and other.offset < self.end


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as a message shows it. `n_lost` entities over the limit were dropped silently."""

    text: str
    entities: tuple[Entity, ...]
    n_lost: int = 0


def formatted(text: str, entities: Iterable[Entity], found: Sequence[Entity] = ()) -> Formatted:
    """Return the entities of a cleaned text, nested and cut to the limit.

    Args:
        text: as `cleaned` returns it.
        entities: given by the sender.
        found: recognised by Telegram itself; they yield to the given ones.
    """
    holding = _holding(sorted((e for e in entities if e.type not in _SPLITTABLE), key=_order))
    runs = _runs([e for e in entities if e.type in _SPLITTABLE])
    kept, n_lost = _within_limit(holding, runs)
    holding = [e for e in kept if e.type not in _SPLITTABLE]
    runs = [e for e in kept if e.type in _SPLITTABLE]
    holding += [e for e in found if not any(_excludes(other, e) for other in holding)]
    pieces = [piece for run in runs for piece in _pieces(run, runs, holding)]
    return Formatted(text, tuple(sorted([*holding, *pieces], key=_order)), n_lost)


def cleaned(text: str, entities: Iterable[Entity] = ()) -> tuple[str, list[Entity]]:
    """Return the text without control characters and white space at its ends, entities moved.

    White space at the start stays when a format covers it.
    """
    letters = [" " if letter in _BECOMES_SPACE else letter for letter in text]
    kept = [letter not in _DISAPPEARS for letter in letters]
    offsets = _offsets(letters)
    given = [e for e in entities if e.length > 0]
    first = min((e.offset for e in given), default=offsets[-1])
    for place in _leading(letters, kept):
        if offsets[place] >= first:
            break
        kept[place] = False
    for place in _leading(letters, kept, backwards=True):
        kept[place] = False
    shown = "".join(letter for letter, stays in zip(letters, kept, strict=True) if stays)
    return shown, list(_moved(given, letters, kept, offsets))


def is_empty(text: str) -> bool:
    """Return whether a text shows nothing at all."""
    return not text.translate(dict.fromkeys(map(ord, _INVISIBLE))).strip()


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _offsets(letters: Sequence[str]) -> list[int]:
    """Return where each letter begins in UTF-16 units, and where the last one ends."""
    offsets = [0]
    for letter in letters:
        offsets.append(offsets[-1] + 1 + (letter > "\uffff"))
    return offsets


def _leading(
    letters: Sequence[str], kept: Sequence[bool], *, backwards: bool = False
) -> Iterator[int]:
    """Yield the places of white space before the first letter, or after the last."""
    places = range(len(letters))
    for place in reversed(places) if backwards else places:
        if kept[place] and letters[place] not in _SPACES:
            return
        yield place


def _moved(
    entities: Iterable[Entity], letters: Sequence[str], kept: Sequence[bool], offsets: Sequence[int]
) -> Iterator[Entity]:
    new_offsets = [0]
    for letter, stays in zip(letters, kept, strict=True):
        new_offsets.append(new_offsets[-1] + (1 + (letter > "\uffff") if stays else 0))

    def new(offset: int) -> int:
        return new_offsets[max(0, bisect_right(offsets, offset) - 1)]

    for entity in entities:
        start, end = new(entity.offset), new(entity.end)
        if end > start:
            yield replace(entity, offset=start, length=end - start)


def _holding(entities: Sequence[Entity]) -> list[Entity]:
    """Of formats that hold together keep those that do not exclude an earlier one."""
    quotes: list[Entity] = []
    others: list[Entity] = []
    for entity in entities:
        kept = quotes if entity.type in _QUOTES else others
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return [*quotes, *(e for e in others if not any(_excludes(q, e) for q in quotes))]


def _excludes(one: Entity, other: Entity) -> bool:
    if one.type in _QUOTES and one.offset <= other.offset and other.end <= one.end:
        return False
    return one.overlaps(other)


def _runs(entities: Sequence[Entity]) -> list[Entity]:
    """Join equal formats that overlap or touch."""
    runs: list[Entity] = []
    for kind in _SPLITTABLE:
        last: Entity | None = None
        for entity in sorted((e for e in entities if e.type == kind), key=_order):
            if last is not None and entity.offset <= last.end:
                runs.pop()
                entity = replace(  # noqa: PLW2901 - the run grows
                    last, length=max(last.end, entity.end) - last.offset
                )
            runs.append(entity)
            last = entity
    return runs


def _within_limit(holding: Sequence[Entity], runs: Sequence[Entity]) -> tuple[list[Entity], int]:
    """Links and code are counted first, so bold and its kin are the first to be lost."""
    kept: list[Entity] = []
    n_counted = n_lost = 0
    for entity in (*sorted(holding, key=_order), *sorted(runs, key=_order)):
        counts = entity.type in _COUNTED or entity.type in _SPLITTABLE
        if counts and n_counted >= MAX_ENTITIES:
            n_lost += 1
            continue
        n_counted += counts
        kept.append(entity)
    return kept, n_lost


def _pieces(run: Entity, runs: Sequence[Entity], holding: Sequence[Entity]) -> Iterator[Entity]:
    """Split a run at the borders of other formats, and take it out of code."""
    borders = {e.offset for e in runs} | {b for e in holding for b in (e.offset, e.end)}
    cuts = [run.offset, *sorted(b for b in borders if run.offset < b < run.end), run.end]
    for start, end in pairwise(cuts):
        piece = replace(run, offset=start, length=end - start)
        if not any(e.type in _CODE and e.overlaps(piece) for e in holding):
            yield piece


def _order(entity: Entity) -> tuple[int, int, int]:
    return entity.offset, -entity.length, _PRIORITIES.get(entity.type, _FOUND_PRIORITY)
