"""Lines that stand on news pages and are not the article: comment forms, teasers, share bars.

The words are data (`furniture.toml`, twelve languages and more), matched against whole lines;
`bot.ingest.lines` decides what a match means where.
"""

import re
import tomllib
from functools import cache
from importlib import resources

MAX_LINE = 200
"""Longer lines are prose."""

_MAX_FORM_LINE = 400
_MAX_LABEL = 14
_MAX_CERTAIN = 60
"""Up to this length a match is enough; a longer line may be a sentence that begins alike."""

_LINE_KINDS = ("teasers", "letters", "sharing", "notices")
_EDGE = r"[\W_]{0,6}"
_ENDS = (".", "!", "?", "…", "”", '"')
_INNER_BREAK = re.compile(r"[.!?…][\"”’)]?\s+\S")


def is_comment_opener(line: str) -> bool:
    """Tell whether a whole line opens a comment form, e.g. ``Leave a Reply``."""
    return len(line) <= MAX_LINE and _pattern("openers").fullmatch(line) is not None


def is_form_line(line: str) -> bool:
    """Tell whether a line belongs to a comment form, e.g. ``Required fields are marked *``."""
    return len(line) <= _MAX_FORM_LINE and _pattern("form").match(line) is not None


def is_form_label(line: str) -> bool:
    """Tell whether a short line is the label of a field, e.g. ``Website``."""
    return len(line) <= _MAX_LABEL and _pattern("labels").fullmatch(line) is not None


def is_furniture(line: str) -> bool:
    """Tell whether a whole line is a teaser, share bar, notice or the like, and no prose."""
    if len(line) > MAX_LINE or _pattern(*_LINE_KINDS).fullmatch(line) is None:
        return False
    has_sentences = line.endswith(_ENDS) and _INNER_BREAK.search(line) is not None
    return len(line) <= _MAX_CERTAIN or not has_sentences


@cache
def _pattern(*kinds: str) -> re.Pattern[str]:
    """Return one expression for all entries of some kinds. Cost: 60 ms, once a process."""
    source = resources.files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = tomllib.loads(source)
    entries = [
        entry for kind in kinds for by_language in data[kind].values() for entry in by_language
    ]
    bounded = "|".join(entry.replace("…", ".{0,160}") for entry in entries)
    return re.compile(f"{_EDGE}(?:{bounded}){_EDGE}", re.IGNORECASE)
