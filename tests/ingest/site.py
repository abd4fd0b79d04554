"""A web site on loopback whose answers a test writes, and what it was asked."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks

LOOPBACK = Networks.parse("127.0.0.1/32")


@dataclass(kw_only=True, slots=True)
class Site:
    """Answers by path; `asked` are the paths and headers of all requests, in order."""

    origin: str = ""
    answers: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def says(self, path: str, body: bytes | str = b"", *, status: int = 200, **headers: str) -> str:
        """Answer so on *path* from now on; return the address. ``_`` in headers means ``-``."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path.partition("?")[0]] = status, told, raw
        return f"{self.origin}{path}"

    async def handle(self, request: web.Request) -> web.Response:
        """Answer as written; 304 to a validator that still holds; else 404."""
        self.asked.append((request.path, dict(request.headers)))
        status, headers, body = self.answers.get(request.path, (404, {}, b""))
        asked_tag = request.headers.get("If-None-Match")
        if asked_tag is not None and asked_tag == headers.get("ETag"):
            return web.Response(status=304, headers={"ETag": asked_tag})
        return web.Response(status=status, headers=headers, body=body)

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self.asked]


@asynccontextmanager
async def running_site() -> AsyncIterator[Site]:
    """A site of its own on a free port."""
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running_fetcher(networks: Networks = LOOPBACK) -> AsyncIterator[Fetcher]:
    """A fetcher that may ask loopback and does not pause."""
    async with Fetcher(networks, gap_seconds=0.0, total_seconds=5.0) as fetcher:
        yield fetcher
