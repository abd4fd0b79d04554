"""`/metrics`: what waits, for how long, and what became of it, in Prometheus' text format.

The figures are read from the database at each look, so every replica tells the same and none is
lost by a restart.
"""

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.store import chats, queues, stories, subscriptions
from bot.web.parts import PARTS, Parts


async def metrics(request: web.Request) -> web.Response:
    """Answer with every figure as it is now."""
    body = generate_latest(await _registry(request.app[PARTS]))
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


async def _registry(parts: Parts) -> CollectorRegistry:
    now = await parts.now()
    async with parts.database.read() as tx:
        waiting = await queues.waiting(tx, now=now)
        states = {**await queues.states(tx), "chats": await chats.count(tx)}
        totals = {
            "stories": await stories.count(tx),
            "subscriptions": await subscriptions.counts(tx),
        }
    registry = CollectorRegistry()
    n_waiting = Gauge("nutgraf_waiting_rows", "Rows due", ["queue"], registry=registry)
    oldest = Gauge("nutgraf_oldest_seconds", "Age of the oldest row", ["queue"], registry=registry)
    n_rows = Gauge("nutgraf_rows", "Rows by state", ["table", "state"], registry=registry)
    total = Gauge("nutgraf_total", "What is stored", ["kind"], registry=registry)
    for queue in waiting:
        n_waiting.labels(queue.name).set(queue.n_waiting)
        oldest.labels(queue.name).set(queue.age_seconds(now))
    for table, by_state in states.items():
        for state, n in by_state.items():
            n_rows.labels(table, state).set(n)
    for kind, n in totals.items():
        total.labels(kind).set(n)
    return registry
