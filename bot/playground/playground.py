"""What a test or the chat page does in a playground: one method for each deed.

Imports `persons` and the state modules; `server` opens it, `control` offers it over HTTP.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.playground import persons
from bot.playground.chats import Chat, ChatType, Json, Member, Person, Role
from bot.playground.clock import PlaygroundClock
from bot.playground.faults import Fault, FaultKind
from bot.playground.floods import FloodRules
from bot.playground.report import Report
from bot.playground.state import State

ALL_CHANNEL_RIGHTS = frozenset({"can_manage_chat", "can_post_messages", "can_edit_messages"})
_ANSWER_SECONDS = 10.0
# Far above what anything takes, on a machine that does much else.
PATIENCE_SECONDS = 30.0

_Value = TypeVar("_Value")


class Playground:
    """A running playground.

    Attributes:
        url: base address, to be used as ``NUTGRAF_TELEGRAM_API``.
        token: the bot's token.
        bot: the bot as a user.
        state: everything behind it, for tests that look closer.
    """

    def __init__(self, state: State, clock: PlaygroundClock) -> None:
        self.url = ""
        self.state = state
        self.clock = clock
        self.token = state.token
        self.bot = state.bot

    def person(
        self, first_name: str, *, language_code: str = "en", user_id: int | None = None
    ) -> Person:
        """Add a person, who has not written to the bot yet."""
        person = self.state.chats.add_person(
            first_name, language_code=language_code, user_id=user_id
        )
        self.state.events.publish("chat", chat_id=person.id)
        return person

    def group(
        self,
        title: str,
        *,
        admins: Sequence[Person] = (),
        members: Sequence[Person] = (),
        anonymous: Sequence[Person] = (),
        kind: ChatType = ChatType.GROUP,
    ) -> Chat:
        """Add a group with the bot in it, added by the first admin, who owns the group.

        Those who are *anonymous* too write as the group itself.
        """
        chat = self.state.chats.add_chat(title, kind)
        self._join(chat, admins, members)
        for person in anonymous:
            chat.members[person.id].is_anonymous = True
        if people := [*admins, *members]:
            persons.adds_bot(self.state, chat, by=people[0])
        return chat

    def channel(
        self,
        title: str,
        *,
        username: str | None = None,
        admins: Sequence[Person] = (),
        members: Sequence[Person] = (),
        rights: frozenset[str] | None = ALL_CHANNEL_RIGHTS,
    ) -> Chat:
        """Add a channel; the bot administers it with these rights, or is not there for None."""
        chat = self.state.chats.add_chat(title, ChatType.CHANNEL, username=username)
        self._join(chat, admins, members)
        if rights is not None and admins:
            self.promote(chat, by=admins[0], rights=rights)
        return chat

    def says(
        self,
        chat: Chat | Person | int,
        text: str,
        *,
        sender: Person,
        reply_to: int | None = None,
        thread: int | None = None,
        forward_from: Chat | Person | None = None,
        document: tuple[str, bytes] | None = None,
    ) -> int:
        """Let a person write; return the message's id. With a document the text is its caption."""
        content = (
            persons.document_content(self.state, *document, caption=text)
            if document
            else persons.text_content(text)
        )
        if forward_from is not None:
            content |= persons.forwarded(self.state, forward_from)
        message = persons.says(
            self.state, self.chat(chat), content, sender=sender, reply_to=reply_to, thread=thread
        )
        return int(message["message_id"])

    def sends(self, chat: Chat | Person | int, content: Json, *, sender: Person) -> int:
        """Let a person send anything else, e.g. ``{"location": …}`` or ``{"chat_shared": …}``."""
        message = persons.says(self.state, self.chat(chat), content, sender=sender)
        return int(message["message_id"])

    async def press(
        self,
        chat: Chat | Person | int,
        message_id: int,
        *,
        data: str,
        sender: Person,
        timeout_seconds: float = _ANSWER_SECONDS,
    ) -> Json | None:
        """Press a button; return text, show_alert and url of the answer, None if none came."""
        pressed = persons.press(self.state, self.chat(chat), message_id, data=data, sender=sender)
        return await _answer(pressed.answer, timeout_seconds)

    def block(self, person: Person) -> None:
        """Let a person block the bot."""
        persons.set_role(self.state, self.chat(person), self.bot, Role.KICKED, by=person)

    def unblock(self, person: Person) -> None:
        """Let a person unblock the bot."""
        persons.set_role(self.state, self.chat(person), self.bot, Role.MEMBER, by=person)

    def promote(
        self, chat: Chat, *, by: Person, rights: frozenset[str] = frozenset({"can_manage_chat"})
    ) -> None:
        """Make the bot an administrator."""
        persons.set_role(self.state, chat, self.bot, Role.ADMIN, by=by, rights=rights)

    def remove(self, chat: Chat, *, by: Person) -> None:
        """Throw the bot out of a group or channel."""
        persons.set_role(self.state, chat, self.bot, Role.KICKED, by=by)

    def mute(self, chat: Chat, *, by: Person) -> None:
        """Let the bot only read in a group."""
        persons.set_role(self.state, chat, self.bot, Role.RESTRICTED, by=by)

    def appoint(self, chat: Chat, person: Person, role: Role, *, by: Person) -> None:
        """Make a person something else in a chat: administrator, member, gone."""
        persons.set_role(self.state, chat, person, role, by=by)

    def migrate(self, group: Chat, *, by: Person | None = None) -> Chat:
        """Turn a group into a supergroup; return the new chat."""
        someone = next(m.person for m in group.members.values() if not m.person.is_bot)
        return persons.migrate(self.state, group, by=by or someone)

    async def asks_inline(
        self,
        person: Person,
        query: str,
        *,
        offset: str = "",
        timeout_seconds: float = _ANSWER_SECONDS,
    ) -> Json | None:
        """Type ``@bot query`` in some chat; return what `answerInlineQuery` said, or None."""
        question = persons.asks_inline(self.state, person, query, offset=offset)
        return await _answer(question.answer, timeout_seconds)

    def picks(self, chat: Chat | Person | int, result: Json, *, query: str, sender: Person) -> int:
        """Send a result of an inline query into a chat; return the message's id."""
        message = persons.picks(self.state, self.chat(chat), result, query=query, sender=sender)
        return int(message["message_id"])

    def edits(self, chat: Chat | Person | int, message_id: int, text: str) -> None:
        """Let the sender of a message change its text."""
        persons.edits(self.state, self.chat(chat), message_id, text)

    def reacts(
        self, chat: Chat | Person | int, message_id: int, emoji: str | None, *, sender: Person
    ) -> None:
        """Put a person's reaction under a message, or take it away with None."""
        persons.reacts(self.state, self.chat(chat), message_id, emoji, sender=sender)

    def topic(self, chat: Chat, name: str) -> int:
        """Open a forum topic in a supergroup; return its thread id."""
        return persons.open_topic(self.state, chat, name)

    def close_topic(self, chat: Chat, thread: int) -> None:
        """Close a forum topic."""
        chat.topics[thread].is_closed = True

    def shift_clock(self, seconds: float) -> None:
        """Move the clock to so many seconds before or after the real time."""
        self.clock.shift(seconds)
        self.state.events.publish("clock", shift_seconds=seconds)

    async def close(self) -> None:
        """Let go of everybody who waits, before the server stops."""
        self.state.closing.set()
        self.state.events.publish("closing")
        self.state.updates.end_poll()
        await self.state.webhook.remove()

    def chat(self, chat: Chat | Person | int) -> Chat:
        """Return the chat, the private chat of a person, or the chat with this id."""
        if isinstance(chat, Chat):
            return chat
        return self.state.chats.chats[chat.id if isinstance(chat, Person) else chat]

    def messages(self, chat: Chat | Person | int) -> list[Json]:
        """Return the messages of a chat as it shows them now."""
        return list(self.chat(chat).messages.values())

    def from_bot(self, chat: Chat | Person | int) -> list[Json]:
        """Return those of the messages that the bot wrote."""
        found = self.chat(chat)
        is_channel = found.type is ChatType.CHANNEL
        return [
            message
            for message in found.messages.values()
            if is_channel or message.get("from", {}).get("id") == self.bot.id
        ]

    async def wait_for(
        self, look: Callable[[], _Value], *, timeout_seconds: float = PATIENCE_SECONDS
    ) -> _Value:
        """Return the first true value of *look*, which is asked again whenever something happens.

        Raises:
            TimeoutError: it was not true in time.
        """
        return await self.state.events.wait_for(look, timeout_seconds=timeout_seconds)

    async def wait_for_messages(
        self, chat: Chat | Person | int, n: int, *, timeout_seconds: float = PATIENCE_SECONDS
    ) -> list[Json]:
        """Return the bot's messages in a chat as soon as there are at least *n*.

        Raises:
            TimeoutError: fewer came in time.
        """

        def enough() -> list[Json]:
            found = self.from_bot(chat)
            return found if len(found) >= n else []

        try:
            return await self.wait_for(enough, timeout_seconds=timeout_seconds)
        except TimeoutError as error:
            came = len(self.from_bot(chat))
            wanted = f"{n} messages of the bot in chat {self.chat(chat).id}"
            raise TimeoutError(f"waited for {wanted}, {came} came") from error

    def add_fault(self, kind: FaultKind | str, **rule: object) -> Fault:
        """Let calls fail; the names are those of `faults.Fault`."""
        fault = Fault(kind=FaultKind(kind), **rule)  # type: ignore[arg-type]  # by name
        self.state.faults.rules.append(fault)
        return fault

    def clear_faults(self) -> None:
        """Let all calls work again."""
        self.state.faults.rules.clear()

    def set_flood(self, rules: FloodRules | None) -> None:
        """Use other flood limits from now on; None for none."""
        self.state.floods.set_rules(rules)

    def report(self) -> Report:
        """Return what was counted so far."""
        return self.state.report

    def _join(self, chat: Chat, admins: Sequence[Person], members: Sequence[Person]) -> None:
        for n, person in enumerate(admins):
            role = Role.ADMIN if n else Role.OWNER
            chat.members[person.id] = Member(
                person=person, role=role, rights=frozenset({"can_manage_chat"})
            )
        for person in members:
            chat.members[person.id] = Member(person=person, role=Role.MEMBER)
        chat.members[self.bot.id] = Member(person=self.bot, role=Role.LEFT)
        self.state.events.publish("chat", chat_id=chat.id)


async def _answer(answer: asyncio.Future[Json], timeout_seconds: float) -> Json | None:
    try:
        async with asyncio.timeout(timeout_seconds):
            return await answer
    except TimeoutError:
        return None
