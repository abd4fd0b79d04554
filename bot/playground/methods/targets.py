"""Which chat and which message a call means, and whether the bot may."""

from bot.playground.calls import Call
from bot.playground.chats import ADMIN_ROLES, Chat, ChatType, Json, Member, Role
from bot.playground.refusals import RefusedError, bad_request, forbidden
from bot.playground.state import State


def chat_of(state: State, call: Call) -> Chat:
    """Return the chat of the call, which the bot must be able to see.

    Raises:
        RefusedError: unknown, left, kicked, upgraded.
    """
    chat_id = call.parameters.get("chat_id")
    if chat_id is None:
        raise bad_request("chat_id is empty")
    return known_chat(state, chat_id)


def known_chat(state: State, chat_id: int | str) -> Chat:
    """Return the chat with this id; see `chat_of`."""
    chat = state.chats.find(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if chat.type is not ChatType.PRIVATE:
        _check_presence(chat, chat.role_of(state.bot))
    return chat


def chat_to_write_to(state: State, call: Call, *, kind: str = "text messages") -> Chat:
    """Return the chat of the call, in which the bot must be allowed to send this kind."""
    chat = chat_of(state, call)
    if chat.person is not None:
        _check_private(state, chat)
    elif chat.type is ChatType.CHANNEL:
        _check_channel_right(state, chat, "can_post_messages")
    elif _is_muted(chat.members[state.bot.id]):
        raise bad_request(f"not enough rights to send {kind} to the chat")
    return chat


def message_of(chat: Chat, call: Call, what: str) -> Json:
    """Return the message that the call names; *what* is Telegram's word for it."""
    message = chat.messages.get(call.number("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def is_admin(state: State, chat: Chat) -> bool:
    """Return whether the bot administers the chat."""
    return chat.role_of(state.bot) in ADMIN_ROLES


def _is_muted(member: Member) -> bool:
    return member.role is Role.RESTRICTED and "can_send_messages" not in member.rights


def _check_presence(chat: Chat, role: Role) -> None:
    name = f"{chat.type.value} chat"
    if role is Role.KICKED:
        raise forbidden(f"bot was kicked from the {name}")
    if role is Role.LEFT:
        raise forbidden(f"bot is not a member of the {name}")


def _check_private(state: State, chat: Chat) -> None:
    if chat.person is not None and chat.person.is_deactivated:
        raise forbidden("user is deactivated")
    if chat.role_of(state.bot) is Role.KICKED:
        raise forbidden("bot was blocked by the user")
    if not chat.is_started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_channel_right(state: State, chat: Chat, right: str) -> None:
    if right not in chat.members[state.bot.id].rights:
        raise _no_channel_right()


def _no_channel_right() -> RefusedError:
    return bad_request("need administrator rights in the channel chat")
