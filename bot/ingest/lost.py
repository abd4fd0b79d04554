"""What is told to those who subscribed to a feed of which nothing comes any more.

Planned in the transaction that writes the look which found it out: known once, told once. A feed
that returns is welcomed silently. Imports render and the store.
"""

from datetime import datetime

from bot.model import Chat, ChatId, ChatKind, ChatState, Feed, Priority, Subscription
from bot.render import sources
from bot.render.voice import Voice
from bot.render.words import Words
from bot.store import bots, chats, outbox, subscriptions
from bot.store.database import Transaction
from bot.store.outbox import Planned


async def tell(tx: Transaction, feed: Feed, *, now: datetime, button_key: bytes) -> None:
    """Tell each chat with *feed* among its own sources once, silently.

    A channel's readers can do nothing about it: who let the bot in is told in private, or else the
    owner, if they talk to the bot.

    Args:
        tx: in which the feed's state is written.
        feed: as it stands now.
        now: when that was found.
        button_key: signs the buttons.
    """
    holders: dict[tuple[int, ChatId], Subscription] = {}
    for one in await subscriptions.holding(tx, feed.topic):
        holders.setdefault((one.bot_id, one.chat_id), one)
    planned = [await _planned(tx, feed, one, now, button_key) for one in holders.values()]
    await outbox.add_all(tx, [one for one in planned if one is not None], now=now)


async def _planned(
    tx: Transaction, feed: Feed, holder: Subscription, now: datetime, button_key: bytes
) -> Planned | None:
    chat = await chats.get(tx, holder.bot_id, holder.chat_id)
    if chat is None or chat.state is ChatState.PAUSED:
        return None
    in_channel = chat if chat.kind is ChatKind.CHANNEL else None
    told = await _keeper(tx, chat) if in_channel else chat
    if told is None:
        return None
    voice = Voice(words=Words(told.language, zone=told.zone), key=button_key)
    since = int((feed.failing_since or now).timestamp())
    return Planned(
        bot_id=told.bot_id,
        chat_id=told.id,
        key=f"feed:{feed.id}:lost:{since}" + (f":{chat.id}" if in_channel else ""),
        messages=[
            sources.lost_in_channel(voice, feed, now, channel=chat.title)
            if in_channel
            else sources.lost(voice, feed, now)
        ],
        priority=Priority.ANNOUNCEMENT,
        thread_id=None if in_channel else holder.thread_id,
        silent=True,
    )


async def _keeper(tx: Transaction, channel: Chat) -> Chat | None:
    """The private chat in which someone can be told of a channel; None where nobody can."""
    owner_id = (await bots.get(tx, channel.bot_id)).owner_id
    for person in (channel.keeper_id, owner_id):
        chat = await chats.get(tx, channel.bot_id, ChatId(person)) if person else None
        if chat is not None and chat.state is ChatState.ACTIVE and chat.kind is ChatKind.PRIVATE:
            return chat
    return None
