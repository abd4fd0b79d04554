"""What is told to those who subscribed to a feed of which nothing comes any more.

Planned in the transaction that writes the look which found it out: known once, told once. A feed
that returns is welcomed silently. Imports render and the store.
"""

from datetime import datetime

from bot.model import ChatId, ChatKind, ChatState, Feed, Priority, Subscription
from bot.render import sources
from bot.render.voice import Voice
from bot.render.words import Words
from bot.store import chats, outbox, subscriptions
from bot.store.database import Transaction
from bot.store.outbox import Planned


async def tell(tx: Transaction, feed: Feed, *, now: datetime, button_key: bytes) -> None:
    """Tell each chat with *feed* among its own sources once, silently; channels are left alone.

    A channel's readers can do nothing about it; its admins see it in `/sources`.

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
    if chat is None or chat.state is ChatState.PAUSED or chat.kind is ChatKind.CHANNEL:
        return None
    voice = Voice(words=Words(chat.language, zone=chat.zone), key=button_key)
    since = int((feed.failing_since or now).timestamp())
    return Planned(
        bot_id=chat.bot_id,
        chat_id=chat.id,
        key=f"feed:{feed.id}:lost:{since}",
        messages=[sources.lost(voice, feed, now)],
        priority=Priority.ANNOUNCEMENT,
        thread_id=holder.thread_id,
        silent=True,
    )
