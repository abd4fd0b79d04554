"""Updates in: each is a row on disk before Telegram may forget it.

One process over all replicas asks for them (lease ``updates:<bot>``); the offset of the next call
confirms what was stored, and what comes twice is stored once. A webhook stores the same way.
Imports the store and `request`.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.clock import Source
from bot.errors import TokenRefused
from bot.model import BotId, ChatId
from bot.store import inbox, leases
from bot.store.claims import Owner
from bot.store.database import Database
from bot.telegram.request import AiohttpRequest

# By hand: Telegram's default leaves reactions out, and keeps what an earlier release asked for.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "message_reaction",
    "message_reaction_count",
    "stopped_message_generation",
)
_N_A_CALL = 100
# Telegram cuts longer ones. The call must end before the lease does, so a third of it at most.
_MOST_POLL_SECONDS = 50.0
_ANSWER_SECONDS = 10.0
_AGAIN_SECONDS = 1.0
_MOST_AGAIN_SECONDS = 30.0

Json = Mapping[str, Any]
T = TypeVar("T")

_log = structlog.get_logger()


async def accept(database: Database, update: Json, *, bot_id: BotId, now: datetime) -> None:
    """Store one update that came by webhook; afterwards it may be acknowledged.

    Raises:
        ValueError: it is no update.
    """
    await _store(database, [update], bot_id=bot_id, now=now)


@dataclass(kw_only=True, slots=True)
class Poller:
    """Takes updates in by long polling.

    Attributes:
        polling: the pool of connections for these calls alone.
        lease_seconds: after how long another replica takes over from a dead one.
        stored: called after each commit, to wake whoever handles updates.
    """

    database: Database
    bot: Bot
    polling: AiohttpRequest
    bot_id: BotId
    owner: Owner
    lease_seconds: float
    clock: Source
    stored: Callable[[], None]
    _offset: int | None = None

    async def run_until(self, stopping: asyncio.Event) -> None:
        """Poll until *stopping* is set; a failure is logged and tried again.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        n_failures = 0
        while not stopping.is_set():
            try:
                await self._poll_once(stopping)
                n_failures = 0
            except InvalidToken as error:
                raise TokenRefused from error
            except Conflict as error:
                await self._step_down(error, stopping)
            except Exception as error:  # noqa: BLE001 - logged below, with a trace where it helps
                n_failures += 1
                wait = min(_AGAIN_SECONDS * 2.0**n_failures, _MOST_AGAIN_SECONDS)
                _log_failure(error)
                await _unless(stopping, asyncio.sleep(wait))

    async def _poll_once(self, stopping: asyncio.Event) -> None:
        async with self.database.begin() as tx:
            epoch = await leases.take(
                tx, f"updates:{self.bot_id}", owner=self.owner, seconds=self.lease_seconds
            )
        if epoch is None:
            # What another replica confirmed is not ours to ask for again.
            self._offset = None
            await _unless(stopping, asyncio.sleep(self.lease_seconds / 3))
            return
        updates = await _unless(stopping, self._fetch())
        if updates:
            now = await self.clock()
            await _store(self.database, updates, bot_id=self.bot_id, now=now)
            self._offset = max(update["update_id"] for update in updates) + 1
            self.stored()

    async def _fetch(self) -> list[Json]:
        """Ask for updates as they came: one that the library cannot read must not stop all."""
        seconds = min(_MOST_POLL_SECONDS, self.lease_seconds / 3)
        parameters = {
            "timeout": int(seconds),
            "limit": _N_A_CALL,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        found = await self.polling.post(
            f"{self.bot.base_url}/getUpdates?{urlencode(parameters)}",
            read_timeout=seconds + _ANSWER_SECONDS,
        )
        if not isinstance(found, list):
            return []
        return [update for update in found if isinstance(update.get("update_id"), int)]

    async def _step_down(self, error: Conflict, stopping: asyncio.Event) -> None:
        """Leave the updates to whoever else asks for them, for as long as a lease lasts."""
        _log.error("updates.conflict", bot_id=self.bot_id)
        if "webhook" in error.message.lower():
            await self.bot.delete_webhook(drop_pending_updates=False)
            return
        self._offset = None
        await _unless(stopping, asyncio.sleep(self.lease_seconds))


def chat_of(update: Json) -> ChatId:
    """The chat whose order an update belongs to; the person's own where it has no chat; else 0."""
    for kind, content in update.items():
        if kind != "update_id" and isinstance(content, Mapping):
            pressed = content.get("message") if kind == "callback_query" else None
            holder = pressed if isinstance(pressed, Mapping) else content
            whose = (holder.get("chat"), content.get("from"), content.get("user"))
            found = (one.get("id") for one in whose if isinstance(one, Mapping))
            return ChatId(next((number for number in found if isinstance(number, int)), 0))
    return ChatId(0)


async def _store(
    database: Database, updates: Sequence[Json], *, bot_id: BotId, now: datetime
) -> None:
    rows = [(_id_of(update), chat_of(update), storable(update)) for update in updates]
    async with database.begin(durable=True) as tx:
        await inbox.add(tx, bot_id, rows, now=now)


def _id_of(update: Json) -> int:
    found = update.get("update_id")
    if not isinstance(found, int):
        raise ValueError("this is no update: it has no update_id")  # noqa: TRY004 - as documented
    return found


def storable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The same JSON without what PostgreSQL keeps in no text: NUL, and halves of surrogates.

    One such message would otherwise stop all updates behind it.
    """
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case Mapping():
            return {storable(key): storable(inside) for key, inside in value.items()}
        case list():
            return [storable(inside) for inside in value]
        case _:
            return value


async def _unless(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do *work* unless *stopping* comes first; then it is dropped.

    Dropping a call for updates loses nothing: what was not confirmed comes again.
    """
    working = asyncio.create_task(work)
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        for task in (working, waiting):
            task.cancel()
        await asyncio.gather(working, waiting, return_exceptions=True)


def _log_failure(error: Exception) -> None:
    """Log a failure of the network in one line, anything else with its trace."""
    if isinstance(error, TelegramError):
        _log.warning("updates.failed", error=type(error).__name__)
    else:
        _log.error("updates.failed", error=type(error).__name__, exc_info=error)
