"""Who may use the bot: asked once, when a chat is met for the first time. Pure.

A chat that is known stays let in: its row is the owner's list. Imports settings and values.
"""

import hmac
from base64 import urlsafe_b64encode

from telegram import Update

from bot.settings import Access
from bot.store.bots import Bot

# Before the key in the deep link that makes its user the owner.
OWNER_PREFIX = "own-"
# Before the code in the owner's deep link for guests.
INVITE_PREFIX = "invite-"
_N_CODE_CHARACTERS = 16


def is_let_in(update: Update, *, access: Access, bot: Bot, key: bytes) -> bool:
    """Whether a chat that is not known yet may be met.

    Args:
        update: its first one.
        access: as the owner set it.
        bot: with its owner, or the one-time key that makes one.
        key: of the bot; invitations are signed with it.
    """
    user = update.effective_user
    if access is Access.OPEN or (user is not None and user.id == bot.owner_id):
        return True
    payload = _start_payload(update)
    if bot.owner_key is not None and _same(payload, f"{OWNER_PREFIX}{bot.owner_key}"):
        return True
    return access is Access.INVITE and _same(payload, invitation(key))


def invitation(key: bytes) -> str:
    """The payload of the owner's invite link, ``t.me/BOT?start=…``; the same in every replica."""
    digest = hmac.digest(key, b"invitation", "sha256")
    return f"{INVITE_PREFIX}{urlsafe_b64encode(digest).decode()[:_N_CODE_CHARACTERS]}"


def _start_payload(update: Update) -> str:
    text = update.message.text if update.message else None
    words = (text or "").split()
    return words[1] if len(words) > 1 and words[0].startswith("/start") else ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
