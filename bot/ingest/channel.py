"""The web page of a public Telegram channel, read as a feed: one entry a post.

Telegram has no feeds of its own, but shows the newest posts of each public channel to browsers.
Pure; bytes come from outside, so it runs in a worker (`bot.compute`).
"""

import re
from collections.abc import Iterator

from bot.ingest import dates, markup, text, urls
from bot.ingest.linked_data import Element
from bot.model import Entry, FeedDocument

HOST = "t.me"

# Telegram's names: a letter, then up to 31 letters, digits and low lines.
_PATH = re.compile(r"/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/?(\d{1,12})?/?")
_NAMES_OF_OURS = frozenset({"addstickers", "joinchat", "share", "proxy", "setlanguage", "iv"})
_POST = "tgme_widget_message"
_MARK = b"tgme_widget_message_wrap"


def page_of(url: str) -> str | None:
    """Return the address of the page that shows a channel's posts, for a link to the channel.

    None for links to one post, to a private channel, and to everything else.
    """
    found = _path(url)
    if found is None or found[2] or found[1].lower() in _NAMES_OF_OURS:
        return None
    return f"https://{HOST}/s/{found[1]}"


def is_post(url: str) -> bool:
    """Tell whether an address is one post of a channel: its page says no more than the entry."""
    found = _path(url)
    return found is not None and bool(found[2])


def document(body: bytes) -> FeedDocument | None:
    """Return the posts on a channel's page, oldest first as they stand; None for another page."""
    from lxml import etree  # noqa: PLC0415  # an idle process does without it
    from lxml.html import document_fromstring  # noqa: PLC0415  # the same

    if _MARK not in body:
        return None
    try:
        tree = document_fromstring(markup.guarded(markup.decode(body)))
    except (etree.LxmlError, ValueError):
        return None
    entries = [entry for post in _of_class(tree, _POST) if (entry := _entry(post)) is not None]
    titles = [
        meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:title"
    ]
    channel = entries[-1].id.partition("/")[0] if entries else ""
    return FeedDocument(
        title=text.title(titles[0] or "" if titles else "") or channel,
        url=f"https://{HOST}/{channel}" if channel else None,
        language=None,
        ttl_seconds=None,
        entries=tuple(entries),
    )


def _entry(post: Element) -> Entry | None:
    """Return one post; None for those without words, such as pictures.

    Its address is its own also where it points to an article: that is not what the article says.
    """
    from lxml import etree  # noqa: PLC0415  # see above

    name = post.get("data-post") or ""
    written = next(_of_class(post, f"{_POST}_text"), None)
    if not name or written is None:
        return None
    words = text.from_html(etree.tostring(written, encoding="unicode", with_tail=False))
    told = next((time.get("datetime") for time in post.iter("time") if time.get("datetime")), None)
    if not words:
        return None
    return Entry(
        id=text.line(name)[:100],
        url=urls.public(f"https://{HOST}/{name}"),
        title=text.headline_of(words),
        published_at=dates.parse(told),
        content=words,
    )


def _of_class(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if name in (one.get("class") or "").split())


def _path(url: str) -> re.Match[str] | None:
    if urls.host(url) not in {HOST, "telegram.me", "www.t.me"}:
        return None
    return _PATH.fullmatch(urls.path(url))
