"""What Telegram recognises in a text by itself: addresses, mentions, hashtags, commands.

Telegram knows every top-level domain; here a bare host counts only with one of a few. Imports
`entities`.
"""

import re

from bot.playground.entities import Entity, utf16_length

_PATH = r"(?:[/?#][^\s<>\"']*[^\s<>\"'.,;:!?)\]])?"
_BARE_DOMAINS = "com|org|net|info|news|io|me|eu|uk|de|fr|es|it|ru|ua|tr|in|id|cn|jp"
_PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)),
    (
        "url",
        re.compile(rf"(?<!\w)https?://[^\s<>\"'/?#.]+(?:\.[^\s<>\"'/?#.]+)+{_PATH}", re.IGNORECASE),
    ),
    (
        "url",
        re.compile(rf"(?<![@\w./-])(?:[a-z0-9-]+\.)+(?:{_BARE_DOMAINS})\b{_PATH}", re.IGNORECASE),
    ),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{3,8}\b")),
    (
        "bot_command",
        re.compile(r"(?<![\w/>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])"),
    ),
)


def found(text: str) -> list[Entity]:
    """Return what is recognised, from left to right, none overlapping another."""
    result: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            entity = Entity(
                type=kind,
                offset=utf16_length(text[: match.start()]),
                length=utf16_length(match[0]),
            )
            if not any(entity.overlaps(other) for other in result):
                result.append(entity)
    return sorted(result, key=lambda e: e.offset)
