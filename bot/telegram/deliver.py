"""The stage that sends: claim a share of the rate, send it evenly, settle each outcome by its row.

At most once: a row is `sending` on disk before the call, and whatever ends without an answer is
`unknown` and never sent again by itself. A round is one commit: how the last sends ended, and which
go out next. Up to 32 are in flight, so that one slow answer holds up nobody. Imports the store and
its own siblings.
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
from bot.model import BotId, Delivery, EditionId
from bot.store import editions, endings, outbox
from bot.store.claims import Owner
from bot.store.database import Database, Transaction
from bot.telegram import outcome as ends
from bot.telegram.keyboards import keyboard, preview
from bot.telegram.outcome import Outcome, classify, is_plain
from bot.telegram.settle import Ended, Settled, is_flood, settle

N_IN_FLIGHT = 32
DRAIN_SECONDS = 30.0
# A share is what the token may send in this time: four rounds a second, however many replicas. It
# bounds what a killed process leaves as unknown, and how long an answer waits that comes meanwhile.
_SHARE_SECONDS = 0.25
# Who is late catches up, but never faster than this part of a step: 28 a second are then 29.5, and
# what waited during a stall does not go out at once.
_LEAST_STEP = 0.95
# While sends are under way and nothing else may go out.
_LOOK_AGAIN_SECONDS = 0.1
# How long after a failed commit of marks it is tried again.
_COMMIT_AGAIN_SECONDS = 0.5

_log = structlog.get_logger()


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
    try:
        await run.send_until_idle()
    finally:
        await run.drain(drain_seconds)
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
    halted: bool = False
    token_refused: bool = False
    n_ended: int = 0
    last_start: float = 0.0
    # When to look next for rows of dead processes, on the loop's clock; at once when beginning.
    expire_at: float = 0.0

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.halted or self.stopping.is_set()

    # ---- sending ---------------------------------------------------------------------------------

    async def send_until_idle(self) -> None:
        """Claim and begin sends until nothing is due and nothing is in flight."""
        while not self.stopped:
            share = await self._round()
            if share.deliveries:
                await self._begin(share)
            elif self.in_flight:
                await asyncio.wait(set(self.in_flight), timeout=_LOOK_AGAIN_SECONDS)
            elif not self.ended:
                return

    async def drain(self, seconds: float) -> None:
        """Let what is in flight end, and settle it; what does not end in time is unknown."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + seconds
        while self.in_flight and loop.time() < give_up_at:
            patience = min(_SHARE_SECONDS, give_up_at - loop.time())
            await asyncio.wait(set(self.in_flight), timeout=patience)
            await self._settle()
        for task, delivery in list(self.in_flight.items()):
            if not task.done():
                task.cancel()
                self._end(delivery, ends.Unknown(reason="stopped"))
        await self._settle()

    async def _begin(self, share: outbox.Share) -> None:
        """Begin each send at its time; give back what a stop or a flood leaves over."""
        loop = asyncio.get_running_loop()
        at = loop.time() + share.wait_seconds
        for n, delivery in enumerate(share.deliveries):
            at = max(at, self.last_start + share.step_seconds * _LEAST_STEP)
            await asyncio.sleep(max(0.0, at - loop.time()))
            if any(is_flood(outcome) for _, outcome in self.ended):
                # Its row says whose limit it was.
                await self._settle()
            if self.stopped:
                await self._give_back(share.deliveries[n:])
                return
            self.last_start = loop.time()
            at += share.step_seconds
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
            case ends.Retry(reason="not-sent"):
                # The next ones would fail the same way: better look again in a moment.
                self.halted = True
            case ends.TokenRefused():
                self.halted = self.token_refused = True
            case _:
                pass
        self.ended.append((delivery, outcome))

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.in_flight.pop(task, None)

    # ---- the rows --------------------------------------------------------------------------------

    async def _round(self) -> outbox.Share:
        """Commit how sends have ended, and what goes out next."""
        group, now = tuple(self.ended), self.clock.now()
        async with self.database.begin(durable=True) as tx:
            expired = await self._expire(tx, now)
            settled = await settle(tx, group, owner=self.owner, now=now)
            share = outbox.NOTHING if settled.is_gate_closed else await self._claim(tx)
            # Last, as whoever changes a reader's wishes locks the chat before its subscription.
            await editions.settle_all(tx, settled.editions | expired, now=now)
        self._take_note(group, settled)
        return share

    async def _claim(self, tx: Transaction) -> outbox.Share:
        n_free = N_IN_FLIGHT - len(self.in_flight)
        n = min(max(1, round(self.rate * _SHARE_SECONDS)), n_free)
        if n <= 0:
            return outbox.NOTHING
        return await outbox.claim(
            tx,
            self.bot_id,
            n=n,
            owner=self.owner,
            lease_seconds=self.lease_seconds,
            rate=self.rate,
        )

    async def _expire(self, tx: Transaction, now: datetime) -> frozenset[EditionId]:
        """Once a lease, mark as unknown what a process that died was sending: its chats wait."""
        loop_seconds = asyncio.get_running_loop().time()
        if loop_seconds < self.expire_at:
            return frozenset()
        expired = await endings.expire(tx, now=now)
        for one in expired:
            _log.warning("delivery.expired", delivery_id=one.id, chat_id=one.chat_id)
        self.expire_at = loop_seconds + self.lease_seconds
        return frozenset(one.edition_id for one in expired if one.edition_id is not None)

    async def _settle(self) -> None:
        """Commit how sends have ended; while the database is away, again within the lease."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.lease_seconds
        while self.ended:
            try:
                await self._settle_once()
            except Exception:  # noqa: BLE001 - logged; tried again below
                _log.exception("delivery.unsettled", n=len(self.ended))
                if loop.time() > give_up_at:
                    # The rows stay `sending` and become unknown when their lease runs out.
                    self.halted = True
                    self.ended.clear()
                    return
                await asyncio.sleep(_COMMIT_AGAIN_SECONDS)

    async def _settle_once(self) -> None:
        group, now = tuple(self.ended), self.clock.now()
        async with self.database.begin() as tx:
            settled = await settle(tx, group, owner=self.owner, now=now)
            await editions.settle_all(tx, settled.editions, now=now)
        self._take_note(group, settled)

    def _take_note(self, group: Sequence[Ended], settled: Settled) -> None:
        """Forget what is settled; other ends may have come in the meantime."""
        del self.ended[: len(group)]
        self.n_ended += len(group)
        self.halted = self.halted or settled.is_gate_closed
        for delivery, outcome in group:
            _tell(delivery, outcome)

    async def _give_back(self, deliveries: Sequence[Delivery]) -> None:
        async with self.database.begin() as tx:
            await outbox.give_back(tx, [one.id for one in deliveries], owner=self.owner)


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


def _tell(delivery: Delivery, outcome: Outcome) -> None:
    about = {
        "delivery_id": delivery.id,
        "chat_id": delivery.chat_id,
        "reason": getattr(outcome, "reason", None),
    }
    event = f"delivery.{type(outcome).__name__.lower()}"
    if isinstance(outcome, ends.Sent):
        _log.info(event, delivery_id=delivery.id, chat_id=delivery.chat_id)
    else:
        _log.warning(event, **about)
