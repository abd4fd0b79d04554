"""Calls of the Bot API over aiohttp, and the one thing to know of a failed one: was it sent?

python-telegram-bot's own client costs three to six times the processor time, and turns every
failure into the same error. Here each is `NotSent` (surely not carried out, so it may be repeated)
or `Ambiguous` (perhaps carried out). No error text holds an address, since the token is part of it.
Imports nothing of the project.
"""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
# The library's 5 s turn an answer that is merely slow into one that is ambiguous.
ANSWER_SECONDS = 30.0
# A longer one saves handshakes but keeps stale sockets, whose errors are ambiguous.
_KEEPALIVE_SECONDS = 5.0
# Against a peer that trickles: far beyond any answer, a send must end some time.
_MOST_TIMES_ANSWER = 4


class NotSent(NetworkError):
    """Nothing reached Telegram: name, connection or TLS failed, or none was free."""


class Ambiguous(NetworkError):
    """Telegram carried the call out or not; nobody can tell."""


class AiohttpRequest(BaseRequest):
    """One pool of connections.

    Args:
        n_connections: most at once; a call that finds none free in time is `NotSent`.
        answer_seconds: how long an answer may take.
        proxy: through which all calls go; see `proxy_for`.
    """

    def __init__(
        self,
        *,
        n_connections: int,
        answer_seconds: float = ANSWER_SECONDS,
        proxy: str | None = None,
    ) -> None:
        self._n_connections = n_connections
        self._answer_seconds = answer_seconds
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Open the pool; opening it twice changes nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._n_connections, keepalive_timeout=_KEEPALIVE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer.

        Raises:
            Ambiguous: it is none of the Bot API. The library would log it whole, readers' words
                included.
        """
        found = _json(payload)
        if found is None:
            raise Ambiguous("unreadable answer")
        return found

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Make one call; return status and body of an answer of the Bot API.

        Raises:
            NotSent: it never reached Telegram.
            Ambiguous: no answer came, or one that says nothing about the call.
        """
        del write_timeout, connect_timeout, pool_timeout  # one policy for all calls
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._answer_seconds
        if self._session is None:
            raise NotSent("the client is closed")
        # The errors of aiohttp name the address: they are kept neither as text nor as cause.
        try:
            status, body = await _call(self._session, url, method, request_data, seconds)
        except _NOT_SENT as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Ambiguous(type(error).__name__) from None
        if method == "POST":
            _check(status, body)
        return status, body


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for *url*, with its credentials; None for none.

    Asked once: aiohttp's own `trust_env` reads the environment and ~/.netrc, in a thread, at each
    call, which costs more than the call.
    """
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


# The most special come first: a ClientConnectorError is also a ClientOSError.
_NOT_SENT = (
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


async def _call(
    session: aiohttp.ClientSession,
    url: str,
    method: str,
    request_data: RequestData | None,
    answer_seconds: float,
) -> tuple[int, bytes]:
    timeout = aiohttp.ClientTimeout(
        total=answer_seconds * _MOST_TIMES_ANSWER + CONNECT_SECONDS,
        connect=CONNECT_SECONDS,
        sock_connect=CONNECT_SECONDS,
        sock_read=answer_seconds,
    )
    body, headers = _body(request_data)
    async with session.request(
        method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
    ) as answer:
        return answer.status, await answer.read()


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return data.json_payload, {"Content-Type": "application/json"}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, file in data.multipart_data.items():
        filename, content, mime_type = file
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form, {}


def _check(status: int, body: bytes) -> None:
    """Refuse answers that tell nothing: of a broken server, a proxy, a captive portal."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Ambiguous(f"HTTP {status}")
    if status >= HTTPStatus.MULTIPLE_CHOICES and _json(body) is None:
        raise Ambiguous(f"HTTP {status} without an answer of the Bot API")


def _json(payload: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(payload)
    except ValueError:
        return None
    return found if isinstance(found, dict) and ("result" in found or "ok" in found) else None
