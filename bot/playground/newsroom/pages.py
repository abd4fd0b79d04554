"""Articles in print → the HTML pages of their outlets, with everything real pages carry besides.

Navigation, a cookie line, a share bar, "Read more" inside the text, a newsletter box, related
links, a comment form: what a reader of pages has to leave out. Pure but for the templates, which
are read once. Imports nothing of the project.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from string import Template

from bot.playground.newsroom import feeds
from bot.playground.newsroom.newsroom import Print
from bot.playground.newsroom.outlets import Furniture, Outlet, furniture

# After this paragraph stands a "Read more" line, where editors like to put one.
_READ_MORE_AFTER = 3
_N_RELATED = 3


def article_page(article: Print, others: Sequence[Print], *, origin: str) -> str:
    """Return the page of *article*; *others* are what its outlet prints besides, newest first."""
    outlet, words = article.outlet, furniture(article.outlet.language)
    values = _escaped(
        language=outlet.language,
        title=article.title,
        outlet=outlet.title,
        tagline=outlet.tagline,
        teaser=article.teaser,
        author=article.author,
        url=origin + article.path,
        home=outlet.path,
        feed_url=origin + outlet.feed_of(article.topics).path,
        feed_type=feeds.content_type(outlet.kind),
        published_iso=article.published_at.isoformat(),
        updated_iso=article.updated_at.isoformat(),
        published=_clock(article.published_at),
        byline=f"{words.byline} {article.author} ·" if article.author else "",
    )
    fragments = {
        "json_ld": _json_ld(article, origin=origin),
        "style": _style(outlet),
        "updated": _updated(article, words),
        "body": _body(article, others, words),
        "sections": "".join(f'<li><a href="#">{escape(name)}</a></li>' for name in outlet.sections),
        "related_links": _links(others[:_N_RELATED]),
        "most_read_links": _links(others[_N_RELATED : 2 * _N_RELATED]),
    }
    return _template("page.html").substitute(_furniture(words) | values | fragments)


def front_page(outlet: Outlet, articles: Sequence[Print], *, origin: str) -> str:
    """Return the front page of *outlet*, which names its feeds."""
    kind = feeds.content_type(outlet.kind)
    names = "".join(
        f'<link rel="alternate" type="{kind}" title="{escape(outlet.title)}"'
        f' href="{escape(origin + feed.path)}">'
        for feed in outlet.feeds
    )
    links = _front_links((a.path, a.title, a.teaser) for a in articles)
    return _front(outlet.title, outlet.tagline, outlet=outlet, feed_links=names, links=links)


def newsroom_page(outlets: Sequence[Outlet]) -> str:
    """Return the page that lists all outlets."""
    links = _front_links((outlet.path, outlet.title, outlet.tagline) for outlet in outlets)
    tagline = "Invented outlets, invented events"
    return _front("Newsroom", tagline, outlet=outlets[0], feed_links="", links=links)


def _front(title: str, tagline: str, *, outlet: Outlet, feed_links: str, links: str) -> str:
    values = _escaped(language=outlet.language, title=title, tagline=tagline, home="/news/")
    fragments = {"feed_links": feed_links, "links": links, "style": _style(outlet)}
    return _template("front.html").substitute(values | fragments)


def _front_links(rows: Iterable[tuple[str, str, str]]) -> str:
    return "".join(
        f'<li><a href="{escape(path)}">{escape(title)}</a><p>{escape(line)}</p></li>'
        for path, title, line in rows
    )


def _body(article: Print, others: Sequence[Print], words: Furniture) -> str:
    blocks = [f"<p>{escape(text, quote=False)}</p>" for text in article.paragraphs]
    if others and len(blocks) > _READ_MORE_AFTER:
        link = f'<a href="{escape(others[0].path)}">{escape(others[0].title)}</a>'
        blocks.insert(_READ_MORE_AFTER, f'<p class="read-more">{words.read_more}: {link}</p>')
    if article.note:
        blocks.append(f'<p class="note">{escape(article.note, quote=False)}</p>')
    return "\n".join(blocks)


def _updated(article: Print, words: Furniture) -> str:
    if article.updated_at == article.published_at:
        return ""
    iso = article.updated_at.isoformat()
    return f' · {words.updated} <time datetime="{iso}">{_clock(article.updated_at)}</time>'


def _json_ld(article: Print, *, origin: str) -> str:
    about: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.teaser,
        "inLanguage": article.outlet.language,
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.updated_at.isoformat(),
        "mainEntityOfPage": origin + article.path,
        "publisher": {"@type": "Organization", "name": article.outlet.title},
    }
    if article.author:
        about["author"] = [{"@type": "Person", "name": article.author}]
    # "</script>" inside a string would end the element.
    return json.dumps(about, ensure_ascii=False).replace("</", "<\\/")


def _links(articles: Iterable[Print]) -> str:
    return "".join(f'<li><a href="{escape(a.path)}">{escape(a.title)}</a></li>' for a in articles)


def _furniture(words: Furniture) -> dict[str, str]:
    fields = "".join(f"<label>{escape(name)} <input></label>" for name in words.comment_fields)
    plain = _escaped(
        skip=words.skip,
        cookies=words.cookies,
        accept=words.accept,
        share=words.share,
        newsletter=words.newsletter,
        sign_up=words.sign_up,
        related=words.related,
        most_read=words.most_read,
        comments=words.comments,
        comment_notice=words.comment_notice,
        send_comment=words.send_comment,
        rights=words.rights,
    )
    return plain | {"comment_fields": fields}


def _escaped(**texts: str) -> dict[str, str]:
    return {name: escape(text) for name, text in texts.items()}


def _clock(moment: datetime) -> str:
    return moment.strftime("%d.%m.%Y, %H:%M")


def _style(outlet: Outlet) -> str:
    return f":root {{ --accent: {outlet.accent}; }}\n{_read('page.css')}"


@cache
def _template(name: str) -> Template:
    return Template(_read(name))


@cache
def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
