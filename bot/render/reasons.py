"""Why something could not be read, in words: the stable reasons of `bot.errors` and of feeds' rows.

May import `words`.
"""

from bot.render.words import Words

HTTP = "http-"
"""Before the status that a host answered, as a feed's row keeps it: ``http-404``."""

# Each of these has a text ``reason-…`` of its own in the catalogues.
OWN = frozenset(
    {
        "address",
        "busy",
        "certificate",
        "connect",
        "damaged",
        "dns",
        "encoding",
        "ended",
        "format",
        "gone",
        "headers",
        "hard",
        "network",
        "redirects",
        "timeout",
        "too-large",
    }
)
# Different causes for which a person can do the same.
SAME = {
    "html": "format",
    "no-feed": "format",
    "empty": "format",
    "memory": "hard",
    "killed": "hard",
    "failed": "hard",
}


def told(words: Words, reason: str | None) -> str:
    """Return the sentence for a reason; one that is not known is a failed connection."""
    known = reason or ""
    if known.startswith(HTTP):
        return words("reason-status", status=known.removeprefix(HTTP))
    known = SAME.get(known, known)
    return words(f"reason-{known if known in OWN else 'network'}")
