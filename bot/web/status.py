"""`GET /`: a plain page that says whether the bot is well. No names, no texts, no secrets."""

from html import escape

from aiohttp import web

from bot.store import queues
from bot.store.queues import Queue
from bot.web.health import why_not_ready
from bot.web.parts import PARTS

_NAMES = {
    "feeds": "Feeds to look at",
    "pages": "Pages to read",
    "articles": "Articles to place",
    "subscriptions": "Digests to write",
    "inbox": "Messages to answer",
    "outbox": "Messages to send",
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nutgraf</title>
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto }}
  th, td {{ text-align: left; padding: .2rem 1.5rem .2rem 0 }}
</style>
<h1>Nutgraf</h1>
<p>{verdict}</p>
{table}
</html>
"""


async def page(request: web.Request) -> web.Response:
    """Answer with the page."""
    parts = request.app[PARTS]
    reason = await why_not_ready(parts)
    if reason is not None:
        return _html(f"Not ready: {escape(reason)}.", "", status=503)
    now = await parts.now()
    async with parts.database.read() as tx:
        waiting = await queues.waiting(tx, now=now)
    rows = [_row(queue, queue.age_seconds(now)) for queue in waiting]
    head = "<tr><th>Waiting<th>Number<th>Longest for</tr>"
    return _html("All is well.", f"<table>{head}{''.join(rows)}</table>", status=200)


def _row(queue: Queue, age_seconds: float) -> str:
    age = f"{age_seconds:.0f} s" if queue.n_waiting else ""
    return f"<tr><td>{_NAMES[queue.name]}<td>{queue.n_waiting}<td>{age}</tr>"


def _html(verdict: str, table: str, *, status: int) -> web.Response:
    return web.Response(
        text=_PAGE.format(verdict=verdict, table=table), content_type="text/html", status=status
    )
