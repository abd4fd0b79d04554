"""The feeds that a page names in its head. Pure; runs in a worker, so it imports little."""

from dataclasses import dataclass

from bot.ingest import markup, text, urls

MAX_OFFERED = 6

_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "text/xml",
        "application/xml",
    }
)
_COMMENTS = ("comment", "kommentar", "commentaire", "comentario")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFeed:
    """A feed that can be subscribed to."""

    url: str
    title: str


def linked_feeds(body: bytes, url: str) -> list[FoundFeed]:
    """Return the feeds that a page names in its head, feeds of comments last. Pure."""
    from lxml import etree  # noqa: PLC0415  # an idle process does without it
    from lxml.html import document_fromstring  # noqa: PLC0415  # the same

    try:
        tree = document_fromstring(markup.guarded(markup.decode(body)))
    except (etree.LxmlError, ValueError):
        return []
    title = next((text.title("".join(tag.itertext())) for tag in tree.iter("title")), "")
    found: dict[str, FoundFeed] = {}
    for link in tree.iter("link", "a"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES:
            place = urls.shown(link.get("href"), base=url)
            if place is not None:
                name = text.title(link.get("title") or "") or title or urls.outlet(place)
                found.setdefault(urls.canonical(place), FoundFeed(url=place, title=name))
    return sorted(found.values(), key=_is_about_comments)[:MAX_OFFERED]


def _is_about_comments(found: FoundFeed) -> bool:
    told = f"{found.url} {found.title}".lower()
    return any(word in told for word in _COMMENTS)
