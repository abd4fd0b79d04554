"""`POST /telegram`: an update is stored before it is acknowledged; the work comes later."""

import hmac
import json
from http import HTTPStatus

from aiohttp import web

from bot.web.parts import PARTS

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


async def telegram(request: web.Request) -> web.Response:
    """Take one update of whoever knows the secret."""
    parts = request.app[PARTS]
    told = request.headers.get(SECRET_HEADER, "")
    secret = parts.webhook_secret or ""
    if parts.receive_update is None or not secret:
        raise web.HTTPNotFound
    # aiohttp keeps bytes that are not UTF-8 as surrogates; they are compared as they came.
    if not hmac.compare_digest(told.encode(errors="surrogateescape"), secret.encode()):
        raise web.HTTPUnauthorized
    try:
        update = json.loads(await request.read())
        if not isinstance(update, dict):
            raise web.HTTPBadRequest
        await parts.receive_update(update)
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    return web.Response(status=HTTPStatus.OK)
