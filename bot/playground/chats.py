"""Who is there: people, chats, members and the messages of each chat. State without a network.

Numbering is Telegram's: supergroups and channels number their own messages; private chats and
basic groups share one counter of the bot's account. Imports nothing of the project.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

_FIRST_PERSON_ID = 300_000_001
_FIRST_GROUP_ID = -400_000_001
_FIRST_SUPERGROUP_ID = -1_001_000_000_001


class ChatType(StrEnum):
    """As the Bot API spells them."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Role(StrEnum):
    """Statuses of a member, as the Bot API spells them."""

    OWNER = "creator"
    ADMIN = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


ADMIN_ROLES = frozenset({Role.OWNER, Role.ADMIN})
PRESENT_ROLES = ADMIN_ROLES | {Role.MEMBER, Role.RESTRICTED}


@dataclass(kw_only=True, slots=True)
class Person:
    """A user; the bot is one too."""

    id: int
    first_name: str
    language_code: str = "en"
    username: str | None = None
    is_bot: bool = False
    is_deactivated: bool = False


@dataclass(kw_only=True, slots=True)
class Member:
    """What a person is in a chat. `rights` are names like ``can_post_messages``."""

    person: Person
    role: Role
    rights: frozenset[str] = frozenset()
    is_anonymous: bool = False


@dataclass(kw_only=True, slots=True)
class Topic:
    """A forum topic."""

    id: int
    name: str
    is_closed: bool = False


@dataclass(kw_only=True, slots=True)
class Chat:
    """A chat with its members and the messages that it shows now.

    `person` is the other side of a private chat; `is_started` tells that they wrote first.
    """

    id: int
    type: ChatType
    title: str = ""
    username: str | None = None
    person: Person | None = None
    is_started: bool = True
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    last_message_id: int = 0

    @property
    def numbers_its_own_messages(self) -> bool:
        """Whether message ids count within this chat alone."""
        return self.type in {ChatType.SUPERGROUP, ChatType.CHANNEL}

    @property
    def is_group(self) -> bool:
        """Whether several people talk here."""
        return self.type in {ChatType.GROUP, ChatType.SUPERGROUP}

    def role_of(self, person: Person) -> Role:
        """Return what the person is here; somebody unknown has left."""
        member = self.members.get(person.id)
        return member.role if member else Role.LEFT


@dataclass(slots=True)
class Chats:
    """All people and chats by id, and the counters that number them."""

    bot: Person
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    last_account_message_id: int = 0
    _next_person_id: int = _FIRST_PERSON_ID
    _next_group_id: int = _FIRST_GROUP_ID
    _next_supergroup_id: int = _FIRST_SUPERGROUP_ID

    def __iter__(self) -> Iterator[Chat]:
        return iter(self.chats.values())

    def add_person(
        self, first_name: str, *, language_code: str = "en", user_id: int | None = None
    ) -> Person:
        """Add a person with a private chat that is not started yet."""
        if user_id is None:
            user_id = self._next_person_id
            self._next_person_id += 1
        person = Person(
            id=user_id,
            first_name=first_name,
            language_code=language_code,
            username=_username(first_name, user_id),
        )
        self.people[user_id] = person
        chat = Chat(id=user_id, type=ChatType.PRIVATE, person=person, is_started=False)
        chat.members = {
            person.id: Member(person=person, role=Role.MEMBER),
            self.bot.id: Member(person=self.bot, role=Role.MEMBER),
        }
        self.chats[user_id] = chat
        return person

    def add_chat(self, title: str, kind: ChatType, *, username: str | None = None) -> Chat:
        """Add an empty group, supergroup or channel."""
        if kind is ChatType.GROUP:
            chat_id = self._next_group_id
            self._next_group_id -= 1
        else:
            chat_id = self._next_supergroup_id
            self._next_supergroup_id -= 1
        chat = Chat(id=chat_id, type=kind, title=title, username=username)
        self.chats[chat_id] = chat
        return chat

    def find(self, chat_id: int | str) -> Chat | None:
        """Return the chat with this id or ``@username``, or None."""
        if isinstance(chat_id, int):
            return self.chats.get(chat_id)
        name = chat_id.removeprefix("@").lower()
        return next((c for c in self if c.username and c.username.lower() == name), None)

    def next_message_id(self, chat: Chat) -> int:
        """Return the number of the next message in this chat."""
        if chat.numbers_its_own_messages:
            chat.last_message_id += 1
            return chat.last_message_id
        self.last_account_message_id += 1
        return self.last_account_message_id


def _username(first_name: str, user_id: int) -> str | None:
    """Return a name after the rules of Telegram, or None: not everybody has one."""
    letters = "".join(letter for letter in first_name.lower() if letter.isascii())
    name = "".join(letter for letter in letters if letter.isalnum())
    return f"{name}_{user_id}" if name and name[0].isalpha() else None
