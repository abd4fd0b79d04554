"""The stage that handles updates: in order per chat, and all that one changes in one commit.

Claim → handle without a transaction → effects, answers and the mark of the update in one commit.
Killed before the commit, the update is handled again by whoever takes over; killed after it, its
answers are in the outbox. Imports the store and `context`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from telegram import Message as TelegramMessage
from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.clock import Running
from bot.digests.times import guessed_zone
from bot.errors import BotError
from bot.model import Chat, ChatId, ChatKind, ChatState, Priority
from bot.render import replies
from bot.render.voice import Voice
from bot.render.words import Words, best_language
from bot.store import bots, chats, inbox, outbox
from bot.store.claims import Owner
from bot.store.database import Database
from bot.store.inbox import Received
from bot.telegram.access import is_let_in
from bot.telegram.context import AfterCommit, NutgrafApplication, Work
from bot.telegram.lost import mention_lost
from bot.telegram.roles import may_write

N_AT_ONCE = 8
_LOOK_AGAIN_SECONDS = 0.1
# A link at its slowest (`Desk.link_seconds`), then its summary (`quoting.TIMEOUT_SECONDS`), each of
# which says by itself what went wrong; nobody waits longer for a bot.
_MOST_SECONDS = 50.0
# A commit that fails may be the database's moment or our mistake: after this many it is ours.
_COMMIT_TRIES = 3

_log = structlog.get_logger()


async def consume_due(
    database: Database,
    application: NutgrafApplication,
    *,
    owner: Owner,
    lease_seconds: float,
    now: datetime,
    stopping: asyncio.Event | None = None,
    answered: Callable[[], None] = lambda: None,
) -> int:
    """Handle open updates, and what comes in meanwhile; return how many were handled.

    Returns when none is left. Updates of different chats are handled side by side, so that a chat
    whose link is slow to read holds up no other.

    Args:
        lease_seconds: after how long another replica takes an update over from a dead one; who is
            alive renews it.
        stopping: once set nothing more is begun; what is begun is finished.
        answered: called after each commit, to wake whoever sends: a slow update of another chat
            must not hold up an answer that is ready.
    """
    run = _Run(
        database=database,
        application=application,
        owner=owner,
        lease_seconds=lease_seconds,
        clock=Running(started_at=now),
        answered=answered,
    )
    try:
        while not (stopping and stopping.is_set()):
            claimed = await run.claim()
            for received in claimed:
                run.begin(received)
            if not run.in_flight:
                break
            await asyncio.wait(
                run.in_flight,
                timeout=_LOOK_AGAIN_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
    finally:
        await asyncio.gather(*run.in_flight)
    return run.n_handled


@dataclass(kw_only=True, slots=True)
class _Run:
    """The updates that one call of the stage has begun."""

    database: Database
    application: NutgrafApplication
    owner: Owner
    lease_seconds: float
    clock: Running
    answered: Callable[[], None]
    in_flight: set[asyncio.Task[None]] = field(default_factory=set)
    n_handled: int = 0

    async def claim(self) -> list[Received]:
        """Take as many updates as may be handled besides those in flight.

        Reading comes first: a transaction that writes, and finds nothing, would hold up the sender
        of the answer that is just ready.
        """
        n = N_AT_ONCE - len(self.in_flight)
        bot_id = self.application.desk.bot_id
        async with self.database.read() as tx:
            if n <= 0 or not await inbox.any_open(tx, bot_id):
                return []
        async with self.database.begin() as tx:
            return await inbox.claim_open(
                tx,
                bot_id,
                n=n,
                owner=self.owner,
                lease_seconds=self.lease_seconds,
            )

    def begin(self, received: Received) -> None:
        """Handle one update in a task of its own."""
        task = asyncio.create_task(self._guarded(received))
        self.in_flight.add(task)
        task.add_done_callback(self.in_flight.discard)

    async def _guarded(self, received: Received) -> None:
        """Handle one update; whatever goes wrong with it is its own affair."""
        try:
            if await self._handle(received):
                self.n_handled += 1
        except Exception as error:  # noqa: BLE001 - logged; the next one goes on
            _log.exception("update.failed", update_id=received.update_id, chat_id=received.chat_id)
            async with self.database.begin() as tx:
                await inbox.retry(
                    tx,
                    received,
                    owner=self.owner,
                    wait_seconds=float(received.attempts),
                    error=type(error).__name__,
                )

    async def _handle(self, received: Received) -> bool:
        application = self.application
        update = Update.de_json(dict(received.payload), application.bot)
        work = await self._open(update, received)
        application.open[received.update_id] = work
        try:
            if work.is_let_in:
                await self._run_handlers(update)
            else:
                self._turn_away(update, work)
            await self._close(update, received, work)
        except _LeaseLostError:
            _log.warning("update.lease-lost", update_id=received.update_id)
            return False
        finally:
            del application.open[received.update_id]
            await asyncio.gather(*work.beside, return_exceptions=True)
        return True

    async def _open(self, update: Update, received: Received) -> Work:
        message, now = update.effective_message, self.clock.now()
        in_topic = isinstance(message, TelegramMessage) and message.is_topic_message
        asked = update.message if update.message and received.chat_id < 0 else None
        chat = await self._chat(update, now)
        may_be_unknown = update.effective_chat is None or _tells_of_itself(update)
        return Work(
            update_id=received.update_id,
            now=now,
            chat=chat,
            is_let_in=chat is not None or may_be_unknown,
            thread_id=message.message_thread_id if message and in_topic else None,
            reply_to=asked.message_id if asked else None,
        )

    async def _chat(self, update: Update, now: datetime) -> Chat | None:
        """The chat's row; made at its first message, alive again when it may be written to.

        A group that took our right to write goes on talking: only the news that we have it back,
        or a person's own message in private, wakes a chat that is paused.
        """
        chat = update.effective_chat
        if chat is None:
            return None
        bot_id, chat_id = self.application.desk.bot_id, ChatId(chat.id)
        async with self.database.read() as tx:
            known = await chats.get(tx, bot_id, chat_id)
        wakes = update.my_chat_member is not None or chat.type == ChatType.PRIVATE
        if _tells_of_itself(update) or (known and (known.state is ChatState.ACTIVE or not wakes)):
            return known
        if known is None and not await self._is_let_in(update):
            return None
        tag = update.effective_user.language_code if update.effective_user else None
        async with self.database.begin() as tx:
            met, _ = await chats.meet(
                tx,
                bot_id=bot_id,
                chat_id=chat_id,
                kind=ChatKind(chat.type),
                title=chat.effective_name or "",
                language=best_language(tag),
                zone=guessed_zone(tag),
                now=now,
            )
        return met

    def _turn_away(self, update: Update, work: Work) -> None:
        """Tell a stranger of a closed bot so, in private; a group that added it hears nothing."""
        user, chat = update.effective_user, update.effective_chat
        if update.message is None or user is None or chat is None or chat.id != user.id:
            return
        words = Words(best_language(user.language_code))
        voice = Voice(words=words, key=self.application.desk.button_key)
        work.replies.append(replies.say(voice, "error-private-bot"))

    async def _is_let_in(self, update: Update) -> bool:
        desk = self.application.desk
        async with self.database.read() as tx:
            bot = await bots.get(tx, desk.bot_id)
        return is_let_in(update, access=desk.access, bot=bot, key=desk.button_key)

    async def _run_handlers(self, update: Update) -> None:
        """Let the library choose and run the handler; its errors come to the error handler."""
        try:
            async with asyncio.timeout(_MOST_SECONDS):
                await self.application.process_update(update)
        except TimeoutError as error:
            await self.application.process_error(update, error)

    async def _close(self, update: Update, received: Received, work: Work) -> None:
        try:
            await self._commit(received, work)
        except _LeaseLostError:
            raise
        except Exception as error:
            if not isinstance(error, BotError) and received.attempts < _COMMIT_TRIES:
                raise
            # What could not be written is answered with words instead.
            work.drop()
            await self.application.process_error(update, error)
            await self._commit(received, work)
        self.answered()
        for call in (*work.afterwards, *self._takings_back(work)):
            await _quietly(call, received)

    def _takings_back(self, work: Work) -> list[AfterCommit]:
        """Calls that take back what was said while the answer was made."""
        if work.chat is None:
            return []
        delete = self.application.bot.delete_message
        return [partial(delete, work.chat.id, number) for number in work.meanwhile]

    async def _commit(self, received: Received, work: Work) -> None:
        async with self.database.begin() as tx:
            if not await inbox.done(tx, received, owner=self.owner):
                raise _LeaseLostError
            for effect in work.effects:
                await effect(tx)
            if work.chat is not None and work.chat.state is ChatState.PAUSED:
                # What is planned for a paused chat would wait there for ever.
                return
            if work.replies:
                await mention_lost(tx, self.application.desk, work)
            await outbox.add(
                tx,
                bot_id=received.bot_id,
                chat_id=work.chat.id if work.chat else received.chat_id,
                key=f"update:{received.update_id}",
                messages=work.replies,
                priority=Priority.ANSWER,
                now=work.now,
                thread_id=work.thread_id,
                reply_to=work.reply_to,
            )


class _LeaseLostError(Exception):
    """Another process handles the update now: nothing of this one may be written."""


def _tells_of_itself(update: Update) -> bool:
    """Whether it tells that a chat is gone or moved: such an update does not wake it."""
    message = update.message
    moved = message and (message.migrate_to_chat_id or message.migrate_from_chat_id)
    change = update.my_chat_member
    return bool(moved) or (change is not None and not may_write(change))


async def _quietly(call: AfterCommit, received: Received) -> None:
    try:
        await call()
    except TelegramError as error:
        _log.warning("update.call-failed", update_id=received.update_id, error=type(error).__name__)
