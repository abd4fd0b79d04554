"""A digest that may not have arrived is said once, when the chat is heard of next.

Imports render's words and the store.
"""

from datetime import timedelta

from bot.model import DeliveryState, Priority
from bot.render.buttons import Action
from bot.render.voice import message
from bot.store import outbox
from bot.store.database import Transaction
from bot.telegram.context import Desk, Work, voice_of

# What was lost longer ago is no news to anybody.
MENTIONED_WITHIN = timedelta(days=7)


async def mention_lost(tx: Transaction, desk: Desk, work: Work) -> None:
    """Add one line with *send it again* behind the answers, if a digest stands as unknown.

    The row's key names the delivery, so that a second contact does not say it again.
    """
    chat = work.chat
    if chat is None:
        return
    unknown = await outbox.of_chat(tx, desk.bot_id, chat.id, states=[DeliveryState.UNKNOWN])
    digests = (row for row in unknown if row.edition_id is not None)
    lost = next((row for row in digests if work.now - row.settled_at < MENTIONED_WITHIN), None)
    if lost is None:
        return
    voice = voice_of(chat, desk.button_key)
    again = voice.button("send-again", Action.SEND_AGAIN, lost.id)
    await outbox.add(
        tx,
        bot_id=desk.bot_id,
        chat_id=chat.id,
        key=f"lost:{lost.id}",
        messages=[message(voice.words("status-unknown"), buttons=[[again]])],
        # Behind the answer that it comes with.
        priority=Priority.DIGEST,
        now=work.now,
        thread_id=work.thread_id,
    )
