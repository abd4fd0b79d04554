"""Lists of feeds as other readers write and read them (OPML), folders kept.

The only importer of listparser, whose reader takes 3,000 nested outlines and entity bombs calmly.
Pure; bytes come from people, so it runs in a worker (`bot.compute`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import quoteattr

from bot.errors import FeedFormatError, FetchError
from bot.ingest import text, urls
from bot.ingest.networks import Networks

MAX_BYTES = 5_000_000
MAX_OUTLINES = 20_000
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineFeed:
    """One feed of a list; `folder` is empty at the top."""

    url: str
    title: str
    folder: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """A list of feeds, and what was in it but may not be asked for, by name."""

    feeds: tuple[OutlineFeed, ...]
    refused: tuple[str, ...] = ()


def parse(body: bytes, networks: Networks = Networks()) -> Outline:  # noqa: B008  # frozen
    """Return the feeds of a list, each address checked and once.

    Args:
        body: the document as it came.
        networks: what may be asked besides the public internet.

    Raises:
        FeedFormatError: the document is too large, or is no list of feeds.
    """
    import listparser  # noqa: PLC0415  # only needed when a list comes

    if len(body) > MAX_BYTES:
        raise FeedFormatError("too-large", "The list is larger than 5 MB.")
    if b"<opml" not in body[:MAX_BYTES].lower():
        raise FeedFormatError("no-opml", "That is not a list of feeds (OPML).")
    found: dict[str, OutlineFeed] = {}
    refused: list[str] = []
    for raw in listparser.parse(body).feeds[:MAX_OUTLINES]:
        name = text.title(str(raw.title or raw.url))
        try:
            url = urls.check(_without_feed_scheme(str(raw.url)), networks)
        except FetchError:
            refused.append(name)
            continue
        folder = text.title(_folder(raw.get("categories") or ()))
        found.setdefault(urls.canonical(url), OutlineFeed(url=url, title=name, folder=folder))
    return Outline(feeds=tuple(found.values()), refused=tuple(refused))


def write(feeds: Iterable[OutlineFeed]) -> bytes:
    """Return a list of *feeds* as OPML 2.0, folder by folder, in UTF-8."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0"><head><title>Nutgraf</title></head><body>',
    ]
    ordered = sorted(feeds, key=lambda feed: (feed.folder, feed.title, feed.url))
    for folder, members in groupby(ordered, key=lambda feed: feed.folder):
        outlines = [
            f'<outline type="rss" text={quoteattr(feed.title)} xmlUrl={quoteattr(feed.url)}/>'
            for feed in members
        ]
        lines += (
            [f"<outline text={quoteattr(folder)}>", *outlines, "</outline>"] if folder else outlines
        )
    return "\n".join([*lines, "</body></opml>", ""]).encode()


def _folder(categories: Sequence[Sequence[str]]) -> str:
    """Return the innermost named folder of an outline."""
    names = [name for path in categories[:1] for name in path if name]
    return names[-1] if names else ""


def _without_feed_scheme(url: str) -> str:
    """Return an http address for ``feed:`` ones, which old readers wrote."""
    rest = url.removeprefix("feed:")
    if rest == url:
        return url
    return rest if rest.startswith(("http:", "https:")) else "http://" + rest.lstrip("/")
