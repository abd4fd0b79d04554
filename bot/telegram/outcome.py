"""How a send ended: exactly one of a few outcomes, and only one of them means "try again".

Pure. The table is `design.md`, "Delivery"; the words are Telegram's own, compared without case.
Imports values, the error classes of the library, and the back-off of claims.
"""

import html
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeAlias

from telegram import Message as TelegramMessage
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.model import ChatId, Delivery, Message
from bot.store.claims import backoff_seconds
from bot.telegram.request import Ambiguous, NotSent

# A 429 that does not say how long; Telegram's shortest penalties are about this.
_FLOOD_SECONDS = 5.0
# Why a delivery and its chat's digests go to the chat itself and no longer to a topic of it.
THREAD_GONE = "thread-gone"
# Tries until a delivery is given up that surely did not arrive. Waiting grows to an hour, so that a
# machine may be off the network for a day; a digest of the day before is no news.
MAX_TRIES = 32
# Telegram's limit on a text, for what is sent again as plain text.
_MAX_TEXT = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """It arrived, or what was asked for is so already."""

    message_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Retry:
    """It surely did not arrive and may yet.

    Attributes:
        changes: columns of the delivery to be written before the next try.
        flood: Telegram asked for a pause; whose, the chat's or the token's, it does not say.
    """

    wait_seconds: float
    reason: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    flood: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """The group is a supergroup now, under another id."""

    new: ChatId


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """The chat does not want the bot, or is no more: it is paused and nothing of it erased."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """This message can never be sent.

    Attributes:
        pauses: nothing else can be sent to this chat either, until its admins give the right.
    """

    reason: str
    pauses: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """It arrived or not: it is not sent again by itself."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenRefused:
    """The bot itself is refused: all sending stops, the rows wait untouched."""


Outcome: TypeAlias = Sent | Retry | Moved | Gone | Refused | Unknown | TokenRefused

_DONE_ALREADY = ("message is not modified", "message to delete not found")
_GONE = {
    "bot was blocked": "blocked",
    "user is deactivated": "deactivated",
    "bot was kicked": "kicked",
    "bot is not a member": "not-a-member",
    "can't initiate conversation": "never-started",
    "chat not found": "chat-not-found",
}
_THREAD_WORDS = ("message thread not found", "topic_closed", "topic_deleted")
_NO_RIGHTS = (
    "not enough rights",
    "need administrator rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
)
_OUR_MARKUP = ("can't parse entities", "is too long", "entities_too_long")
_OUR_BUTTONS = ("button_", "reply_markup", "reply markup", "inline keyboard")


def classify(
    came_back: TelegramMessage | BaseException, delivery: Delivery, *, jitter: float = 0.5
) -> Outcome:
    """Say how a send ended.

    Args:
        came_back: the message as Telegram shows it, or what was raised.
        delivery: what was sent; `attempts` counts this try.
        jitter: in [0, 1); spreads the tries of rows that failed together.
    """
    outcome = _classify(came_back, delivery, jitter)
    return outcome if delivery.attempts < MAX_TRIES else _given_up(outcome)


def is_plain(message: Message) -> bool:
    """Whether a message goes out as plain text, because its markup was refused once."""
    return not message.html


def as_plain(message: Message, *, with_buttons: bool = True) -> Message:
    """The same message without markup, as long as a message may be."""
    plain = message.plain or html.unescape(message.html)
    if len(plain) > _MAX_TEXT:
        plain = plain[: _MAX_TEXT - 1] + "…"
    buttons = message.buttons if with_buttons else ()
    return replace(message, html="", plain=plain, buttons=buttons)


def _classify(
    came_back: TelegramMessage | BaseException, delivery: Delivery, jitter: float
) -> Outcome:
    if isinstance(came_back, TelegramMessage):
        return Sent(message_id=came_back.message_id)
    for kind, outcome in _BY_CLASS.items():
        if isinstance(came_back, kind):
            return outcome(came_back, delivery, jitter)
    return Unknown(reason="unforeseen")


def _given_up(outcome: Outcome) -> Outcome:
    """What is made of the last try; a flood is no fault of the message and is obeyed for ever."""
    match outcome:
        case Retry(flood=False, reason=reason):
            return Refused(reason=f"given up: {reason}")
        case Moved():
            return Refused(reason="given up: moved")
        case _:
            return outcome


def _not_sent(_error: object, delivery: Delivery, jitter: float) -> Outcome:
    wait = backoff_seconds(delivery.attempts, jitter=jitter)
    return Retry(wait_seconds=wait, reason="not-sent")


def _flood(error: RetryAfter, _delivery: Delivery, _jitter: float) -> Outcome:
    wait = error.retry_after
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    return Retry(wait_seconds=seconds, reason="flood", flood=True)


def _moved(error: ChatMigrated, _delivery: Delivery, _jitter: float) -> Outcome:
    return Moved(new=ChatId(error.new_chat_id))


def _token_refused(_error: object, _delivery: Delivery, _jitter: float) -> Outcome:
    return TokenRefused()


def _forbidden(error: Forbidden, _delivery: Delivery, _jitter: float) -> Outcome:
    return Gone(reason=_word(error, _GONE) or "forbidden")


def _no_answer(_error: object, _delivery: Delivery, _jitter: float) -> Outcome:
    return Unknown(reason="no-answer")


def _other(error: TelegramError, _delivery: Delivery, _jitter: float) -> Outcome:
    if error.message.lower().startswith("too many requests"):
        return Retry(wait_seconds=_FLOOD_SECONDS, reason="flood", flood=True)
    return Unknown(reason="unforeseen")


def _bad_request(error: BadRequest, delivery: Delivery, _jitter: float) -> Outcome:
    if _says(error, _DONE_ALREADY):
        return Sent()
    gone = _word(error, _GONE)
    if gone is not None:
        return Gone(reason=gone)
    if _says(error, _THREAD_WORDS):
        return _without_thread(delivery)
    if _says(error, _OUR_BUTTONS) or _says(error, _OUR_MARKUP):
        return _as_plain(delivery, with_buttons=not _says(error, _OUR_BUTTONS))
    if _says(error, _NO_RIGHTS):
        return Refused(reason="no-rights", pauses=True)
    return Refused(reason=f"refused: {error.message}")


def _without_thread(delivery: Delivery) -> Outcome:
    if delivery.thread_id is None:
        return Refused(reason=THREAD_GONE, pauses=True)
    return Retry(wait_seconds=0.0, reason=THREAD_GONE, changes={"thread_id": None})


def _as_plain(delivery: Delivery, *, with_buttons: bool) -> Outcome:
    if is_plain(delivery.message):
        return Refused(reason="refused-as-plain-text")
    plain = as_plain(delivery.message, with_buttons=with_buttons)
    return Retry(wait_seconds=0.0, reason="markup-refused", changes={"message": asdict(plain)})


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    return any(word in error.message.lower() for word in words)


def _word(error: TelegramError, reasons: Mapping[str, str]) -> str | None:
    said = error.message.lower()
    return next((reason for words, reason in reasons.items() if words in said), None)


# The first class that fits; those of the library that are also a `NetworkError` come first.
_BY_CLASS: Mapping[type[BaseException], Callable[[Any, Delivery, float], Outcome]] = {
    NotSent: _not_sent,
    Ambiguous: _no_answer,
    RetryAfter: _flood,
    ChatMigrated: _moved,
    InvalidToken: _token_refused,
    Forbidden: _forbidden,
    BadRequest: _bad_request,
    TelegramError: _other,
}
