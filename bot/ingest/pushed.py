"""Articles that come as JSON objects, by ``POST /articles`` or ``ingest --jsonl``.

An object has "title" and "text", or "html" instead, and perhaps "id", "url", "source", "author",
"language", "published". It is cleaned like what feeds bring and known by its address, or by its
id, so that sending it twice stores it once. Unknown keys are passed over.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from bot import compute
from bot.ingest import door, objects, page, text, urls
from bot.ingest.networks import Networks
from bot.ingest.objects import Values
from bot.model import NewArticle


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
    found = await compute.run(objects.read, dict(values), timeout_seconds=page.TIMEOUT_SECONDS)
    new = door.article_of(found, now=now, outlet=text.line(values.get("source") or "") or None)
    known_as = values.get("id")
    if new.url_key is None and known_as is not None:
        return replace(new, url_key=f"id:{_identity(new.outlet, known_as)}")
    return new


def _identity(outlet: str, known_as: str | int) -> str:
    """The key of an id within its outlet; an id may be of any length and hold any character."""
    told = f"{outlet}\0{known_as}".encode(errors="surrogatepass")
    return hashlib.blake2b(told, digest_size=16).hexdigest()
