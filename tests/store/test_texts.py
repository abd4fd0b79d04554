"""Texts that a chat sent: its own, kept once and not for ever."""

from datetime import datetime, timedelta

import pytest

from bot.errors import NotFound
from bot.model import ChatId, TextId
from bot.store import chats, texts
from bot.store.database import Database, Transaction
from bot.store.retention import Keep, forget_old
from tests.builders import BOT, NOON, add_chat

ADA, EVE = ChatId(1), ChatId(2)


async def keep(
    tx: Transaction, text: str = "The quay is closed.", chat: ChatId = ADA, now: datetime = NOON
) -> TextId:
    """Keep a text of a chat."""
    return await texts.keep(tx, BOT, chat, title="Quay", text=text, language="en", now=now)


async def test_a_text_is_kept_once_for_its_chat_alone(database: Database) -> None:
    """The same text of one chat is one row; another chat can neither see nor guess it."""
    async with database.begin() as tx:
        first, again, of_eve = await keep(tx), await keep(tx), await keep(tx, chat=EVE)
        sent = await texts.get(tx, BOT, ADA, first)
        with pytest.raises(NotFound, match="text"):
            await texts.get(tx, BOT, EVE, first)
    assert first == again != of_eve
    assert (sent.title, sent.text, sent.language) == ("Quay", "The quay is closed.", "en")


async def test_a_chat_cannot_fill_the_table(database: Database) -> None:
    """The oldest of a chat make room for the newest; those of others stay."""
    async with database.begin() as tx:
        await keep(tx, chat=EVE)
        for number in range(texts.MAX_TEXTS + 2):
            await keep(tx, f"Text {number}")
        kept = await texts.of_chat(tx, BOT, ADA)
        of_eve = await texts.of_chat(tx, BOT, EVE)
    assert [kept[0].text, len(kept), len(of_eve)] == ["Text 2", texts.MAX_TEXTS, 1]


async def test_texts_go_with_their_chat_and_after_their_days(database: Database) -> None:
    """They move with a group, are erased with their chat, and are forgotten like all texts."""
    moved = ChatId(-100)
    async with database.begin() as tx:
        await add_chat(tx, ADA)
        await keep(tx)
        await keep(tx, chat=EVE, now=NOON - timedelta(days=40))
        await chats.migrate(tx, BOT, old=ADA, new=moved)
        n_moved = len(await texts.of_chat(tx, BOT, moved))
        await chats.erase(tx, BOT, moved, last_update=1)
        n_erased = len(await texts.of_chat(tx, BOT, moved))
    await forget_old(database, NOON, Keep(texts=timedelta(days=30)))
    async with database.read() as tx:
        n_old = len(await texts.of_chat(tx, BOT, EVE))
    assert (n_moved, n_erased, n_old) == (1, 0, 0)
