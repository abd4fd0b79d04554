"""Sending, editing and deleting messages, and what goes with them."""

from datetime import timedelta

from bot.playground.calls import Call
from bot.playground.chats import Chat, ChatType, Json
from bot.playground.methods.keyboards import inline_markup, reply_markup
from bot.playground.methods.targets import chat_of, chat_to_write_to, is_admin, message_of
from bot.playground.methods.texts import message_text
from bot.playground.objects import as_the_bot_sees_it
from bot.playground.refusals import bad_request
from bot.playground.report import Delivery
from bot.playground.state import State

CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    }
)
_DELETABLE_FOR = timedelta(hours=48)


async def send_message(state: State, call: Call) -> Json:
    """Play `sendMessage`."""
    content = message_text(state, call) | _preview(call)
    chat = chat_to_write_to(state, call)
    return deliver(state, call, chat, content)


def deliver(state: State, call: Call, chat: Chat, content: Json) -> Json:
    """Put the bot's message into the chat, with the options that every kind of message has."""
    markup = reply_markup(state, call, chat)
    place = _thread(chat, call) | _reply(chat, call)
    if call.flag("protect_content"):
        place["has_protected_content"] = True
    sender = None if chat.type is ChatType.CHANNEL else state.bot
    message = state.add_message(chat, place | content | markup, sender=sender)
    state.report.deliveries.append(
        Delivery(
            chat_id=chat.id,
            message_id=message["message_id"],
            text=content.get("text") or content.get("caption") or "",
            at_seconds=state.seconds(),
            is_group=chat.is_group,
            thread_id=message.get("message_thread_id"),
        )
    )
    return as_the_bot_sees_it(message)


async def edit_message_text(state: State, call: Call) -> Json:
    """Play `editMessageText`."""
    changes = message_text(state, call, too_long="MESSAGE_TOO_LONG") | _preview(call)
    chat, message = _message_to_edit(state, call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(state, message, changes | inline_markup(state, call, chat))


async def edit_message_reply_markup(state: State, call: Call) -> Json:
    """Play `editMessageReplyMarkup`."""
    chat, message = _message_to_edit(state, call)
    kept = {k: message[k] for k in ("text", "entities", "link_preview_options") if k in message}
    return _edit(state, message, kept | inline_markup(state, call, chat))


async def delete_message(state: State, call: Call) -> bool:
    """Play `deleteMessage`."""
    if "chat_id" not in call.parameters:
        raise bad_request("chat identifier is not specified")
    if not call.number("message_id"):
        raise bad_request("message identifier is not specified")
    chat = chat_of(state, call)
    message = message_of(chat, call, "message to delete")
    if not _may_delete(state, chat, message):
        raise bad_request("message can't be deleted")
    remove_message(state, chat, message["message_id"])
    return True


async def delete_messages(state: State, call: Call) -> bool:
    """Play `deleteMessages`: those that are gone already do no harm."""
    chat = chat_of(state, call)
    for message_id in call.parameters.get("message_ids", []):
        message = chat.messages.get(message_id)
        if message is not None and _may_delete(state, chat, message):
            remove_message(state, chat, message_id)
    return True


async def send_chat_action(state: State, call: Call) -> bool:
    """Play `sendChatAction`."""
    action = call.text("action").lower()
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_to_write_to(state, call)
    state.events.publish("chat_action", chat_id=chat.id, action=action)
    return True


async def send_message_draft(state: State, call: Call) -> bool:
    """Play `sendMessageDraft`: shown to those who watch, and never kept."""
    chat = chat_to_write_to(state, call)
    if chat.type is not ChatType.PRIVATE:
        raise bad_request("message drafts can be sent only to private chats")
    if not call.number("draft_id"):
        raise bad_request("DRAFT_ID_INVALID")
    text = message_text(state, call) if call.text("text") else {}
    state.events.publish(
        "draft",
        chat_id=chat.id,
        draft_id=call.number("draft_id"),
        **text,
    )
    return True


def remove_message(state: State, chat: Chat, message_id: int) -> None:
    """Take a message out of a chat, whoever asked for it."""
    chat.messages.pop(message_id, None)
    state.events.publish("deleted", chat_id=chat.id, message_id=message_id)


def _preview(call: Call) -> Json:
    options = call.parameters.get("link_preview_options")
    return {"link_preview_options": options} if options else {}


def _thread(chat: Chat, call: Call) -> Json:
    thread_id = call.number("message_thread_id")
    if not thread_id or not chat.is_forum:
        return {}
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.is_closed:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread_id, "is_topic_message": True}


def _reply(chat: Chat, call: Call) -> Json:
    wanted = call.parameters.get("reply_parameters") or {}
    message_id = wanted.get("message_id")
    if not message_id:
        return {}
    replied = chat.messages.get(message_id)
    if replied is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    inner = {name: value for name, value in replied.items() if name != "reply_to_message"}
    return {"reply_to_message": as_the_bot_sees_it(inner)}


def _message_to_edit(state: State, call: Call) -> tuple[Chat, Json]:
    if "chat_id" not in call.parameters and "message_id" not in call.parameters:
        raise bad_request("message identifier is not specified")
    chat = chat_to_write_to(state, call)
    message = message_of(chat, call, "message to edit")
    is_own = message.get("from", {}).get("id") == state.bot.id
    if not is_own and chat.type is not ChatType.CHANNEL:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(state: State, message: Json, changes: Json) -> Json:
    fields = ("text", "entities", "link_preview_options", "reply_markup")
    if all(message.get(name) == changes.get(name) for name in fields):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    for name in fields:
        message.pop(name, None)
    message |= changes
    message["edit_date"] = state.date()
    state.events.publish("edited", message=message)
    return as_the_bot_sees_it(message)


def _may_delete(state: State, chat: Chat, message: Json) -> bool:
    is_own = message.get("from", {}).get("id") == state.bot.id
    if chat.type in {ChatType.SUPERGROUP, ChatType.CHANNEL} and is_admin(state, chat):
        return is_own or chat.type is ChatType.CHANNEL or _has_right_to_delete(state, chat)
    age = state.now().timestamp() - message["date"]
    return age <= _DELETABLE_FOR.total_seconds() and (is_own or chat.type is ChatType.PRIVATE)


def _has_right_to_delete(state: State, chat: Chat) -> bool:
    return "can_delete_messages" in chat.members[state.bot.id].rights


METHODS = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
}
