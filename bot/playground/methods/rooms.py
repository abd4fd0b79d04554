"""What the bot may ask of a chat: itself, its members, a reaction, leave."""

from bot.playground.calls import Call
from bot.playground.chats import ADMIN_ROLES, PRESENT_ROLES, ChatType, Json, Member, Role
from bot.playground.methods.targets import chat_of, message_of
from bot.playground.objects import full_chat_object, member_object
from bot.playground.reactions import REACTION_EMOJI
from bot.playground.refusals import bad_request
from bot.playground.state import State


async def get_chat(state: State, call: Call) -> Json:
    """Play `getChat`."""
    return full_chat_object(chat_of(state, call))


async def get_chat_member(state: State, call: Call) -> Json:
    """Play `getChatMember`."""
    chat = chat_of(state, call)
    user_id = call.number("user_id")
    person = state.chats.people.get(user_id)
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if person is None:
        raise bad_request("user not found")
    member = chat.members.get(user_id) or Member(person=person, role=Role.LEFT)
    return member_object(chat, member)


async def get_chat_administrators(state: State, call: Call) -> list[Json]:
    """Play `getChatAdministrators`."""
    chat = chat_of(state, call)
    if chat.type is ChatType.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_object(chat, member)
        for member in chat.members.values()
        if member.role in ADMIN_ROLES and not (member.person.is_bot and member.person != state.bot)
    ]


async def get_chat_member_count(state: State, call: Call) -> int:
    """Play `getChatMemberCount`."""
    members = chat_of(state, call).members.values()
    return sum(member.role in PRESENT_ROLES for member in members)


async def leave_chat(state: State, call: Call) -> bool:
    """Play `leaveChat`."""
    chat = chat_of(state, call)
    if chat.type is ChatType.PRIVATE:
        raise bad_request("can't leave private chats")
    chat.members[state.bot.id].role = Role.LEFT
    state.events.publish("chat", chat_id=chat.id)
    return True


async def set_message_reaction(state: State, call: Call) -> bool:
    """Play `setMessageReaction`: at most one reaction by a bot."""
    chat = chat_of(state, call)
    message = message_of(chat, call, "message to react")
    reactions = call.parameters.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one["type"] == "emoji" and one["emoji"] not in REACTION_EMOJI for one in reactions):
        raise bad_request("REACTION_INVALID")
    message["reactions"] = reactions
    state.events.publish("edited", message=message)
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "setMessageReaction": set_message_reaction,
}
