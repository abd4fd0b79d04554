"""What the bot knows and does: `/help`, `/status`, `/export`, `/forget`.

Imports render, the due test and the store.
"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from telegram import Update
from telegram.constants import ChatAction

from bot.digests.due import next_due
from bot.model import DeliveryState, Subscription
from bot.render import replies
from bot.render import settings as pages
from bot.render.buttons import Action, Press
from bot.render.settings import Status
from bot.store import chats, editions, endings, outbox, texts
from bot.store.database import Transaction
from bot.store.types import instant
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers import outlines, sources
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.written import command
from bot.telegram.roles import check_may_change

N_NEXT = 3
# What failed longer ago is no news.
FAILED_WITHIN = timedelta(days=7)


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("help", tell_help))
    application.add_handler(command("status", status))
    application.add_handler(command("export", export))
    application.add_handler(command("forget", forget))


async def tell_help(_update: Update, context: Context) -> None:
    """Say what the bot does."""
    context.reply(replies.help_page(context.voice))


async def status(_update: Update, context: Context) -> None:
    """Say when the last digest came, when the next ones come, and what failed."""
    known = await subscribed.of_chat(context)
    async with context.read() as tx:
        told = await _status(tx, context, known)
    context.reply(pages.status(context.voice, told, context.now))


async def export(update: Update, context: Context) -> None:
    """Send everything known of the chat; sent at once, because sending it twice harms nobody."""
    await check_may_change(update)
    context.act(ChatAction.UPLOAD_DOCUMENT)
    known = await subscribed.of_chat(context)
    async with context.read() as tx:
        found = await _everything(tx, context, known)
    await context.bot.send_document(
        context.chat.id,
        json.dumps(found, ensure_ascii=False, indent=2, default=str).encode(),
        filename="nutgraf.json",
        caption=pages.export_caption(context.voice),
        message_thread_id=context.work.thread_id,
    )
    own = await sources.own_feeds(context)
    if own:
        await outlines.send(context, own)


async def forget(update: Update, context: Context) -> None:
    """Ask before everything is erased."""
    await check_may_change(update)
    context.reply(pages.forget_question(context.voice))


async def forget_yes(context: Context, _press: Press) -> None:
    """Erase everything; the answer is an edit, so that no row of it is left either."""
    bot_id, chat_id = context.desk.bot_id, context.chat.id

    async def effect(tx: Transaction) -> None:
        await chats.erase(tx, bot_id, chat_id, last_update=context.work.update_id)

    context.write(effect)
    context.edit(pages.forgotten(context.voice))


PRESSES: dict[Action, OnPress] = {Action.FORGET_YES: forget_yes}


async def _status(tx: Transaction, context: Context, known: list[Subscription]) -> Status:
    bot_id, chat_id = context.desk.bot_id, context.chat.id
    last_at, n_told = await _last(tx, known)
    unknown = await outbox.of_chat(tx, bot_id, chat_id, states=[DeliveryState.UNKNOWN])
    dead = await outbox.of_chat(tx, bot_id, chat_id, states=[DeliveryState.DEAD])
    waiting = await outbox.of_chat(tx, bot_id, chat_id, states=[DeliveryState.READY])
    ended = [row for row in dead if row.reason != endings.SENT_AGAIN]
    failed = [row for row in ended if _is_recent(row.settled_at, context.now)]
    lost = [row for row in unknown if _is_recent(row.settled_at, context.now)]
    retried = [row for row in waiting if row.reason is not None]
    return Status(
        last_sent_at=last_at,
        next_due=_coming(known),
        n_stories_told=n_told,
        n_failed=len(failed) + len(retried),
        retry_at=min((instant(row.due_at) for row in retried), default=None),
        unknown_delivery=lost[0].id if lost else None,
    )


async def _last(tx: Transaction, known: list[Subscription]) -> tuple[datetime | None, int]:
    """When the newest digest arrived, and how many stories it told."""
    rows = [await editions.last_of(tx, one.id) for one in known]
    arrived = [row for row in rows if row is not None and row.delivered_at is not None]
    if not arrived:
        return None, 0
    newest = max(arrived, key=lambda row: row.delivered_at)
    body = await editions.of_edition(tx, newest.id)
    return newest.delivered_at, len(body.told) if body else 0


def _coming(known: list[Subscription]) -> tuple[datetime, ...]:
    """The next instants over all digests, soonest first."""
    instants: list[datetime] = []
    for one in known:
        coming: list[datetime] = []
        at = one.next_due_at
        while at is not None and len(coming) < N_NEXT:
            coming.append(at)
            at = next_due(one.slot, at)
        instants += coming
    return tuple(sorted(instants)[:N_NEXT])


def _is_recent(settled_at: datetime | None, now: datetime) -> bool:
    return settled_at is not None and now - settled_at < FAILED_WITHIN


async def _everything(
    tx: Transaction, context: Context, known: list[Subscription]
) -> dict[str, Any]:
    bot_id, chat_id = context.desk.bot_id, context.chat.id
    sent = await outbox.of_chat(tx, bot_id, chat_id, states=list(DeliveryState), limit=None)
    marks = await chats.marks_of(tx, bot_id, chat_id)
    return {
        "chat": asdict(context.chat),
        "digests": [asdict(one) for one in known],
        "marks": [asdict(mark) for mark in marks],
        "texts": [asdict(sent) for sent in await texts.of_chat(tx, bot_id, chat_id)],
        "messages": [
            {"at": row.settled_at, "state": row.state, "text": row.message["plain"]} for row in sent
        ],
    }
