"""Who wrote the article on a page: names, and not addresses, labels or the site itself. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.ingest import text, titles
from bot.ingest.linked_data import MAX_NODES, Node

MAX_AUTHORS = 10
_MAX_NAME = 80

_SOURCES = ("author", "article:author", "parsely-author", "dc.creator")
_PARTED = re.compile(r"\s*(?:;|,|\||\band\b|\bund\b|\bet\b|&)\s*")
_LABEL = re.compile(
    r"^(?:(?:(?:view|see) all posts|(?:zeige )?alle (?:beiträge|posts)|posted|written"
    r"|artikel|article|beitrag|text|story|geschrieben)\s+)?"
    r"(?:by|von|vom|par|por|di|door|af|av|autor(?:in|en)?|author|auteur|autore)\b[:\s]\s*",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    {"admin", "administrator", "author", "autor", "editor", "folgen", "name", "posted", "staff"}
)


def choose(
    metas: Mapping[str, Sequence[str]],
    articles: Iterable[Node],
    *,
    names: frozenset[str],
    bylines: Iterable[Sequence[str]] = (),
) -> str | None:
    """Return the names of the authors, parted by commas, or None.

    Args:
        metas: contents of the page's meta tags by name.
        articles: nodes of its JSON-LD that describe the article.
        names: keys of the names of the site.
        bylines: what marks in the body say (`bot.ingest.bylines`).
    """
    claims: list[Sequence[str]] = [_claimed(node.get("author")) for node in articles]
    claims += [metas.get(source, ()) for source in _SOURCES]
    claims += bylines
    for nobody in (names, frozenset[str]()):  # the site itself only where nobody else is named
        for claim in claims:
            found = people(claim, names=nobody)
            if found:
                return ", ".join(found)
    return None


def people(claims: Iterable[str], *, names: frozenset[str] = frozenset()) -> list[str]:
    """Return the distinct names in *claims*, each of which may hold several."""
    told = (claim for claim in claims if "://" not in claim)
    parts = (part for claim in told for part in _PARTED.split(claim))
    clean = (_LABEL.sub("", text.title(part).strip(" .,;:–-")) for part in parts)
    return list(dict.fromkeys(name for name in clean if _is_name(name, names)))[:MAX_AUTHORS]


def _claimed(claim: object) -> list[str]:
    """Return the texts in a JSON-LD author: a string, an object, or a list of them."""
    waiting: list[object] = [claim]
    found: list[str] = []
    for _ in range(MAX_NODES):
        if not waiting:
            break
        part = waiting.pop(0)
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, list):
            waiting.extend(part[: 5 * MAX_AUTHORS])
        elif isinstance(part, Mapping):
            waiting.append(part.get("name"))
    return found


def _is_name(name: str, names: frozenset[str]) -> bool:
    return (
        1 < len(name) < _MAX_NAME
        and any(character.isalpha() for character in name)
        and not any(mark in name for mark in ("@", "www."))
        and name.casefold() not in _NOBODY
        and titles.key(name) not in names
    )
