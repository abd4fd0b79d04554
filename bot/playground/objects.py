"""Telegram's objects as JSON, complete: users, chats, members, messages, markup.

Imports `chats` and `entities`.
"""

from collections.abc import Sequence
from typing import Any

from bot.playground.chats import Chat, ChatType, Json, Member, Person, Role
from bot.playground.description import bot_api
from bot.playground.entities import Entity, Formatted

ANONYMOUS_ADMIN = Person(
    id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True
)
# Fields that the API requires of every administrator, whatever the kind of chat.
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")


def user_object(person: Person) -> Json:
    """Return a `User`."""
    user: Json = {
        "id": person.id,
        "is_bot": person.is_bot,
        "first_name": person.first_name,
    }
    if person.username:
        user["username"] = person.username
    if not person.is_bot:
        user["language_code"] = person.language_code
    return user


def bot_object(bot: Person) -> Json:
    """Return the `User` that `getMe` answers with, all its further fields included."""
    return user_object(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_guest_queries": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def chat_object(chat: Chat) -> Json:
    """Return a `Chat`."""
    result: Json = {"id": chat.id, "type": chat.type.value}
    if chat.person is not None:
        result["first_name"] = chat.person.first_name
        username = chat.person.username
    else:
        result["title"] = chat.title
        username = chat.username
    if username:
        result["username"] = username
    if chat.is_forum:
        result["is_forum"] = True
    return result


def full_chat_object(chat: Chat) -> Json:
    """Return a `ChatFullInfo`."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return chat_object(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def member_object(chat: Chat, member: Member) -> Json:
    """Return the `ChatMember` of its status, with every right that the API requires."""
    result: Json = {"status": member.role.value, "user": user_object(member.person)}
    match member.role:
        case Role.OWNER:
            result["is_anonymous"] = member.is_anonymous
        case Role.ADMIN:
            further = CHANNEL_RIGHTS if chat.type is ChatType.CHANNEL else GROUP_RIGHTS
            rights = {right: right in member.rights for right in (*ADMIN_RIGHTS, *further)}
            result |= {"can_be_edited": False, "is_anonymous": member.is_anonymous} | rights
        case Role.RESTRICTED:
            fields = bot_api().types["ChatMemberRestricted"].fields.values()
            names = [field.name for field in fields if field.types == ("Boolean",)]
            result |= {name: name in member.rights for name in names}
            result |= {"is_member": True, "until_date": 0}
        case Role.KICKED:
            result["until_date"] = 0
        case _:
            pass
    return result


def text_fields(formatted: Formatted) -> Json:
    """Return `text` and `entities` of a message."""
    return {"text": formatted.text} | entity_objects("entities", formatted.entities)


def entity_objects(name: str, entities: Sequence[Entity]) -> Json:
    """Return the entities as a field of a message, or nothing when there are none."""
    return {name: [entity_object(entity) for entity in entities]} if entities else {}


def entity_object(entity: Entity) -> Json:
    """Return a `MessageEntity`."""
    result: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    extra: dict[str, Any] = {
        "url": entity.url,
        "language": entity.language,
        "custom_emoji_id": entity.custom_emoji_id,
        "unix_time": entity.unix_time,
        "date_time_format": entity.date_time_format,
    }
    if entity.user_id is not None:
        extra["user"] = {"id": entity.user_id, "is_bot": False, "first_name": str(entity.user_id)}
    return result | {name: value for name, value in extra.items() if value is not None}


def as_the_bot_sees_it(message: Json) -> Json:
    """Return a message without what only clients show: reactions, keyboards not inline."""
    hidden = {"reactions"}
    if "inline_keyboard" not in message.get("reply_markup", {}):
        hidden.add("reply_markup")
    return {name: value for name, value in message.items() if name not in hidden}
