"""What a text says after Telegram has put it in order: trimmed, formats nested, links found.

Input is plain text with the entities of `markup`; output is what a message carries. Imports only
`markup`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.playground.markup import Entity, utf16_length

MAX_ENTITIES = 100

# Formats that may overlap each other; all others hold together.
_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_CODE = frozenset({"pre", "code"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_TRIMMED_LEFT = " \n"
_SPACE_LIKE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\u2028\u2029]|[\u202a-\u202e]")
_FOUND = (
    ("url", re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)),
    (
        "url",
        re.compile(
            r"(?<![@\w./-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|news|io|me|eu|uk|de|fr|es|it)\b"
            r"(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{3,8}\b")),
    (
        "bot_command",
        re.compile(r"(?<![\w/>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])"),
    ),
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as a message shows it. `n_lost` entities over the limit were dropped silently."""

    text: str
    entities: tuple[Entity, ...]
    n_lost: int = 0


def formatted(text: str, entities: Iterable[Entity] = ()) -> Formatted:
    """Return the text trimmed, with its entities nested, completed and cut to the limit.

    Cost: O(length of the text · number of entities) at worst; texts are short.
    """
    clean = _CONTROL.sub(" ", _SPACE_LIKE.sub(" ", text))
    cut = len(clean) - len(clean.lstrip(_TRIMMED_LEFT))
    shown = clean[cut:].rstrip()
    given = _nested(_moved(entities, utf16_length(clean[:cut]), utf16_length(shown)))
    ordered = sorted(given + found(shown, given), key=_counting_order)
    kept = sorted(ordered[:MAX_ENTITIES], key=lambda e: (e.offset, -e.length))
    return Formatted(shown, tuple(kept), max(0, len(ordered) - MAX_ENTITIES))


def found(text: str, given: Sequence[Entity] = ()) -> list[Entity]:
    """Return what Telegram recognises by itself: addresses, mentions, hashtags, commands."""
    taken = [e for e in given if e.type in _CODE or e.type in {"text_link", "text_mention"}]
    result: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            entity = Entity(
                type=kind,
                offset=utf16_length(text[: match.start()]),
                length=utf16_length(match[0]),
            )
            if not any(_overlap(entity, other) for other in (*taken, *result)):
                result.append(entity)
    return sorted(result, key=lambda e: e.offset)


def _moved(entities: Iterable[Entity], n_cut: int, length: int) -> list[Entity]:
    moved = []
    for entity in entities:
        start = max(0, entity.offset - n_cut)
        end = min(length, entity.end - n_cut)
        if end > start:
            moved.append(replace(entity, offset=start, length=end - start))
    return moved


def _nested(entities: list[Entity]) -> list[Entity]:
    """Drop what cannot stand together, and join equal formats that touch."""
    holding = [e for e in entities if e.type not in _SPLITTABLE]
    kept: list[Entity] = []
    for entity in sorted(holding, key=lambda e: (e.type not in _QUOTES, e.type not in _CODE)):
        if not any(_excludes(other, entity) for other in kept):
            kept.append(entity)
    code = [e for e in kept if e.type in _CODE]
    for kind in _SPLITTABLE:
        same = [e for e in entities if e.type == kind]
        kept += [e for e in _joined(same) if not any(_overlap(e, c) for c in code)]
    return kept


def _excludes(one: Entity, other: Entity) -> bool:
    if not _overlap(one, other):
        return False
    if one.type in _QUOTES:
        inside = one.offset <= other.offset and other.end <= one.end
        return other.type in _QUOTES or not inside
    return True


def _joined(entities: list[Entity]) -> list[Entity]:
    result: list[Entity] = []
    for entity in sorted(entities, key=lambda e: e.offset):
        if result and entity.offset <= result[-1].end:
            end = max(entity.end, result[-1].end)
            result[-1] = replace(result[-1], length=end - result[-1].offset)
        else:
            result.append(entity)
    return result


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _counting_order(entity: Entity) -> tuple[bool, int, int]:
    """Telegram counts bold and its kin after links, so they are the first to be lost."""
    return entity.type in _SPLITTABLE, entity.offset, -entity.length
