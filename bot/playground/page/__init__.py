"""The chat page: a small Telegram client in the browser, over the playground's control routes.

Static files beside this module: plain HTML, CSS and JavaScript modules, nothing from elsewhere. The
Content-Security-Policy allows only them, so that not even a fault in the page could run what a
message holds. Imports nothing of the project.
"""

from importlib import resources

from aiohttp import web

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
}


def routes() -> list[web.RouteDef]:
    """Return the routes ``/`` and ``/page/{name}``."""
    return [web.get("/", _index), web.get("/page/{name}", _file)]


async def _index(_request: web.Request) -> web.Response:
    return _answer("index.html")


async def _file(request: web.Request) -> web.Response:
    return _answer(request.match_info["name"])


def _answer(name: str) -> web.Response:
    """Answer with a file of this folder; *name* is one path segment, and no other kinds leave."""
    kind = _KINDS.get("." + name.rpartition(".")[2])
    file = resources.files(__package__).joinpath(name)
    if kind is None or "/" in name or "\\" in name or not file.is_file():
        raise web.HTTPNotFound(text="There is no such file.")
    body = file.read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=_HEADERS)
