"""The endpoints together, and serving them at an address."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import SettingsError
from bot.settings import HttpAddress
from bot.web import health, metrics, push, status, webhook
from bot.web.parts import PARTS, Parts

# Requests under way get this long when the bot stops.
_STOP_SECONDS = 5.0
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def application(parts: Parts) -> web.Application:
    """Every endpoint over *parts*."""
    app = web.Application(client_max_size=push.MAX_BYTES, middlewares=[_with_headers])
    app[PARTS] = parts
    app.router.add_get("/", status.page)
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/readyz", health.readyz)
    app.router.add_get("/metrics", metrics.metrics)
    app.router.add_post("/articles", push.articles)
    app.router.add_post("/telegram", webhook.telegram)
    return app


@asynccontextmanager
async def serving(parts: Parts, address: HttpAddress) -> AsyncIterator[HttpAddress]:
    """Serve while inside; gives the address that listens, its port chosen if it was 0.

    Raises:
        SettingsError: another program listens there.
    """
    runner = web.AppRunner(application(parts), access_log=None, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, address.host, address.port)
        try:
            await site.start()
        except OSError as error:
            raise SettingsError(
                "NUTGRAF_HTTP", f"nothing can listen at {address.host}:{address.port}; take another"
            ) from error
        yield HttpAddress(host=address.host, port=runner.addresses[0][1])
    finally:
        await runner.cleanup()


@web.middleware
async def _with_headers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tell browsers to load, keep and guess nothing."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(_HEADERS)
        raise
    response.headers.update(_HEADERS)
    return response
