"""Chats and their marks on stories."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import (
    BotId,
    Chat,
    ChatId,
    ChatKind,
    ChatState,
    EditionId,
    Mark,
    MarkKind,
    StoryId,
)
from bot.store.database import Transaction, insert
from bot.store.shared import drop_unused
from bot.store.tables import chats, inbox, marks, outbox, subscriptions, texts


async def meet(
    tx: Transaction,
    *,
    bot_id: BotId,
    chat_id: ChatId,
    kind: ChatKind,
    title: str,
    language: str,
    zone: str,
    now: datetime,
) -> tuple[Chat, bool]:
    """The chat's row, made when it is seen for the first time; and whether it is new.

    A chat that was paused comes back by any message of its own.
    """
    fresh = {"kind": kind, "title": title, "state": ChatState.ACTIVE, "reason": None}
    statement = (
        insert(tx, chats)
        .values(bot_id=bot_id, id=chat_id, language=language, zone=zone, added_at=now, **fresh)
        .on_conflict_do_nothing(index_elements=["bot_id", "id"])
        .returning(*chats.c)
    )
    row = (await tx.execute(statement)).first()
    if row is not None:
        return _chat(row), True
    await change(tx, bot_id, chat_id, fresh)
    known = await get(tx, bot_id, chat_id)
    if known is None:  # deleted between the two statements: begin again
        return await meet(
            tx,
            bot_id=bot_id,
            chat_id=chat_id,
            kind=kind,
            title=title,
            language=language,
            zone=zone,
            now=now,
        )
    return known, False


async def get(tx: Transaction, bot_id: BotId, chat_id: ChatId) -> Chat | None:
    """One chat, or None when it was never met."""
    row = (await tx.execute(sa.select(chats).where(_is(bot_id, chat_id)))).first()
    return None if row is None else _chat(row)


async def change(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, changes: Mapping[str, Any]
) -> None:
    """Write columns of a chat by name: language, zone, expects, keeper_id, state, reason, title."""
    await tx.execute(sa.update(chats).where(_is(bot_id, chat_id)).values(**changes))


async def pause(tx: Transaction, bot_id: BotId, chat_id: ChatId, *, reason: str) -> list[EditionId]:
    """Stop sending to a chat that blocked us or took our rights; nothing is erased.

    Returns:
        The editions of which a delivery ended by this, to be settled.
    """
    # The outbox first, as the sender's claim does: two orders of locks would be a deadlock.
    ended = await tx.scalars(
        sa.update(outbox)
        .where(outbox.c.bot_id == bot_id, outbox.c.chat_id == chat_id, outbox.c.state == "ready")
        .values(state="dead", reason=reason, owner=None, lease_until=0)
        .returning(outbox.c.edition_id)
    )
    await change(tx, bot_id, chat_id, {"state": ChatState.PAUSED, "reason": reason})
    return sorted({EditionId(edition_id) for edition_id in ended if edition_id is not None})


async def migrate(tx: Transaction, bot_id: BotId, *, old: ChatId, new: ChatId) -> None:
    """Give a group that became a supergroup its new id, with all that is its own.

    Told twice or in either order, the second time changes nothing.
    """
    await _move(tx, outbox, bot_id, old=old, new=new)
    # Locked: the other chat's message, handled meanwhile, must not delete what has just moved.
    moving = sa.select(chats.c.id).where(_is(bot_id, old)).with_for_update()
    if await tx.scalar(moving) is not None:
        # The new id may have a row already, made by a message that came before; what was set is
        # in the old one's.
        await tx.execute(sa.delete(chats).where(_is(bot_id, new)))
        await tx.execute(
            sa.update(chats)
            .where(_is(bot_id, old))
            .values(id=new, kind=ChatKind.SUPERGROUP, state=ChatState.ACTIVE, reason=None)
        )
    for table in (subscriptions, texts):
        await _move(tx, table, bot_id, old=old, new=new)
    await _move_updates(tx, bot_id, old=old, new=new)
    await _move_marks(tx, bot_id, old=old, new=new)


async def erase(tx: Transaction, bot_id: BotId, chat_id: ChatId, *, last_update: int) -> None:
    """Erase everything known of a chat, and the wishes and texts that were its alone.

    Args:
        last_update: the one that asked for it; what the chat wrote after it is still answered.
    """
    await _erase(tx, outbox, bot_id, chat_id)
    await tx.execute(sa.delete(chats).where(_is(bot_id, chat_id)))
    kept = sa.update(chats).where(chats.c.bot_id == bot_id, chats.c.keeper_id == chat_id)
    await tx.execute(kept.values(keeper_id=None))
    # Its editions go with a subscription.
    for table in (subscriptions, marks, texts):
        await _erase(tx, table, bot_id, chat_id)
    await _erase(tx, inbox, bot_id, chat_id, inbox.c.update_id <= last_update)
    await drop_unused(tx)


async def _erase(
    tx: Transaction,
    table: sa.Table,
    bot_id: BotId,
    chat_id: ChatId,
    *which: sa.ColumnElement[bool],
) -> None:
    await tx.execute(
        sa.delete(table).where(table.c.bot_id == bot_id, table.c.chat_id == chat_id, *which)
    )


async def _move(
    tx: Transaction, table: sa.Table, bot_id: BotId, *, old: ChatId, new: ChatId
) -> None:
    await tx.execute(
        sa.update(table).where(table.c.bot_id == bot_id, table.c.chat_id == old).values(chat_id=new)
    )


async def _move_updates(tx: Transaction, bot_id: BotId, *, old: ChatId, new: ChatId) -> None:
    """Give what a chat wrote to another, but for what is being closed in this moment.

    Both chats tell of the move, and each holds its own update: to wait for it would be a deadlock.
    """
    waiting = (
        sa.select(inbox.c.update_id)
        .where(inbox.c.bot_id == bot_id, inbox.c.chat_id == old)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    await tx.execute(
        sa.update(inbox)
        .where(inbox.c.bot_id == bot_id, inbox.c.update_id.in_(sa.select(waiting)))
        .values(chat_id=new)
    )


async def _move_marks(tx: Transaction, bot_id: BotId, *, old: ChatId, new: ChatId) -> None:
    """Give a chat's marks to another; where both have one, the other's own stays."""
    columns = [
        sa.literal(new).label("chat_id") if column.name == "chat_id" else column
        for column in marks.c
    ]
    mine = sa.and_(marks.c.bot_id == bot_id, marks.c.chat_id == old)
    await tx.execute(
        insert(tx, marks)
        .from_select([column.name for column in marks.c], sa.select(*columns).where(mine))
        .on_conflict_do_nothing()
    )
    await tx.execute(sa.delete(marks).where(mine))


async def count(tx: Transaction) -> Mapping[str, int]:
    """How many chats there are, by state."""
    rows = await tx.execute(sa.select(chats.c.state, sa.func.count()).group_by(chats.c.state))
    return {row[0]: row[1] for row in rows}


# ---- marks ---------------------------------------------------------------------------------------


async def mark(tx: Transaction, bot_id: BotId, chat_id: ChatId, new: Mark) -> None:
    """Write a mark; a second one of its kind takes the first one's place, texts added up."""
    await mark_all(tx, bot_id, {chat_id: [new]})


async def mark_all(tx: Transaction, bot_id: BotId, new: Mapping[ChatId, Sequence[Mark]]) -> None:
    """Write marks of many chats as `mark` does, in two statements."""
    story_ids = {mark.story_id for marked in new.values() for mark in marked}
    if not story_ids:
        return
    known = await marks_among(tx, bot_id, sorted(new), sorted(story_ids))
    rows = _marked(bot_id, known, new)
    statement = insert(tx, marks)
    changed = {name: statement.excluded[name] for name in ("at", "until", "revision", "texts")}
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["bot_id", "chat_id", "story_id", "kind"], set_=changed
        ),
        rows,
    )


async def unmark(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, story_id: StoryId, kind: MarkKind
) -> None:
    """Take a mark away."""
    await tx.execute(
        sa.delete(marks).where(
            marks.c.bot_id == bot_id,
            marks.c.chat_id == chat_id,
            marks.c.story_id == story_id,
            marks.c.kind == kind,
        )
    )


async def marks_of(
    tx: Transaction, bot_id: BotId, chat_id: ChatId, story_ids: Sequence[StoryId] | None = None
) -> list[Mark]:
    """A chat's marks, on these stories or on all."""
    query = sa.select(marks).where(marks.c.bot_id == bot_id, marks.c.chat_id == chat_id)
    if story_ids is not None:
        query = query.where(marks.c.story_id.in_(story_ids))
    rows = await tx.execute(query.order_by(marks.c.story_id, marks.c.kind))
    return [_mark(row) for row in rows]


async def marks_among(
    tx: Transaction, bot_id: BotId, chat_ids: Sequence[ChatId], story_ids: Sequence[StoryId]
) -> dict[ChatId, list[Mark]]:
    """The marks of many chats on these stories; chats without any are left out."""
    rows = await tx.execute(
        sa.select(marks)
        .where(marks.c.bot_id == bot_id, marks.c.chat_id.in_(chat_ids))
        .where(marks.c.story_id.in_(story_ids))
        .order_by(marks.c.chat_id, marks.c.story_id, marks.c.kind)
    )
    found: dict[ChatId, list[Mark]] = {}
    for row in rows:
        found.setdefault(ChatId(row.chat_id), []).append(_mark(row))
    return found


async def forget_seen(tx: Transaction, *, before: datetime, n: int) -> int:
    """Forget at most *n* stories that chats were shown before *before*; return how many."""
    keys = list(marks.primary_key.columns)
    old = sa.select(*keys).where(marks.c.kind == MarkKind.SEEN, marks.c.at < before).limit(n)
    done = await tx.execute(sa.delete(marks).where(sa.tuple_(*keys).in_(old)))
    return done.rowcount


# Enough to tell what is new; a saga of months must not make the row grow without end.
_MAX_SEEN_TEXTS = 60


def _marked(
    bot_id: BotId, known: Mapping[ChatId, Sequence[Mark]], new: Mapping[ChatId, Sequence[Mark]]
) -> list[dict[str, Any]]:
    """Rows of new marks, their texts added to those known; in one order, as rows are locked."""
    shown = {(chat, m.story_id, m.kind): m.texts for chat, marked in known.items() for m in marked}
    rows = []
    for chat_id in sorted(new):
        for mark in sorted(new[chat_id], key=lambda mark: mark.story_id):
            which = (chat_id, mark.story_id, mark.kind)
            shown[which] = _added_up(shown.get(which, ()), mark.texts)
            rows.append(
                {
                    "bot_id": bot_id,
                    "chat_id": chat_id,
                    "story_id": mark.story_id,
                    "kind": mark.kind,
                    "at": mark.at,
                    "until": mark.until,
                    "revision": mark.revision,
                    "texts": shown[which],
                }
            )
    return rows


def _added_up(shown: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*shown, *new)))[-_MAX_SEEN_TEXTS:]


def _is(bot_id: BotId, chat_id: ChatId) -> sa.ColumnElement[bool]:
    return sa.and_(chats.c.bot_id == bot_id, chats.c.id == chat_id)


def _mark(row: sa.Row[Any]) -> Mark:
    return Mark(
        story_id=StoryId(row.story_id),
        kind=MarkKind(row.kind),
        at=row.at,
        until=row.until,
        revision=row.revision,
        texts=tuple(row.texts),
    )


def _chat(row: sa.Row[Any]) -> Chat:
    return Chat(
        bot_id=BotId(row.bot_id),
        id=ChatId(row.id),
        kind=ChatKind(row.kind),
        title=row.title,
        language=row.language,
        zone=row.zone,
        state=ChatState(row.state),
        reason=row.reason,
        expects=row.expects,
        keeper_id=None if row.keeper_id is None else ChatId(row.keeper_id),
    )
