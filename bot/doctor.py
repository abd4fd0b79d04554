"""What is wrong, before anyone asks: settings, database, Telegram, feeds.

Each check gives one finding; none raises for what it finds. Imports the store, the settings and
aiohttp; Telegram is asked one plain question, for which no library is needed.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.errors import BotError
from bot.model import FeedState
from bot.settings import Settings
from bot.store import editions, feeds, inbox, outbox, queues, schema
from bot.store.database import Database, open_database, reach

_TELEGRAM = "https://api.telegram.org"
_PATIENCE = aiohttp.ClientTimeout(total=10)
_MANY = 3
# A feed that failed once is no cause for alarm.
_FAILS = 3
# As long as updates are kept that could not be handled.
_LATELY = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what to do if not."""

    name: str
    is_well: bool
    text: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding about a bot with these settings, in the order in which to mend them."""
    yield _settings(settings)
    yield await _telegram(settings)
    try:
        async with open_database(settings.database_url) as database:
            await reach(database)
            if await _is_empty(database):
                yield Finding(name="database", is_well=True, text="empty: the first start fills it")
                return
            await schema.check(database)
            async for finding in _database(database):
                yield finding
    except BotError as error:
        yield Finding(name="database", is_well=False, text=str(error))


def _settings(settings: Settings) -> Finding:
    if settings.token is None:
        text = "NUTGRAF_TOKEN is missing: ask @BotFather for one and put it into .env"
        return Finding(name="settings", is_well=False, text=text)
    return Finding(name="settings", is_well=True, text=f"access {settings.access}")


async def _telegram(settings: Settings) -> Finding:
    if settings.token is None:
        return Finding(name="telegram", is_well=False, text="not asked: there is no token")
    base = settings.telegram_api or _TELEGRAM
    try:
        async with (
            # Through the proxy that the environment names, as the bot goes.
            aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as client,
            client.get(f"{base}/bot{settings.token}/getMe") as response,
        ):
            answer: Any = await response.json(content_type=None)
            return _greeting(response.status, answer)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        text = "does not answer: is this machine online, and NUTGRAF_TELEGRAM_API right?"
        return Finding(name="telegram", is_well=False, text=text)


def _greeting(status: int, answer: object) -> Finding:
    result = answer.get("result") if isinstance(answer, dict) else None
    if status == HTTPStatus.OK and isinstance(result, dict):
        return Finding(name="telegram", is_well=True, text=f"@{result.get('username')}")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        text = "refuses the token: ask @BotFather for the right one"
        return Finding(name="telegram", is_well=False, text=text)
    return Finding(name="telegram", is_well=False, text=f"answers with status {status}; try later")


async def _is_empty(database: Database) -> bool:
    async with database.read() as tx:
        return await schema.version(tx) is None


async def _database(database: Database) -> AsyncIterator[Finding]:
    now = await database.now()
    async with database.read() as tx:
        waiting = await queues.waiting(tx, now=now)
        every = await feeds.every(tx)
        deliveries = await outbox.counts(tx)
        n_unmade = await editions.n_failed(tx, since=now - _LATELY)
        n_unanswered = (await inbox.counts(tx)).get("dead", 0)
    told = ", ".join(f"{queue.n_waiting} {queue.name}" for queue in waiting if queue.n_waiting)
    yield Finding(name="database", is_well=True, text=f"waiting: {told or 'nothing'}")
    active = [feed for feed in every if feed.state is FeedState.ACTIVE]
    failing = [feed for feed in active if feed.failures >= _FAILS]
    if failing:
        names = ", ".join(f"{feed.title} ({feed.reason})" for feed in failing[:_MANY])
        text = f"{len(failing)} of {len(active)} fail: {names}; see `feeds list`"
        yield Finding(name="feeds", is_well=False, text=text)
    else:
        yield Finding(name="feeds", is_well=True, text=f"{len(active)} active, none fails")
    lost = deliveries.get("unknown", 0)
    text = f"{deliveries.get('sent', 0)} sent, {lost} unknown, {deliveries.get('dead', 0)} refused"
    yield Finding(name="delivery", is_well=True, text=text)
    yield _given_up(n_unmade, n_unanswered)


def _given_up(n_unmade: int, n_unanswered: int) -> Finding:
    """What was tried again and again and failed every time: a mistake of ours."""
    if not n_unmade and not n_unanswered:
        return Finding(name="given up", is_well=True, text="nothing in the last week")
    text = (
        f"in the last week {_counted(n_unmade, 'digest')} that could not be made"
        f" and {_counted(n_unanswered, 'message')} that could not be answered;"
        " look for edition.failed and update.failed in the log"
    )
    return Finding(name="given up", is_well=False, text=text)


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"
