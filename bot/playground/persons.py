"""What people do: write, press, block, come and go. Each deed changes the state and tells the bot.

Imports `state` and the modules below it.
"""

import asyncio

from bot.playground.autolinks import found
from bot.playground.chats import (
    ADMIN_ROLES,
    PRESENT_ROLES,
    Chat,
    ChatType,
    Json,
    Member,
    Person,
    Role,
    Topic,
)
from bot.playground.entities import cleaned, formatted, is_empty
from bot.playground.objects import (
    as_the_bot_sees_it,
    chat_object,
    entity_objects,
    member_object,
    text_fields,
    user_object,
)
from bot.playground.state import InlineQuestion, Press, State

MAX_TEXT = 4096


def says(
    state: State,
    chat: Chat,
    content: Json,
    *,
    sender: Person,
    reply_to: int | None = None,
    thread: int | None = None,
) -> Json:
    """Let a person put a message into a chat, and queue the update if the bot gets to see it.

    In a channel the post is the channel's own; an anonymous admin writes as the group.
    """
    if chat.person is not None:
        _start(state, chat)
    member = chat.members.get(sender.id)
    as_chat = chat.type is ChatType.CHANNEL or (member is not None and member.is_anonymous)
    place: Json = {}
    if reply_to is not None:
        replied = chat.messages[reply_to]
        inner = {name: value for name, value in replied.items() if name != "reply_to_message"}
        place["reply_to_message"] = as_the_bot_sees_it(inner)
    if thread is not None:
        place |= {"message_thread_id": thread, "is_topic_message": True}
    message = state.add_message(chat, place | content, sender=None if as_chat else sender)
    if _bot_sees(state, chat, message):
        kind = "channel_post" if chat.type is ChatType.CHANNEL else "message"
        state.tell_bot(kind, message)
    return message


def text_content(text: str) -> Json:
    """Return `text` and `entities` of a person's message: commands and addresses are found."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"a message holds at most {MAX_TEXT} letters; clients cut longer ones")
    shown, _ = cleaned(text)
    if is_empty(shown):
        raise ValueError("a message holds at least one letter; clients send no empty ones")
    return text_fields(formatted(shown, (), found(shown)))


def document_content(state: State, file_name: str, content: bytes, *, caption: str = "") -> Json:
    """Keep a file and return the `document` of a message that carries it."""
    document = state.keep_file(file_name, content).as_object()
    if not caption:
        return {"document": document}
    shown, _ = cleaned(caption)
    entities = formatted(shown, (), found(shown)).entities
    return {"document": document, "caption": shown} | entity_objects("caption_entities", entities)


def forwarded(state: State, source: Chat | Person) -> Json:
    """Return the `forward_origin` of a message that came from a channel, a group or a person."""
    date = state.date()
    if isinstance(source, Person):
        origin: Json = {"type": "user", "date": date, "sender_user": user_object(source)}
    elif source.type is ChatType.CHANNEL:
        origin = {
            "type": "channel",
            "date": date,
            "chat": chat_object(source),
            "message_id": max(source.last_message_id, 1),
        }
    else:
        origin = {"type": "chat", "date": date, "sender_chat": chat_object(source)}
    return {"forward_origin": origin}


def press(state: State, chat: Chat, message_id: int, *, data: str, sender: Person) -> Press:
    """Press an inline button; the returned press carries the future answer.

    Raises:
        KeyError: there is no such message, or no button with this data under it.
    """
    message = chat.messages[message_id]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise KeyError(data)
    pressed = Press(
        id=state.next_id(),
        pressed_at=state.now(),
        answer=asyncio.get_running_loop().create_future(),
    )
    state.presses[pressed.id] = pressed
    state.report.pressed += 1
    query = {
        "id": pressed.id,
        "from": user_object(sender),
        "message": as_the_bot_sees_it(message),
        "chat_instance": str(abs(chat.id) * 7919),
        "data": data,
    }
    state.updates.add("callback_query", query)
    return pressed


def asks_inline(state: State, person: Person, query: str, *, offset: str = "") -> InlineQuestion:
    """Ask the bot from another chat; the returned question carries the future answer."""
    question = InlineQuestion(
        id=state.next_id(),
        asked_at=state.now(),
        answer=asyncio.get_running_loop().create_future(),
    )
    state.questions[question.id] = question
    inline_query = {
        "id": question.id,
        "from": user_object(person),
        "query": query,
        "offset": offset,
        "chat_type": "sender",
    }
    state.updates.add("inline_query", inline_query)
    return question


def picks(state: State, chat: Chat, result: Json, *, query: str, sender: Person) -> Json:
    """Send an inline result into a chat, and tell the bot that it was chosen.

    The text of the result stands as it was given: its markup was checked with the answer.
    """
    text = result.get("input_message_content", {}).get("message_text", result.get("title", ""))
    markup = {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
    content = text_content(text) | {"via_bot": user_object(state.bot)} | markup
    chosen = {"result_id": result["id"], "from": user_object(sender), "query": query}
    state.updates.add("chosen_inline_result", chosen)
    return state.add_message(chat, content, sender=sender)


def edits(state: State, chat: Chat, message_id: int, text: str) -> None:
    """Let the sender change the text of a message."""
    message = chat.messages[message_id]
    message.pop("entities", None)
    message |= text_content(text) | {"edit_date": state.date()}
    state.events.publish("edited", message=message)
    if _bot_sees(state, chat, message):
        kind = "edited_channel_post" if chat.type is ChatType.CHANNEL else "edited_message"
        state.tell_bot(kind, message)


def reacts(state: State, chat: Chat, message_id: int, emoji: str | None, *, sender: Person) -> None:
    """Put a person's reaction under a message; only a bot that administers the group hears."""
    message = chat.messages[message_id]
    new = [{"type": "emoji", "emoji": emoji}] if emoji else []
    old, message["reactions"] = message.get("reactions", []), new
    state.events.publish("edited", message=message)
    if chat.type is not ChatType.PRIVATE and chat.role_of(state.bot) not in ADMIN_ROLES:
        return
    change = {
        "chat": chat_object(chat),
        "message_id": message_id,
        "user": user_object(sender),
        "date": state.date(),
        "old_reaction": old,
        "new_reaction": new,
    }
    state.updates.add("message_reaction", change)


def open_topic(state: State, chat: Chat, name: str) -> int:
    """Open a forum topic; return its thread id, which is that of its first message."""
    chat.is_forum = True
    sender = next(member.person for member in chat.members.values() if not member.person.is_bot)
    topic = {"name": name, "icon_color": 7322096}
    message = state.add_message(chat, {"forum_topic_created": topic}, sender=sender)
    thread_id = int(message["message_id"])
    message |= {"message_thread_id": thread_id, "is_topic_message": True}
    chat.topics[thread_id] = Topic(id=thread_id, name=name)
    return thread_id


def set_role(
    state: State,
    chat: Chat,
    person: Person,
    role: Role,
    *,
    by: Person,
    rights: frozenset[str] = frozenset(),
) -> None:
    """Make a person something else in a chat; if it is the bot, it is told."""
    old = chat.members.get(person.id) or Member(person=person, role=Role.LEFT)
    new = Member(person=person, role=role, rights=rights, is_anonymous=old.is_anonymous)
    chat.members[person.id] = new
    change = {
        "chat": chat_object(chat),
        "from": user_object(by),
        "date": state.date(),
        "old_chat_member": member_object(chat, old),
        "new_chat_member": member_object(chat, new),
    }
    kind = "my_chat_member" if person is state.bot else "chat_member"
    state.updates.add(kind, change)
    state.events.publish("chat", chat_id=chat.id)


def adds_bot(state: State, group: Chat, *, by: Person) -> None:
    """Add the bot to a group: it is told twice, by its new status and by a service message."""
    set_role(state, group, state.bot, Role.MEMBER, by=by)
    newcomers = {"new_chat_members": [user_object(state.bot)]}
    state.tell_bot("message", state.add_message(group, newcomers, sender=by))


def migrate(state: State, group: Chat, *, by: Person) -> Chat:
    """Turn a basic group into a supergroup: a new chat, and a service message in each."""
    new = state.chats.add_chat(group.title, ChatType.SUPERGROUP)
    new.members = group.members
    group.migrated_to = new.id
    for chat, content in (
        (group, {"migrate_to_chat_id": new.id}),
        (new, {"migrate_from_chat_id": group.id}),
    ):
        message = state.add_message(chat, content, sender=by)
        state.tell_bot("message", message)
    state.events.publish("chat", chat_id=new.id)
    return new


def _start(state: State, chat: Chat) -> None:
    """Writing to a bot begins the chat, and ends a block."""
    chat.is_started = True
    if chat.person is not None and chat.role_of(state.bot) is Role.KICKED:
        set_role(state, chat, state.bot, Role.MEMBER, by=chat.person)


def _bot_sees(state: State, chat: Chat, message: Json) -> bool:
    """Return whether the update reaches the bot: in groups, privacy mode is on."""
    role = chat.role_of(state.bot)
    if not chat.is_group:
        return role in PRESENT_ROLES
    if role in ADMIN_ROLES or role not in PRESENT_ROLES:
        return role in ADMIN_ROLES
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return replied == state.bot.id or _is_meant_for(state.bot, message)


def _is_meant_for(bot: Person, message: Json) -> bool:
    text = message.get("text", "")
    if f"@{bot.username}".lower() in text.lower():
        return True
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return first.startswith("/") and "@" not in first
