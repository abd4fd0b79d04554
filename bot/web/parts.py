"""What the endpoints use, given once by the composition root."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.ingest.networks import Networks
from bot.store.database import Database
from bot.web.allowance import Allowance

Now = Callable[[], Awaitable[datetime]]
ReceiveUpdate = Callable[[Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The world as the endpoints see it.

    Attributes:
        now: the bot's clock.
        is_stopping: whether the process has begun to stop; then it is not ready.
        stored: called after articles were pushed, to wake the stages that go on with them.
        push_key: bearer key of ``POST /articles``; None: the endpoint does not exist.
        pushes: how many articles may be pushed, and how fast.
        networks: where addresses of pushed articles may lie besides the public internet.
        receive_update: stores one update; None: there is no webhook. Raises ValueError on what is
            no update.
        webhook_secret: what Telegram sends along with each update.
    """

    database: Database
    now: Now
    is_stopping: Callable[[], bool] = lambda: False
    stored: Callable[[], None] = lambda: None
    push_key: str | None = field(default=None, repr=False)
    pushes: Allowance = field(default_factory=Allowance)
    networks: Networks = field(default_factory=Networks)
    receive_update: ReceiveUpdate | None = None
    webhook_secret: str | None = field(default=None, repr=False)


PARTS = web.AppKey("parts", Parts)
