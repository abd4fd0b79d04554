"""The newsroom over HTTP: routes for outlets, feeds and pages.

Answers conditional GET (ETag, Last-Modified), compresses when asked, and has the faults its outlets
have: one feed is slow, one answers 500. Imports nothing of the project.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from bot.playground.newsroom import feeds, pages
from bot.playground.newsroom.newsroom import Newsroom, Print
from bot.playground.newsroom.outlets import Fault, Feed, Outlet


def routes(newsroom: Newsroom) -> list[web.RouteDef]:
    """Return the routes below ``/news/`` that serve *newsroom*."""
    site = _Site(newsroom)
    return [
        web.get("/news/", site.front),
        web.get("/news/{outlet}/", site.outlet),
        web.get("/news/{outlet}/{name}", site.feed_or_article),
        web.get("/news/{outlet}/{section}/{name}", site.feed_or_article),
    ]


class _Site:
    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    async def front(self, _request: web.Request) -> web.Response:
        text = pages.newsroom_page(self._newsroom.outlets())
        return web.Response(text=text, content_type="text/html")

    async def outlet(self, request: web.Request) -> web.Response:
        outlet = self._known(request)
        articles = self._newsroom.in_print(outlet)
        text = pages.front_page(outlet, articles, origin=_origin(request))
        return _answer(request, text, "text/html", changed_at=_changed_at(articles))

    async def feed_or_article(self, request: web.Request) -> web.Response:
        outlet = self._known(request)
        feed = next((feed for feed in outlet.feeds if feed.path == request.path), None)
        if feed is not None:
            return await self._feed(request, outlet, feed)
        return self._article(request, outlet, request.path.removeprefix(outlet.path))

    async def _feed(self, request: web.Request, outlet: Outlet, feed: Feed) -> web.Response:
        if outlet.fault is Fault.SERVER_ERROR:
            raise web.HTTPInternalServerError(text="<h1>500 Internal Server Error</h1>")
        if outlet.fault is Fault.SLOW:
            await asyncio.sleep(self._newsroom.slow_seconds)
        articles = self._newsroom.in_feed(outlet, feed)
        text = feeds.document(outlet, feed, articles, origin=_origin(request))
        kind = feeds.content_type(outlet.kind)
        return _answer(request, text, kind, changed_at=_changed_at(articles))

    def _article(self, request: web.Request, outlet: Outlet, slug: str) -> web.Response:
        if self._newsroom.is_withdrawn(outlet, slug):
            raise web.HTTPGone(text="This article was withdrawn.")
        article = self._newsroom.article(outlet, slug)
        if article is None:
            raise web.HTTPNotFound(text="There is no such page.")
        others = [a for a in self._newsroom.in_print(outlet) if a.slug != slug]
        text = pages.article_page(article, others, origin=_origin(request))
        return _answer(request, text, "text/html", changed_at=_changed_at([article, *others]))

    def _known(self, request: web.Request) -> Outlet:
        outlet = self._newsroom.outlet(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound(text="There is no such outlet.")
        return outlet


def _answer(
    request: web.Request, text: str, content_type: str, *, changed_at: datetime | None
) -> web.Response:
    body = text.encode()
    tag = hashlib.sha256(body).hexdigest()[:16]
    response = web.Response(body=body, content_type=content_type, charset="utf-8")
    if _is_known(request, tag, changed_at):
        response = web.Response(status=web.HTTPNotModified.status_code)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    response.headers["ETag"] = f'"{tag}"'
    response.headers["Cache-Control"] = "max-age=60"
    if changed_at is not None:
        response.headers["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    return response


def _is_known(request: web.Request, tag: str, changed_at: datetime | None) -> bool:
    """Tell whether the asker has this document; a tag outranks a date (RFC 9110, 13.2.2)."""
    known_tags = request.headers.get("If-None-Match")
    if known_tags is not None:
        return any(tag in known for known in known_tags.split(","))
    since = _http_date(request.headers.get("If-Modified-Since"))
    return since is not None and changed_at is not None and _seconds(changed_at) <= since


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _changed_at(articles: Sequence[Print]) -> datetime | None:
    """When the newest of *articles* changed; a withdrawal shows only in the tag."""
    return max((article.updated_at for article in articles), default=None)


def _origin(request: web.Request) -> str:
    return str(request.url.origin())
