"""Articles pushed over HTTP: lines of JSON → articles, each cleaned like those of feeds. Pure.

A bad line does not spoil the good ones. The address is the identity; without one, the sender's id.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import FetchError
from bot.ingest import dates, language, text, urls
from bot.ingest.guard import Networks
from bot.model import NewArticle

MAX_BYTES = 5_000_000
MAX_LINES = 1_000
_MAX_ID = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushed:
    """What a push held: articles with the number of their line, and refused lines with reasons."""

    articles: tuple[tuple[int, NewArticle], ...]
    refused: tuple[tuple[int, str], ...]


class BadLine(ValueError):
    """One pushed article is refused; the text says why."""


class NotJson(ValueError):
    """The body of a push is no JSON at all."""


def parse(body: bytes, *, now: datetime, networks: Networks) -> Pushed:
    """Return the articles in one JSON object, a list of them, or one object a line.

    Args:
        body: at most 5 MB and 1,000 lines; the web layer refuses more before it reads it.
        now: stands in for an unknown time of publication.
        networks: what addresses may lie in besides the public internet.

    Raises:
        NotJson: nothing of it is JSON.
    """
    articles: list[tuple[int, NewArticle]] = []
    refused: list[tuple[int, str]] = []
    for number, item in enumerate(_items(body), start=1):
        try:
            articles.append((number, _article(item, now=now, networks=networks)))
        except (BadLine, FetchError) as error:
            refused.append((number, str(error)))
    return Pushed(articles=tuple(articles), refused=tuple(refused))


def _items(body: bytes) -> list[Any]:
    """Return the values of the body; a line that is no JSON stands as its own error."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        lines = [line for line in body.splitlines() if line.strip()]
        found = [_item(line) for line in lines[:MAX_LINES]]
        if all(isinstance(item, BadLine) for item in found):
            raise NotJson("The body is not JSON.") from None
        return found
    return whole[:MAX_LINES] if isinstance(whole, list) else [whole]


def _item(line: bytes) -> Any:  # noqa: ANN401  # JSON
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return BadLine("The line is not JSON.")


def _article(item: object, *, now: datetime, networks: Networks) -> NewArticle:
    """Return one pushed article.

    Raises:
        BadLine: it is none.
        FetchError: its address may not be used.
    """
    if isinstance(item, BadLine):
        raise item
    if not isinstance(item, Mapping):
        raise BadLine("An article is a JSON object.")
    title, body = text.title(_string(item, "title")), text.from_html(_string(item, "text"))
    if not title and not body:
        raise BadLine("An article needs a title or a text.")
    url = urls.check(_string(item, "url"), networks) if _string(item, "url") else None
    published_at = dates.plausible(dates.parse(_string(item, "published")), now)
    own_id = text.line(_string(item, "id"))[:_MAX_ID]
    return NewArticle(
        url=url,
        url_key=urls.canonical(url) if url else (f"push:{own_id}" if own_id else None),
        title=title or text.headline_of(body),
        text=body,
        outlet=text.title(_string(item, "source")) or (urls.outlet(url) if url else "–"),
        language=language.code(_string(item, "language")),
        published_at=min(published_at, now) if published_at else now,
        author=text.title(_string(item, "author")) or None,
        image=urls.shown(_string(item, "image")),
        page_wanted=url is not None and not body,
    )


def _string(item: Mapping[str, object], name: str) -> str:
    """Return a field that may be missing.

    Raises:
        BadLine: it is there and no text.
    """
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"`{name}` must be a text.")
    return value
