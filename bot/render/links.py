"""Which addresses may become links. The one check for links in a text and for buttons.

Imports nothing of the project. Telegram drops a bad link in a text silently and refuses the whole
message for the same address in a button (td: LinkManager), so both are checked here first.
"""

import re
from urllib.parse import urlsplit

# Longer addresses are trackers or attacks; with 100 links a message must stay below 32,768 bytes.
MAX_URL_CHARACTERS = 2048

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\\<>\"\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)", re.UNICODE)


def linkable(url: str | None) -> str | None:
    """Return the address if Telegram takes it as a link, else None (show plain text instead).

    Only http and https with a dotted host (the playground's 127.0.0.1 is one) and without a user
    name, which would disguise the host.
    """
    if not url or len(url) > MAX_URL_CHARACTERS or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or port == 0:
        return None
    return url if _is_dotted(host) else None


def _is_dotted(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
