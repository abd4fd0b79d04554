"""Quotation marks: where speech begins and ends.

Handles “ ”, „ “, « », » «, " ", 「 」, 『 』 and the Swedish ” ”; single marks are left alone, as
they cannot be told from apostrophes. Imports nothing of the package.
"""

import re
from typing import NamedTuple

_MARK = re.compile('["“”„«»「」『』]')
_STRAIGHT = re.compile('"')  # where there is no other, five times as fast
_CLOSERS = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "”": "”"}
_PAIRS = (("«", "»"), ("「", "」"), ("『", "』"))
_ALWAYS_OPEN = frozenset("„「『")
_NEVER_OPEN = frozenset("」』")


class Quotation(NamedTuple):
    """`text[start:end]` with its marks; one that is never closed ends with the text."""

    start: int
    end: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Outermost quotations of *text* in order.

    A second opening mark of the kind that is open starts a new quotation: speech that goes on over
    several paragraphs is opened anew in each and closed once.  Cost: linear.
    """
    found: list[Quotation] = []
    is_plain = text.isascii()
    if is_plain and '"' not in text:
        return found
    opened_at = -1
    for match in (_STRAIGHT if is_plain else _MARK).finditer(text):
        mark, at = match.group(), match.start()
        if opened_at < 0:
            opened_at = at if _opens(text, at) else -1
        elif mark == text[opened_at] and (mark not in _CLOSERS[mark] or _opens_straight(text, at)):
            found.append(Quotation(opened_at, at, closed=False))
            opened_at = at
        elif mark in _CLOSERS[text[opened_at]]:
            found.append(Quotation(opened_at, at + 1, closed=True))
            opened_at = -1
    if opened_at >= 0:
        found.append(Quotation(opened_at, len(text), closed=False))
    return found


def quoted_share(text: str) -> float:
    """Share of the characters of *text* that are quoted, marks included, in [0, 1]."""
    found = quotations(text)
    return sum(q.end - q.start for q in found) / len(text) if found else 0.0


def outside(text: str) -> str:
    """*text* with a space in place of every quotation."""
    parts, last = [], 0
    for quotation in quotations(text):
        parts.append(text[last : quotation.start])
        last = quotation.end
    return " ".join([*parts, text[last:]])


def balanced(text: str) -> bool:
    """Whether every mark of *text* has its partner; counted by kind, so order does not matter."""
    if text.isascii():
        return text.count('"') % 2 == 0
    if not _MARK.search(text):
        return True
    n = text.count
    if "„" in text:
        is_curly = n("„") == n("“") + n("”")
    else:
        is_curly = n("“") == n("”") or ("“" not in text and n("”") % 2 == 0)
    return is_curly and n('"') % 2 == 0 and all(n(a) == n(b) for a, b in _PAIRS)


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark in _ALWAYS_OPEN or mark in _NEVER_OPEN:
        return mark in _ALWAYS_OPEN
    if mark in "“«":
        return True
    if at == 0:
        return True
    after_space = not text[at - 1].isalnum() and text[at - 1] not in ".,!?…;"
    return after_space and at + 1 < len(text) and not text[at + 1].isspace()


def _opens_straight(text: str, at: int) -> bool:
    """Whether a mark that opens and closes stands behind a space and before a word."""
    behind = text[at + 1 : at + 2]
    return at > 0 and text[at - 1].isspace() and (behind.isalnum() or behind in "'‘’")
