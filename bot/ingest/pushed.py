"""Articles that come as JSON objects, by ``POST /articles`` or ``ingest --jsonl``.

An object has "title" and "text", or "html" instead, and perhaps "id", "url", "source", "author",
"language", "published". It is cleaned like what feeds bring and known by its address, or by its
id, so that sending it twice stores it once. Unknown keys are passed over.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import compute
from bot.errors import IngestError
from bot.ingest import dates, door, language, page, text, urls
from bot.ingest.networks import Networks
from bot.model import NewArticle, Page

Values = Mapping[str, Any]

_TEXTS = ("title", "text", "html", "url", "source", "author", "language", "published")


async def article(values: Values, *, now: datetime, networks: Networks | None = None) -> NewArticle:
    """The article that an object tells of, read in a worker.

    Args:
        values: what came.
        now: stands in for an unknown time of publication.
        networks: where its address may lie besides the public internet.

    Raises:
        IngestError: a value is missing or wrong; the text says which.
        NoArticleText: there is nothing to read in it.
        ComputeError: reading it broke a limit.
    """
    url = values.get("url")
    if url and isinstance(url, str):
        urls.check(url, networks or Networks())
    found = await compute.run(_read, dict(values), timeout_seconds=page.TIMEOUT_SECONDS)
    new = door.article_of(found, now=now, outlet=text.line(values.get("source") or "") or None)
    known_as = values.get("id")
    if new.url_key is None and known_as is not None:
        return replace(new, url_key=f"id:{_identity(new.outlet, known_as)}")
    return new


def _identity(outlet: str, known_as: str | int) -> str:
    """The key of an id within its outlet; an id may be of any length and hold any character."""
    told = f"{outlet}\0{known_as}".encode(errors="surrogatepass")
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def _read(values: Values) -> Page:
    """The page in an object; what the object says goes before what the page says. Pure."""
    _check(values)
    url = values.get("url")
    if values.get("html"):
        found = page.read_html(values["html"], url=url)
    else:
        body = text.paragraphs((values.get("text") or "")[: page.MAX_TEXT])
        found = Page(url=url, title=None, text=body)
    title = text.title(values.get("title") or "") or found.title
    if not any(character.isalpha() for character in (title or "") + found.text):
        raise IngestError("no-text", 'Neither "title" nor "text" says anything.')
    return replace(
        found,
        title=title,
        author=text.line(values.get("author") or "") or found.author,
        language=language.detect(
            title or "", found.text, prior=values.get("language") or found.language
        ),
        published_at=dates.parse(values.get("published")) or found.published_at,
    )


def _check(values: Values) -> None:
    for key in _TEXTS:
        if not isinstance(values.get(key), str | None):
            raise IngestError("shape", f'"{key}" must be a text.')
    if not isinstance(values.get("id"), str | int | None):
        raise IngestError("shape", '"id" must be a text or a number.')
    if values.get("published") and dates.parse(values["published"]) is None:
        raise IngestError("shape", '"published" must be a time like 2026-03-01T07:30:00+01:00.')
