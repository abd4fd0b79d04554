"""Where the bot is: added, removed, blocked, promoted; and groups that become supergroups.

Such an update is the source of truth for "may I write here": nothing is probed. Imports the store.
"""

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler, filters

from bot.model import BotId, ChatId, ChatKind
from bot.store import chats, editions
from bot.store.database import Transaction
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.topics import new_digest
from bot.telegram.handlers.written import message
from bot.telegram.roles import may_write

_WAS_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_GROUPS = (ChatKind.GROUP, ChatKind.SUPERGROUP)
# Why a chat is paused, by what the bot is there now.
_REASONS = {ChatMemberStatus.BANNED: "blocked", ChatMemberStatus.LEFT: "not-a-member"}


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(message(filters.StatusUpdate.MIGRATE, migrated))


async def changed(update: Update, context: Context) -> None:
    """Pause a chat that does not let us write; greet a group that has just let us in.

    Of a channel it is noted who let us in: its posts name nobody who could be told what fails.

    One that lets us write is made or woken by `consume`, as by any message.
    """
    change = update.my_chat_member
    if change is None:
        return
    if not may_write(change):
        _pause(context, ChatId(change.chat.id), _REASONS.get(_status(change), "no-rights"))
    elif context.chat.kind is ChatKind.CHANNEL:
        context.change_chat(keeper_id=change.from_user.id)
    elif context.chat.kind in _GROUPS and change.old_chat_member.status in _WAS_OUTSIDE:
        new_digest(context)


async def migrated(update: Update, context: Context) -> None:
    """Give a group its new id; told by either chat, in whichever order."""
    told = update.message
    if told is None:
        return
    old, new = told.migrate_from_chat_id or told.chat.id, told.migrate_to_chat_id or told.chat.id
    bot_id = context.desk.bot_id

    async def effect(tx: Transaction) -> None:
        await chats.migrate(tx, bot_id, old=ChatId(old), new=ChatId(new))

    context.write(effect)


def _status(change: ChatMemberUpdated) -> ChatMemberStatus:
    return ChatMemberStatus(change.new_chat_member.status)


def _pause(context: Context, chat_id: ChatId, reason: str) -> None:
    bot_id: BotId = context.desk.bot_id

    async def effect(tx: Transaction) -> None:
        ended = await chats.pause(tx, bot_id, chat_id, reason=reason)
        await editions.settle_all(tx, ended, now=context.now)

    context.write(effect)
