"""Articles in print → feed documents: RSS, Atom, JSON Feed and RDF.

Pure; each function returns the whole document for an outlet. `origin` is the scheme and host that
addresses begin with. Nothing in a document depends on the clock but through its articles, so an
unchanged newsroom answers with the same bytes. Imports nothing of the project.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bot.playground.newsroom.newsroom import Print
from bot.playground.newsroom.outlets import Fault, Feed, FeedKind, Outlet

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"


def document(outlet: Outlet, feed: Feed, articles: Sequence[Print], *, origin: str) -> str:
    """Return a feed of *outlet* with *articles*, in the format and with the faults it has."""
    render: dict[FeedKind, Callable[[Outlet, Feed, Sequence[Print], str], str]] = {
        FeedKind.RSS: _rss,
        FeedKind.ATOM: _atom,
        FeedKind.JSON: _json,
        FeedKind.RDF: _rdf,
    }
    text = render[outlet.kind](outlet, feed, articles, origin)
    return _broken(text) if outlet.fault is Fault.BROKEN_XML else text


def content_type(kind: FeedKind) -> str:
    """Return the media type of a feed of that kind."""
    return {
        FeedKind.RSS: "application/rss+xml",
        FeedKind.ATOM: "application/atom+xml",
        FeedKind.JSON: "application/feed+json",
        FeedKind.RDF: "application/rdf+xml",
    }[kind]


def body_html(article: Print) -> str:
    """Return the article's paragraphs as HTML, its note last."""
    paragraphs = [f"<p>{escape(text, quote=False)}</p>" for text in article.paragraphs]
    note = f"<p><em>{escape(article.note, quote=False)}</em></p>" if article.note else ""
    return "\n".join([*paragraphs, note]).strip()


def _rss(outlet: Outlet, _feed: Feed, articles: Sequence[Print], origin: str) -> str:
    items = "\n".join(_rss_item(article, origin) for article in articles)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<rss version="2.0" xmlns:content="{_CONTENT}" xmlns:dc="{_DC}">\n<channel>\n'
        + _element("title", outlet.title)
        + _element("link", origin + outlet.path)
        + _element("description", outlet.tagline)
        + _element("language", outlet.language)
        + _element("ttl", "5")
        + f"{items}\n</channel>\n</rss>\n"
    )


def _rss_item(article: Print, origin: str) -> str:
    whole = _element("content:encoded", body_html(article)) if article.outlet.full_text else ""
    return (
        "<item>\n"
        + _element("title", article.title)
        + _element("link", origin + article.path)
        + f'<guid isPermaLink="false">{escape(_tag(article))}</guid>\n'
        + _element("pubDate", format_datetime(article.published_at))
        + _element("dc:creator", article.author)
        + "".join(_element("category", topic) for topic in article.topics)
        + _element("description", article.teaser)
        + whole
        + "</item>"
    )


def _atom(outlet: Outlet, feed: Feed, articles: Sequence[Print], origin: str) -> str:
    entries = "\n".join(_atom_entry(article, origin) for article in articles)
    newest = max((article.updated_at for article in articles), default=None)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        + _element("title", outlet.title)
        + _element("subtitle", outlet.tagline)
        + _element("id", f"tag:{outlet.id}.example,2024:{feed.path}")
        + f'<link rel="self" href="{escape(origin + feed.path)}"/>\n'
        + f'<link rel="alternate" href="{escape(origin + outlet.path)}"/>\n'
        + (_element("updated", newest.isoformat()) if newest else "")
        + f"{entries}\n</feed>\n"
    )


def _atom_entry(article: Print, origin: str) -> str:
    whole = body_html(article) if article.outlet.full_text else ""
    return (
        "<entry>\n"
        + _element("title", article.title)
        + _element("id", _tag(article))
        + f'<link rel="alternate" type="text/html" href="{escape(origin + article.path)}"/>\n'
        + _element("published", article.published_at.isoformat())
        + _element("updated", article.updated_at.isoformat())
        + f"<author>{_element('name', article.author or article.outlet.title)}</author>\n"
        + "".join(f'<category term="{escape(topic)}"/>\n' for topic in article.topics)
        + _element("summary", article.teaser)
        + (f'<content type="html">{escape(whole)}</content>\n' if whole else "")
        + "</entry>"
    )


def _json(outlet: Outlet, feed: Feed, articles: Sequence[Print], origin: str) -> str:
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": origin + outlet.path,
        "feed_url": origin + feed.path,
        "description": outlet.tagline,
        "language": outlet.language,
        "items": [_json_item(article, origin) for article in articles],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _json_item(article: Print, origin: str) -> dict[str, object]:
    item: dict[str, object] = {
        "id": _tag(article),
        "url": origin + article.path,
        "title": article.title,
        "summary": article.teaser,
        "date_published": article.published_at.isoformat(),
        "date_modified": article.updated_at.isoformat(),
        "tags": list(article.topics),
    }
    if article.author:
        item["authors"] = [{"name": article.author}]
    # JSON Feed demands a content; a teaser feed repeats its teaser there.
    item["content_html"] = (
        body_html(article) if article.outlet.full_text else f"<p>{escape(article.teaser)}</p>"
    )
    return item


def _rdf(outlet: Outlet, feed: Feed, articles: Sequence[Print], origin: str) -> str:
    places = "".join(f'<rdf:li resource="{escape(origin + a.path)}"/>\n' for a in articles)
    items = "\n".join(_rdf_item(article, origin) for article in articles)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/" xmlns:content="{_CONTENT}" xmlns:dc="{_DC}">\n'
        f'<channel rdf:about="{escape(origin + feed.path)}">\n'
        + _element("title", outlet.title)
        + _element("link", origin + outlet.path)
        + _element("description", outlet.tagline)
        + _element("dc:language", outlet.language)
        + f"<items><rdf:Seq>\n{places}</rdf:Seq></items>\n</channel>\n{items}\n</rdf:RDF>\n"
    )


def _rdf_item(article: Print, origin: str) -> str:
    link = origin + article.path
    whole = _element("content:encoded", body_html(article)) if article.outlet.full_text else ""
    return (
        f'<item rdf:about="{escape(link)}">\n'
        + _element("title", article.title)
        + _element("link", link)
        + _element("description", article.teaser)
        + _element("dc:date", _w3c(article.published_at))
        + _element("dc:creator", article.author)
        + "".join(_element("dc:subject", topic) for topic in article.topics)
        + whole
        + "</item>"
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>\n" if text else ""


def _tag(article: Print) -> str:
    """The id that stays while the text changes (RFC 4151)."""
    return f"tag:{article.outlet.id}.example,2024:{article.slug}"


def _w3c(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _broken(text: str) -> str:
    """Break well-formedness as real sites do: a bare ampersand, an unknown entity, no end."""
    bare = text.replace("<description>", "<description>News &amp; results & more:&nbsp;", 1)
    return bare.removesuffix("</channel>\n</rss>\n")
