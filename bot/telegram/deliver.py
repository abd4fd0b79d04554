"""The stage that sends: claim a share of the rate, send it evenly, settle each outcome by its row.

At most once: a row is `sending` on disk before the call, and whatever ends without an answer is
`unknown` and never sent again by itself. Up to 32 sends are in flight, so that one slow answer
holds up nobody. Imports the store and its own siblings.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from telegram import Bot, ReplyParameters
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode

from bot.clock import Running
from bot.errors import TokenRefused
from bot.model import BotId, Delivery
from bot.store import editions, endings, outbox
from bot.store.claims import Owner
from bot.store.database import Database
from bot.telegram import outcome as ends
from bot.telegram.keyboards import keyboard, preview
from bot.telegram.outcome import Outcome, classify, is_plain
from bot.telegram.settle import Ended, is_flood, settle

N_IN_FLIGHT = 32
DRAIN_SECONDS = 30.0
# A share is what the token may send in this time: four claims a second, however many replicas; an
# answer that comes in between waits no longer than this.
_SHARE_SECONDS = 0.25
# Marks are committed in groups: at 28 messages a second one commit serves three of them.
_GROUP_SECONDS = 0.1
_N_IN_GROUP = 50
_LOOK_AGAIN_SECONDS = 0.1
# How long after a failed commit of marks it is tried again.
_COMMIT_AGAIN_SECONDS = 0.5

log = structlog.get_logger()


async def deliver_due(
    database: Database,
    bot: Bot,
    *,
    bot_id: BotId,
    owner: Owner,
    rate: float,
    lease_seconds: float,
    now: datetime,
    stopping: asyncio.Event | None = None,
    drain_seconds: float = DRAIN_SECONDS,
    paid: bool = False,
) -> int:
    """Send what is due, and what becomes due meanwhile; return how many sends ended.

    Returns when nothing more may be sent now, and nothing is in flight.

    Args:
        rate: messages a second for the whole token, over all replicas.
        lease_seconds: after how long a row of a dead process counts as unknown.
        stopping: once set nothing more is begun; what is in flight has *drain_seconds* to end.
        paid: pay Telegram's Stars for each message, without which a rate above 30 is refused.

    Raises:
        TokenRefused: Telegram does not know the token; the rows wait untouched.
    """
    run = _Run(
        database=database,
        bot=bot,
        bot_id=bot_id,
        owner=owner,
        rate=rate,
        lease_seconds=lease_seconds,
        clock=Running(started_at=now),
        stopping=stopping or asyncio.Event(),
        paid=paid,
    )
    settling = asyncio.create_task(run.settle_until_finished())
    try:
        await run.send_until_idle()
    finally:
        await run.drain(drain_seconds)
        await settling
    if run.token_refused:
        raise TokenRefused
    return run.n_ended


@dataclass(kw_only=True, slots=True)
class _Run:
    """What is in flight during one call of the stage, and what has ended but is not settled."""

    database: Database
    bot: Bot
    bot_id: BotId
    owner: Owner
    rate: float
    lease_seconds: float
    clock: Running
    stopping: asyncio.Event
    paid: bool
    in_flight: dict[asyncio.Task[None], Delivery] = field(default_factory=dict)
    ended: list[Ended] = field(default_factory=list)
    # Set whenever a send has ended.
    news: asyncio.Event = field(default_factory=asyncio.Event)
    # Cleared from a flood answer until its row says whose limit it was.
    go: asyncio.Event = field(default_factory=asyncio.Event)
    halted: bool = False
    finished: bool = False
    token_refused: bool = False
    n_ended: int = 0
    last_start: float = 0.0
    # When to look next for rows of dead processes, on the loop's clock; at once when beginning.
    expire_at: float = 0.0

    def __post_init__(self) -> None:
        self.go.set()

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.halted or self.stopping.is_set()

    # ---- sending ---------------------------------------------------------------------------------

    async def send_until_idle(self) -> None:
        """Claim and begin sends until nothing is due and nothing is in flight."""
        while not self.stopped:
            await self._expire()
            share = await self._claim()
            if share.deliveries:
                await self._begin(share)
            elif self.in_flight or self.ended:
                await self._wait_for_news(_LOOK_AGAIN_SECONDS)
            else:
                return

    async def drain(self, seconds: float) -> None:
        """Let what is in flight end; what does not is unknown."""
        if self.in_flight:
            await asyncio.wait(self.in_flight, timeout=seconds)
        for task, delivery in list(self.in_flight.items()):
            if not task.done():
                task.cancel()
                self._end(delivery, ends.Unknown(reason="stopped"))
        self.finished = True
        self.news.set()

    async def _expire(self) -> None:
        """Once a lease, mark as unknown what a process that died was sending: its chats wait."""
        loop_seconds = asyncio.get_running_loop().time()
        if loop_seconds < self.expire_at:
            return
        self.expire_at = loop_seconds + self.lease_seconds
        now = self.clock.now()
        async with self.database.begin() as tx:
            expired = await endings.expire(tx, now=now)
            for edition_id in {one.edition_id for one in expired if one.edition_id is not None}:
                await editions.settle(tx, edition_id, now=now)
        for one in expired:
            log.warning("delivery.expired", delivery_id=one.id, chat_id=one.chat_id)

    async def _claim(self) -> outbox.Share:
        n_free = N_IN_FLIGHT - len(self.in_flight)
        n = min(max(1, round(self.rate * _SHARE_SECONDS)), n_free)
        if n <= 0 or not self.go.is_set():
            return outbox.Share(deliveries=(), wait_seconds=0.0, step_seconds=0.0)
        async with self.database.begin(durable=True) as tx:
            return await outbox.claim(
                tx,
                self.bot_id,
                n=n,
                owner=self.owner,
                lease_seconds=self.lease_seconds,
                rate=self.rate,
            )

    async def _begin(self, share: outbox.Share) -> None:
        """Begin each send at its time; give back what a stop or a flood leaves over."""
        loop = asyncio.get_running_loop()
        # After a stall the rest of a share would go out at once: the step holds against that.
        at = max(loop.time() + share.wait_seconds, self.last_start + share.step_seconds)
        for n, delivery in enumerate(share.deliveries):
            await asyncio.sleep(max(0.0, at - loop.time()))
            await self.go.wait()
            if self.stopped:
                await self._give_back(share.deliveries[n:])
                return
            self.last_start = loop.time()
            at = self.last_start + share.step_seconds
            task = asyncio.create_task(self._send(delivery))
            self.in_flight[task] = delivery
            task.add_done_callback(self._forget)

    async def _send(self, delivery: Delivery) -> None:
        try:
            came_back: TelegramMessage | Exception = await send(self.bot, delivery, paid=self.paid)
        except Exception as error:  # noqa: BLE001 - every end of a call is an outcome
            came_back = error
        jitter = random.random()  # noqa: S311 - spreads tries, hides nothing
        self._end(delivery, classify(came_back, delivery, jitter=jitter))

    def _end(self, delivery: Delivery, outcome: Outcome) -> None:
        match outcome:
            case ends.Retry(flood=True):
                self.go.clear()
            case ends.Retry(reason="not-sent"):
                # The next ones would fail the same way: better look again in a moment.
                self.halted = True
            case ends.TokenRefused():
                self.halted = self.token_refused = True
            case _:
                pass
        self.ended.append((delivery, outcome))
        self.news.set()

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.in_flight.pop(task, None)

    async def _give_back(self, deliveries: Sequence[Delivery]) -> None:
        async with self.database.begin() as tx:
            await outbox.give_back(tx, [one.id for one in deliveries], owner=self.owner)

    async def _wait_for_news(self, seconds: float) -> None:
        self.news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self.news.wait()
        except TimeoutError:
            return

    # ---- settling --------------------------------------------------------------------------------

    async def settle_until_finished(self) -> None:
        """Commit outcomes in groups, none later than a tenth of a second after its send."""
        while not (self.finished and not self.ended):
            if not self.ended:
                await self._wait_for_news(1.0)
            elif self.in_flight and self.go.is_set() and len(self.ended) < _N_IN_GROUP:
                await asyncio.sleep(_GROUP_SECONDS)
            if self.ended:
                await self._settle(self.ended[:_N_IN_GROUP])

    async def _settle(self, group: Sequence[Ended]) -> None:
        is_token_frozen = await self._commit(group)
        del self.ended[: len(group)]
        self.n_ended += len(group)
        self.halted = self.halted or is_token_frozen
        if not any(is_flood(outcome) for _, outcome in self.ended):
            self.go.set()
        self.news.set()
        for delivery, outcome in group:
            _log(delivery, outcome)

    async def _commit(self, group: Sequence[Ended]) -> bool:
        """Commit one group; while the database is away, again and again within the lease."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.lease_seconds
        while True:
            try:
                async with self.database.begin() as tx:
                    return await settle(tx, group, owner=self.owner, now=self.clock.now())
            except Exception:
                log.exception("delivery.unsettled", n=len(group))
                if loop.time() > give_up_at:
                    # The rows stay `sending` and become unknown when their lease runs out.
                    return True
            await asyncio.sleep(_COMMIT_AGAIN_SECONDS)


async def send(bot: Bot, delivery: Delivery, *, paid: bool = False) -> TelegramMessage:
    """Make the call for one delivery.

    Raises:
        TelegramError: as Telegram or the way there ended it.
    """
    message = delivery.message
    answered = delivery.reply_to
    return await bot.send_message(
        chat_id=delivery.chat_id,
        text=message.plain if is_plain(message) else message.html,
        parse_mode=None if is_plain(message) else ParseMode.HTML,
        reply_markup=keyboard(message),
        link_preview_options=preview(message),
        disable_notification=delivery.silent,
        message_thread_id=delivery.thread_id,
        allow_paid_broadcast=paid or None,
        reply_parameters=None
        if answered is None
        else ReplyParameters(message_id=answered, allow_sending_without_reply=True),
    )


def _log(delivery: Delivery, outcome: Outcome) -> None:
    about = {
        "delivery_id": delivery.id,
        "chat_id": delivery.chat_id,
        "reason": getattr(outcome, "reason", None),
    }
    event = f"delivery.{type(outcome).__name__.lower()}"
    if isinstance(outcome, ends.Sent):
        log.info(event, delivery_id=delivery.id, chat_id=delivery.chat_id)
    else:
        log.warning(event, **about)
