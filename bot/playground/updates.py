"""Updates on their way to the bot: kept in order, held by long polling until confirmed.

Imports `chats` and `refusals`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from bot.playground.chats import Json
from bot.playground.description import bot_api
from bot.playground.refusals import conflict

MAX_POLL_SECONDS = 50
MAX_UPDATES = 100
_FIRST_UPDATE_ID = 100_001
KINDS = frozenset(bot_api().types["Update"].fields) - {"update_id"}
# What is sent only to a bot that asks for it by name.
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Updates:
    """The queue of one bot. `on_update` is called for each new one (the webhook listens there)."""

    allowed: frozenset[str] = frozenset()
    on_update: Callable[[Json], None] | None = None
    _queue: deque[Json] = field(default_factory=deque)
    _next_id: int = _FIRST_UPDATE_ID
    _poll: asyncio.Future[None] | None = None

    @property
    def n_pending(self) -> int:
        """How many wait to be confirmed."""
        return len(self._queue)

    @property
    def is_polled(self) -> bool:
        """Whether a call waits for the next one."""
        return self._poll is not None

    def allow(self, kinds: Iterable[str]) -> frozenset[str]:
        """Keep only these kinds from now on; return those that Telegram does not know.

        None at all means Telegram's own choice.
        """
        wanted = frozenset(kinds)
        self.allowed = wanted & KINDS
        return wanted - KINDS

    def add(self, kind: str, payload: Json) -> bool:
        """Queue an update as it is now; return False when the bot does not want its kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST
        if not wanted:
            return False
        update = {"update_id": self._next_id, kind: deepcopy(payload)}
        self._next_id += 1
        self._queue.append(update)
        self._wake()
        if self.on_update is not None:
            self.on_update(update)
        return True

    async def take(self, *, offset: int, limit: int, timeout_seconds: float) -> list[Json]:
        """Confirm all below *offset*, then return the next ones, waiting when there is none.

        Raises:
            RefusedError: another call began to wait in the meantime.
        """
        self._confirm(offset)
        if not self._queue and timeout_seconds > 0:
            await self._wait(min(timeout_seconds, MAX_POLL_SECONDS))
        return [u for u in self._queue if u["update_id"] >= offset][:limit]

    def pending(self) -> list[Json]:
        """Return all that wait, oldest first."""
        return list(self._queue)

    def confirm(self, update_id: int) -> None:
        """Forget one update."""
        self._queue = deque(u for u in self._queue if u["update_id"] != update_id)

    def clear(self) -> None:
        """Forget all that wait."""
        self._queue.clear()

    def end_poll(self, words: str = "") -> None:
        """Send a waiting call home: with a conflict when there are words, else empty-handed."""
        if self._poll is not None and not self._poll.done():
            if words:
                self._poll.set_exception(conflict(words))
            else:
                self._poll.set_result(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._queue = deque(list(self._queue)[offset:])
        while self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()

    async def _wait(self, timeout_seconds: float) -> None:
        self.end_poll(
            "terminated by other getUpdates request;"
            " make sure that only one bot instance is running"
        )
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_seconds):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        self.end_poll()
