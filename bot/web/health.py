"""`/healthz`: the process lives. `/readyz`: it can do its work."""

import structlog
from aiohttp import web

from bot.errors import SchemaOutOfDate
from bot.store import schema
from bot.web.parts import PARTS, Parts

_log = structlog.get_logger()


async def healthz(_request: web.Request) -> web.Response:
    """Answer as long as the event loop turns."""
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 when the database is there, migrated, and the process is not stopping."""
    reason = await why_not_ready(request.app[PARTS])
    if reason is None:
        return web.Response(text="ready\n")
    return web.Response(text=f"not ready: {reason}\n", status=503)


async def why_not_ready(parts: Parts) -> str | None:
    """The reason in a few words, or None when all is well."""
    if parts.is_stopping():
        return "stopping"
    try:
        await schema.check(parts.database)
    except SchemaOutOfDate:
        return "the database is not migrated"
    except Exception as error:  # noqa: BLE001 - whatever the driver raises means the same
        _log.warning("database.unreachable", error=type(error).__name__)
        return "the database does not answer"
    return None
