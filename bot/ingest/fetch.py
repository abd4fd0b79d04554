"""One document from the network, within limits: size, time, redirects, compression, politeness.

Every address and every redirect goes through the guard (`bot.ingest.urls`, `bot.ingest.guard`); no
proxy, no cookies, no credentials. What a host says no to is a `FetchError` with a stable reason;
"not modified" and "gone" are ordinary answers.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from http import HTTPStatus
from types import TracebackType
from typing import Literal, NamedTuple, Self
from urllib.parse import quote, urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import FetchError
from bot.ingest import dates, guard, inflate, urls
from bot.ingest.answer import Answer, Fetched, Gone, NotModified
from bot.ingest.guard import ForbiddenAddress
from bot.ingest.networks import Networks
from bot.ingest.pace import GAP_SECONDS, Pace

__all__ = ["Answer", "Fetched", "Fetcher", "Gone", "Kind", "NotModified"]

Kind = Literal["feed", "page"]

MAX_BYTES: Mapping[Kind, int] = {"feed": 10_000_000, "page": 5_000_000}
MAX_REDIRECTS = 5
MAX_HEADER_BYTES = 64_000
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 45.0
"""For all redirects and the whole body together: what stops a slow drip."""

MIN_RETRY_SECONDS = 60.0
MAX_RETRY_SECONDS = 7 * 86_400.0
MAX_AGE_SECONDS = 86_400.0

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_SUCCESS = range(200, 300)
_FAILURES: tuple[tuple[type[Exception], str, str], ...] = (
    (aiohttp.ClientSSLError, "certificate", "The host's certificate is not valid."),
    (aiohttp.ClientConnectorDNSError, "dns", "There is no host of that name."),
    (aiohttp.ServerTimeoutError, "timeout", "The host takes too long."),
    (aiohttp.ClientConnectorError, "connect", "The host cannot be reached."),
    (aiohttp.ClientResponseError, "headers", "The host's answer is malformed."),
)
# Whatever may stand in an address, percent signs of bytes that were quoted before included.
_QUOTED_ALREADY = "%:/?#[]@!$&'()*+,;="
_ACCEPT: Mapping[Kind, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5",
}


class Fetcher:
    """Asks hosts for documents, politely. One for the whole process, opened with ``async with``."""

    def __init__(
        self,
        networks: Networks,
        *,
        user_agent: str = "Nutgraf",
        gap_seconds: float = GAP_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """Take what is the same for all requests.

        Args:
            networks: networks that may be asked besides the public internet.
            user_agent: tells the hosts who asks and where to complain.
            gap_seconds: least time between two requests to one host.
            total_seconds: most time for one document, redirects included.
            resolver: who resolves names; the system's by default.
        """
        self.networks = networks
        self._user_agent = user_agent
        self._total_seconds = total_seconds
        self._resolver = resolver
        self._pace = Pace(gap_seconds=gap_seconds)
        self._stack = AsyncExitStack()
        self._session: aiohttp.ClientSession | None = None

    @property
    def gap_seconds(self) -> float:
        """Least time between two requests to one host."""
        return self._pace.gap_seconds

    async def __aenter__(self) -> Self:
        self._session = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                connector=guard.connector(self.networks, resolver=self._resolver),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
                ),
                auto_decompress=False,
                trust_env=False,
                max_line_size=MAX_HEADER_BYTES // 2,
                max_field_size=MAX_HEADER_BYTES // 2,
                skip_auto_headers=("User-Agent",),
            )
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()
        self._session = None

    async def fetch(
        self,
        url: str,
        *,
        kind: Kind,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Answer:
        """Ask for one document, following at most five redirects.

        Args:
            url: where it is.
            kind: decides the limits and what is asked for.
            etag: validator of the last answer from exactly this address; never sent to another.
            last_modified: the other validator.

        Raises:
            FetchError: with one of the reasons ``address``, ``dns``, ``connect``, ``certificate``,
                ``timeout``, ``too-large``, ``headers``, ``redirects``, ``damaged``, ``encoding``,
                ``busy``, ``status``, ``network``.
        """
        asked = urls.check(url, self.networks)
        permanent = True
        here = asked
        for _ in range(MAX_REDIRECTS + 1):
            validators = _validators(etag, last_modified) if here == asked else {}
            found = await self._ask(here, kind=kind, validators=validators)
            if not isinstance(found, _Redirect):
                if isinstance(found, Fetched):
                    moved = here if permanent and here != asked else None
                    return replace(found, url=url, permanent_url=moved)
                return replace(found, url=url)
            permanent = permanent and found.permanent
            here = self._target(here, found.location)
        raise FetchError("redirects", "The address leads in circles.", url=url)

    def _target(self, here: str, location: str) -> str:
        """Return where a redirect leads, checked like every other address."""
        try:
            target = urls.check(urljoin(here, _as_browsers_read(location)), self.networks)
        except ValueError as error:
            raise FetchError("address", "The host redirects to no address.", url=here) from error
        if here.startswith("https:") and not target.startswith("https:"):
            raise FetchError(
                "redirects", "The host redirects from a secure address to an open one.", url=here
            )
        return target

    async def _ask(
        self, url: str, *, kind: Kind, validators: Mapping[str, str]
    ) -> "Answer | _Redirect":
        """Make one request, when its host's turn has come."""
        self._refuse_held(url)
        async with self._pace.turn(url):
            # Whoever was asked before us in this line may have said that it is too much.
            self._refuse_held(url)
            try:
                async with asyncio.timeout(self._total_seconds):
                    return await self._request(url, kind=kind, validators=validators)
            except TimeoutError as error:
                raise FetchError("timeout", "The host takes too long.", url=url) from error
            except aiohttp.ClientError as error:
                raise _failure(error, url) from error
            except (OSError, ValueError) as error:
                raise FetchError("network", "The connection failed.", url=url) from error

    def _refuse_held(self, url: str) -> None:
        held_seconds = self._pace.held_seconds(url)
        if held_seconds:
            raise _busy(url, held_seconds)

    async def _request(
        self, url: str, *, kind: Kind, validators: Mapping[str, str]
    ) -> "Answer | _Redirect":
        if self._session is None:
            raise RuntimeError("A Fetcher is used inside `async with`.")
        headers = {
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT[kind],
            "Accept-Encoding": inflate.ENCODINGS,
            **validators,
        }
        target = URL(url, encoded=True)
        async with self._session.get(target, headers=headers, allow_redirects=False) as response:
            if (
                sum(len(name) + len(value) for name, value in response.raw_headers)
                > MAX_HEADER_BYTES
            ):
                raise FetchError("headers", "The host sends too many headers.", url=url)
            return await self._answer(response, url, kind=kind)

    async def _answer(
        self, response: aiohttp.ClientResponse, url: str, *, kind: Kind
    ) -> "Answer | _Redirect":
        status, headers = response.status, response.headers
        if status in _REDIRECTS and "Location" in headers:
            return _Redirect(headers["Location"], permanent=status in _PERMANENT)
        if status == HTTPStatus.NOT_MODIFIED:
            return NotModified(url=url, max_age_seconds=_max_age_seconds(headers))
        if status == HTTPStatus.GONE:
            return Gone(url=url)
        if status in _BUSY:
            seconds = _retry_after_seconds(headers)
            self._pace.hold(url, seconds)
            raise _busy(url, seconds, status=status)
        if status not in _SUCCESS:
            raise FetchError("status", f"The host answered {status}.", url=url, status=status)
        inflater = await _inflated(response, most=MAX_BYTES[kind], url=url)
        validators = headers if inflater.is_whole else {}  # half a body must not count as known
        return Fetched(
            url=url,
            final_url=url,
            permanent_url=None,
            status=status,
            body=inflater.body,
            content_type=headers.get("Content-Type"),
            etag=_repeatable(validators.get("ETag")),
            last_modified=_repeatable(validators.get("Last-Modified")),
            max_age_seconds=_max_age_seconds(headers),
        )


class _Redirect(NamedTuple):
    """Where a host sends us instead of an answer."""

    location: str
    permanent: bool


async def _inflated(response: aiohttp.ClientResponse, *, most: int, url: str) -> inflate.Inflater:
    """Read and decompress the body, giving up as soon as it is too large."""
    inflater = inflate.inflater(response.headers.get("Content-Encoding", ""), most=most, url=url)
    async for data in response.content.iter_any():
        inflater.feed(data)
    return inflater


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in found.items() if value}


def _repeatable(validator: str | None) -> str | None:
    """Return a validator that can be stored and sent back as it came; else None."""
    return validator if validator and validator.isprintable() else None


def _as_browsers_read(location: str) -> str:
    """Return where a redirect leads, its spaces and the bytes that are no UTF-8 quoted."""
    location = location.strip()
    if location.isascii() and " " not in location:
        return location
    return quote(location.encode("utf-8", "surrogateescape"), safe=_QUOTED_ALREADY)


def _busy(url: str, seconds: float, *, status: int | None = None) -> FetchError:
    return FetchError(
        "busy",
        "The host asks to be left alone for a while.",
        url=url,
        status=status,
        retry_after_seconds=seconds,
    )


def _retry_after_seconds(headers: Mapping[str, str]) -> float:
    """Return how long the host wants to be left alone, between a minute and a week."""
    claim = headers.get("Retry-After", "").strip()
    if claim.isdigit():
        seconds = float(claim[:9])
    else:
        until = dates.parse(claim)
        seconds = until.timestamp() - time.time() if until else 0.0
    return min(max(seconds, MIN_RETRY_SECONDS), MAX_RETRY_SECONDS)


def _max_age_seconds(headers: Mapping[str, str]) -> float | None:
    """Return for how long the answer stays fresh by ``Cache-Control`` or ``Expires``, or None."""
    for part in headers.get("Cache-Control", "").lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('" ').isdigit():
            return min(float(value.strip('" ')[:9]), MAX_AGE_SECONDS)
    expires = dates.parse(headers.get("Expires"))
    if expires is None:
        return None
    sent = dates.parse(headers.get("Date"))
    fresh = expires.timestamp() - (sent.timestamp() if sent else time.time())
    return min(fresh, MAX_AGE_SECONDS) if fresh > 0 else None


def _failure(error: aiohttp.ClientError, url: str) -> FetchError:
    """Return what an error of the client means to the one who reads it."""
    if isinstance(error, aiohttp.ClientConnectorError) and _is_forbidden(error.os_error):
        return FetchError("address", "The host is not on the public internet.", url=url)
    for kind, reason, sentence in _FAILURES:
        if isinstance(error, kind):
            return FetchError(reason, sentence, url=url)
    return FetchError("network", "The connection broke.", url=url)


def _is_forbidden(error: BaseException | None) -> bool:
    """Tell whether the guard stands at the root of a connection error."""
    while error is not None:
        if isinstance(error, ForbiddenAddress):
            return True
        error = error.__cause__ or error.__context__
    return False
