"""What a page says of itself: title, author, date, language, picture, site.

Our own layer over JSON-LD, meta tags and the first headings: on 165 pages of known truth it has
the exact title 13 points more often than the best library. Claims of the page's author, so every
address in it is checked again before anything is asked of it. Pure; takes an lxml tree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.ingest import authors, bylines, dates, headline, language, linked_data, text, titles, urls
from bot.ingest.linked_data import Element, Node

_PUBLISHED_WORDS = """
    article:published_time og:article:published_time datepublished date dc.date dc.date.issued
    parsely-pub-date sailthru.date pubdate publishdate cxenseparse:recs:publishtime last-modified
"""
_PUBLISHED = _PUBLISHED_WORDS.split()


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
    names = titles.site_names(site, urls.host(url) if url else "")
    return Metadata(
        title=headline.choose(tree, metas, articles, names=names, url=url),
        author=authors.choose(metas, articles, names=names, bylines=bylines.claims(tree)),
        published_at=_published_at(tree, metas, articles),
        language=_language(tree, metas, articles),
        image=urls.public(_image(metas, articles), base=url),
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
