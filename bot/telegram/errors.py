"""The one place where a handler's error becomes words. Imports render's replies and `request`."""

import secrets

import structlog
from telegram import Update
from telegram.error import RetryAfter

from bot.errors import (
    ComputeError,
    FeedFormatError,
    FetchError,
    IngestError,
    NoArticleText,
    NotFound,
    UsageError,
)
from bot.model import Message
from bot.render import reasons, replies
from bot.render.voice import Voice
from bot.telegram.context import Context
from bot.telegram.request import Ambiguous, NotSent

_log = structlog.get_logger()

_NOT_FOUND = {
    "story": "error-no-story",
    "article": "error-no-text",
    "text": "error-text-forgotten",
    "subscription": "error-no-digest",
    "feed": "error-no-feed",
}
# Why nothing can be made short, by the reasons of `NothingToSummarize`.
_NOTHING = {
    "empty": "error-nothing-empty",
    "furniture": "error-nothing-furniture",
    "too-long": "error-nothing-too-long",
}
MAX_PAGE_MEGABYTES = 5


async def answer_error(update: object, context: Context) -> None:
    """Answer what a person caused in words; log anything else once, under an id that they get.

    What the handler had collected is dropped: half an effect would be worse than none.
    """
    error = context.error
    if error is None or not isinstance(update, Update):
        _log.error("update.failed", exc_info=error)
        return
    context.work.drop()
    words = in_words(context.voice, error)
    if words is None:
        log_id = secrets.token_hex(4)
        _log.error("update.failed", log_id=log_id, update_id=update.update_id, exc_info=error)
        words = replies.went_wrong(context.voice, log_id)
    if context.work.chat is not None:
        context.reply(words)


def in_words(voice: Voice, error: BaseException) -> Message | None:
    """What a person is told of an error; None for a mistake of ours."""
    match error:
        case UsageError():
            return replies.refusal(voice, error)
        case NotFound() if error.kind in _NOT_FOUND:
            return replies.say(voice, _NOT_FOUND[error.kind])
        case IngestError():
            return _unread(voice, error)
        case ComputeError(reason="memory" | "killed"):
            return replies.say(voice, "error-too-hard")
        case TimeoutError() | RetryAfter() | NotSent() | Ambiguous():
            return replies.say(voice, "error-busy")
        case _:
            return None


def _unread(voice: Voice, error: IngestError) -> Message:
    """Why a link, a text or a document could not be read."""
    match error:
        case IngestError(reason="too-large"):
            return replies.say(voice, "error-too-large", megabytes=MAX_PAGE_MEGABYTES)
        case FetchError(reason="address"):
            return replies.say(voice, "error-link-private")
        case FetchError():
            answered = f"{reasons.HTTP}{error.status}" if error.reason == "status" else error.reason
            reason = reasons.told(voice.words, answered)
            return replies.say(voice, "error-link", reason=reason)
        case _:
            return replies.say(voice, _unusable(error))


def _unusable(error: IngestError) -> str:
    """Words for what was read and holds nothing that we can use."""
    match error:
        case FeedFormatError(reason="no-opml"):
            return "error-no-opml"
        case FeedFormatError():
            return "error-no-feed"
        case NoArticleText():
            return _NOTHING.get(error.reason, "error-no-text")
        case _:
            return "error-no-text"
