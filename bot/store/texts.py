"""Texts that a chat sent to be made short: kept for its own buttons, and seen by no other chat.

They are no articles, so no search, story or digest can come upon them.
"""

import hashlib
from datetime import datetime

import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import BotId, ChatId, SentText, TextId
from bot.store.database import Transaction
from bot.store.tables import texts

# Who sends more than this has no use for the buttons of the first; a chat must not fill the table.
MAX_TEXTS = 50


async def keep(
    tx: Transaction,
    bot_id: BotId,
    chat_id: ChatId,
    *,
    title: str | None,
    text: str,
    language: str | None,
    now: datetime,
) -> TextId:
    """Keep a text; the same text of the same chat is kept once. The oldest make room."""
    digest = hashlib.sha256(f"{title or ''}\n{text}".encode()).hexdigest()
    of_chat = (texts.c.bot_id == bot_id, texts.c.chat_id == chat_id)
    known = await tx.scalar(sa.select(texts.c.id).where(*of_chat, texts.c.text_hash == digest))
    if known is not None:
        return TextId(known)
    values = {
        "bot_id": bot_id,
        "chat_id": chat_id,
        "title": title,
        "text": text,
        "text_hash": digest,
        "language": language,
        "sent_at": now,
    }
    kept = await tx.scalar(sa.insert(texts).values(**values).returning(texts.c.id))
    newest = sa.select(texts.c.id).where(*of_chat).order_by(texts.c.id.desc()).limit(MAX_TEXTS)
    await tx.execute(sa.delete(texts).where(*of_chat, texts.c.id.not_in(newest)))
    return TextId(kept)


async def get(tx: Transaction, bot_id: BotId, chat_id: ChatId, text_id: TextId) -> SentText:
    """One of a chat's own texts.

    Raises:
        NotFound: it is kept no more, or is another chat's.
    """
    query = sa.select(texts).where(
        texts.c.id == text_id, texts.c.bot_id == bot_id, texts.c.chat_id == chat_id
    )
    row = (await tx.execute(query)).first()
    if row is None:
        raise NotFound("text", text_id)
    return _text(row)


async def of_chat(tx: Transaction, bot_id: BotId, chat_id: ChatId) -> list[SentText]:
    """All that are kept of a chat, oldest first."""
    query = sa.select(texts).where(texts.c.bot_id == bot_id, texts.c.chat_id == chat_id)
    return [_text(row) for row in await tx.execute(query.order_by(texts.c.id))]


async def forget(tx: Transaction, *, before: datetime) -> None:
    """Forget texts that were sent before that instant."""
    await tx.execute(sa.delete(texts).where(texts.c.sent_at < before))


def _text(row: sa.Row[tuple[object, ...]]) -> SentText:
    return SentText(
        id=TextId(row.id),
        title=row.title,
        text=row.text,
        language=row.language,
        sent_at=row.sent_at,
    )
