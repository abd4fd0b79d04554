"""Who may do what: asked at the press, because a button grants no right. Imports the errors.

Anyone may ask. Only admins change what a group or channel gets; an anonymous admin writes as the
group itself. In a private chat its person decides.
"""

from telegram import (
    Chat,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.errors import UsageError

_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def may_change(update: Update) -> bool:
    """Whether whoever wrote or pressed may change what this chat gets.

    Raises:
        TelegramError: Telegram could not be asked.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None or chat.type == ChatType.PRIVATE:
        return chat is not None
    # Only admins post in a channel; its readers press buttons there.
    if update.channel_post is not None or _is_anonymous_admin(update, chat):
        return True
    if user is None:
        return False
    try:
        member = await chat.get_member(user.id)
    except (BadRequest, Forbidden):
        return False
    return member.status in _ADMINS


async def check_may_change(update: Update) -> None:
    """Let nobody go on who may not change what this chat gets.

    Raises:
        UsageError: whoever wrote is none of its admins.
        TelegramError: Telegram could not be asked.
    """
    if not await may_change(update):
        raise UsageError("error-admins-only")


def may_write(change: ChatMemberUpdated) -> bool:
    """Whether the bot may send messages after this change of what it is in a chat."""
    member = change.new_chat_member
    match member:
        case ChatMemberAdministrator() if change.chat.type == ChatType.CHANNEL:
            return bool(member.can_post_messages)
        case ChatMemberRestricted():
            return member.is_member and member.can_send_messages
        case _:
            return member.status not in _OUTSIDE


def _is_anonymous_admin(update: Update, chat: Chat) -> bool:
    message = update.message
    sender = message.sender_chat if message else None
    return sender is not None and sender.id == chat.id
