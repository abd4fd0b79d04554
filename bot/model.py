"""Frozen values that the stages pass on, and the ids that name them.

All instants are aware UTC. Imports nothing of the project. A value is built in one place: by its
module in `bot.store`, or by the parser that first sees it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

BotId = NewType("BotId", int)
ChatId = NewType("ChatId", int)
FeedId = NewType("FeedId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)
TextId = NewType("TextId", int)
SubscriptionId = NewType("SubscriptionId", int)
EditionId = NewType("EditionId", int)
DeliveryId = NewType("DeliveryId", int)


# ---- what comes in -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One item as its feed tells it; all texts are plain, cleaned by `bot.ingest.feed`."""

    id: str
    url: str | None
    title: str
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    summary: str = ""
    content: str = ""
    image: str | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedDocument:
    """A parsed feed: its own data, and its entries in the document's order.

    Addresses of entries may be relative to the feed. `silent_hours` are hours of the week, counted
    from Monday midnight UTC, in which the feed says that nothing new comes.
    """

    title: str
    url: str | None
    language: str | None
    ttl_seconds: float | None
    entries: tuple[Entry, ...]
    silent_hours: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One clean article read from HTML or plain text; None where unknown.

    Paragraphs of `text` are parted by a blank line. `published_at` keeps the zone that the page
    names, since a page's day is its readers'; the door makes it UTC.
    """

    url: str | None
    title: str | None
    text: str
    author: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    image: str | None = None
    site: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SentText:
    """A text that a chat sent to be made short; no other chat ever sees it."""

    id: TextId
    title: str | None
    text: str
    language: str | None
    sent_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NewArticle:
    """An article at the door, before the store knows it.

    `url_key` is the identity of the address (`bot.ingest.urls.canonical`); None for a text without
    one. `text` may be empty: then the page is still to be read, or there is only a headline.
    `publisher` is the identity of the outlet, whatever name it goes by; empty: its name is.
    """

    url: str | None
    url_key: str | None
    title: str
    text: str
    outlet: str
    language: str | None
    published_at: datetime
    author: str | None = None
    image: str | None = None
    feed_id: FeedId | None = None
    page_wanted: bool = False
    publisher: str = ""


# ---- what is stored ------------------------------------------------------------------------------


class FeedState(StrEnum):
    """`ACTIVE` feeds are polled; nobody reads the `IDLE` ones, until somebody does.

    `GONE` ones said 410 or failed for 60 days; `OFF` by a person.
    """

    ACTIVE = "active"
    IDLE = "idle"
    GONE = "gone"
    OFF = "off"


class FeedOrigin(StrEnum):
    """Who brought a feed. The owner's are always polled, the others while somebody reads them."""

    READER = "reader"
    CATALOGUE = "catalogue"
    OWNER = "owner"


FEED_TOPIC = "feed:"
"""Before a feed's id among the topics of a digest: a source that the chat has added itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A stored feed with what the next look needs.

    `moved_to` is where permanent redirects lead, `moved_seen` at how many looks in a row, the first
    of them `moved_since`: the address changes once that is confirmed. `silent_hours` are those of
    its last document.
    """

    id: FeedId
    url: str
    title: str
    site_url: str | None
    language: str | None
    topics: tuple[str, ...]
    state: FeedState
    next_look_at: datetime
    last_look_at: datetime | None
    interval_seconds: float
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    failures: int
    failing_since: datetime | None
    reason: str | None
    moved_to: str | None = None
    moved_seen: int = 0
    moved_since: datetime | None = None
    silent_hours: tuple[int, ...] = ()

    @property
    def topic(self) -> str:
        """What names this feed among the topics of a digest: ``feed:12``."""
        return f"{FEED_TOPIC}{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A stored article.

    `fetched_at` is when this version of it came; `copy_of` names the article whose text it repeats.
    """

    id: ArticleId
    url: str | None
    url_key: str
    title: str
    text: str
    outlet: str
    language: str
    published_at: datetime
    fetched_at: datetime
    author: str | None = None
    image: str | None = None
    feed_id: FeedId | None = None
    story_id: StoryId | None = None
    copy_of: ArticleId | None = None
    version: int = 1
    publisher: str = ""

    @property
    def told_at(self) -> datetime:
        """When what it says was said: a new version speaks of what came after the first."""
        return self.published_at if self.version == 1 else self.fetched_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation:
    """A sentence shown to a reader: verbatim `text[start:end]` of that version of the article.

    Places count code points.
    """

    text: str
    article_id: ArticleId
    start: int
    end: int
    outlet: str
    url: str | None
    version: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """One article of a story as its sources list shows it.

    `publisher` is the identity of the outlet: two feeds of one site have two names and one of it.
    """

    article_id: ArticleId
    outlet: str
    title: str
    url: str | None
    published_at: datetime
    copy_of: ArticleId | None
    publisher: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One event as its sources tell it.

    `revision` grows by one whenever an article that is no copy joins; `news_at` is when that last
    happened, by our clock; `first_at` and `last_at` are when its articles, and what new versions of
    them add, were told. `coverage` is ordered by publication, copies included.
    """

    id: StoryId
    language: str
    headline: str
    url: str | None
    summary: tuple[Quotation, ...]
    first_at: datetime
    last_at: datetime
    news_at: datetime
    revision: int
    coverage: tuple[Coverage, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def outlets(self) -> tuple[str, ...]:
        """Distinct outlets in the order in which they came, those with only copies left out.

        One publisher is one outlet, under the name that it first told of the story by.
        """
        names: dict[str, str] = {}
        for one in self.coverage:
            if one.copy_of is None:
                names.setdefault(one.publisher or one.outlet, one.outlet)
        return tuple(names.values())


# ---- who reads -----------------------------------------------------------------------------------


class MarkKind(StrEnum):
    """What a chat has done with a story."""

    SEEN = "seen"
    FOLLOWED = "followed"
    MUTED = "muted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One chat's mark on one story. `texts` are the sentences that it was shown."""

    story_id: StoryId
    kind: MarkKind
    at: datetime
    until: datetime | None = None
    revision: int = 0
    texts: tuple[str, ...] = ()


class ChatKind(StrEnum):
    """Telegram's kinds, groups and supergroups told apart because their pace is the same."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class ChatState(StrEnum):
    """`PAUSED`: blocked us or took our rights away; nothing of it is erased."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """A chat that the bot talks to. `zone` is an IANA name, `language` of the interface.

    `expects` names the answer that the bot waits for in this chat (a row, so that a restart keeps
    a half-done set-up), e.g. ``time`` or ``zone``.
    """

    bot_id: BotId
    id: ChatId
    kind: ChatKind
    title: str
    language: str
    zone: str
    state: ChatState
    reason: str | None = None
    expects: str | None = None
    keeper_id: ChatId | None = None


class Length(StrEnum):
    """How much a digest tells of each story."""

    HEADLINES = "headlines"
    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """What a digest holds and how it comes; equal preferences share one body.

    `folders` are the names that the reader's own sources are told under: (``feed:12``, ``Sea``).
    `at_least_once`: a message that may not have arrived is sent once more, at the risk of a repeat.
    """

    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    n_stories: int = 8
    length: Length = Length.SHORT
    must_words: tuple[str, ...] = ()
    muted_words: tuple[str, ...] = ()
    say_when_empty: bool = False
    at_least_once: bool = False
    folders: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """When a digest is due: minutes of the local day, on days of the week (0 is Monday)."""

    zone: str
    minutes: tuple[int, ...]
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """One digest that a chat gets again and again.

    `told_until` ends the window of the last *delivered* digest: the next one begins there.
    """

    id: SubscriptionId
    bot_id: BotId
    chat_id: ChatId
    thread_id: int | None
    slot: Slot
    preferences: Preferences
    next_due_at: datetime | None
    told_until: datetime
    language: str
    created_at: datetime


# ---- what goes out -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """One inline button: exactly one of `data` (at most 64 bytes) and `url`."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message as `bot.render` makes it: our HTML, buttons row by row.

    `plain` is the same text without markup, for the case that Telegram refuses the markup.
    """

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview_url: str | None = None


class Priority:
    """Order of deliveries to one chat: lower first."""

    ANSWER = 0
    DIGEST = 1
    ANNOUNCEMENT = 2


class DeliveryState(StrEnum):
    """Where a delivery stands.

    `UNKNOWN`: the message went out or not; it is never sent again by itself. `HELD`: a later part
    of the same key waits until the reader says whether the unknown one arrived.
    """

    READY = "ready"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One message to one chat, claimed for sending."""

    id: DeliveryId
    bot_id: BotId
    chat_id: ChatId
    thread_id: int | None
    key: str
    part: int
    priority: int
    message: Message
    silent: bool
    reply_to: int | None
    attempts: int
    edition_id: EditionId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What one edition tells of one story; `is_update` when the reader saw the story before."""

    story: Story
    quotations: tuple[Quotation, ...]
    is_update: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a story stands in a digest; kept as text, so that `/why` can tell it in any language.

    `words` are those of the reader's own that the story holds.
    """

    n_outlets: int
    age_hours: int
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the text that `read` reads: ``outlets=6 hours=3 words=port,strike``."""
        known = f"outlets={self.n_outlets} hours={self.age_hours}"
        return f"{known} words={','.join(self.words)}" if self.words else known

    @classmethod
    def read(cls, text: str) -> "Reason":
        """Read what `str` wrote; what is missing or unreadable counts as nothing known."""
        found = {name: value for name, _, value in (p.partition("=") for p in text.split(" ", 2))}
        numbers = {name: int(value) for name, value in found.items() if value.isdecimal()}
        words = tuple(word for word in found.get("words", "").split(",") if word)
        return cls(
            n_outlets=numbers.get("outlets", 0), age_hours=numbers.get("hours", 0), words=words
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One composed digest, before it is rendered; each of `reasons` is a `Reason` as text."""

    due_at: datetime
    since: datetime
    until: datetime
    told: tuple[Told, ...]
    n_below_cut: int = 0
    n_muted: int = 0
    n_seen: int = 0
    late: bool = False
    reasons: dict[StoryId, str] = field(default_factory=dict)
