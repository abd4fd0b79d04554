"""Every end of a send is one outcome: the table of the delivery policy, row by row."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.model import BotId, Button, ChatId, Delivery, DeliveryId
from bot.model import Message as OurMessage
from bot.telegram import outcome as ends
from bot.telegram.outcome import as_plain, classify
from bot.telegram.request import Ambiguous, NotSent


def a_delivery(
    *, thread_id: int | None = None, html: str = "<b>Hi</b>", attempts: int = 1
) -> Delivery:
    """A delivery, at its first try unless said otherwise."""
    return Delivery(
        id=DeliveryId(1),
        bot_id=BotId(7),
        chat_id=ChatId(5),
        thread_id=thread_id,
        key="edition:1",
        part=1,
        priority=1,
        message=OurMessage(html=html, plain="Hi", buttons=((Button(text="1", data="x"),),)),
        silent=False,
        reply_to=None,
        attempts=attempts,
    )


AN_ANSWER = Message(
    message_id=42, date=datetime(2026, 11, 22, tzinfo=UTC), chat=Chat(id=5, type="private")
)
# Telegram's words as the Bot API server says them, and what is made of them.
TABLE = [
    (AN_ANSWER, ends.Sent(message_id=42)),
    (BadRequest("Message is not modified: specified new content is the same"), ends.Sent()),
    (BadRequest("Message to delete not found"), ends.Sent()),
    (ChatMigrated(-100500), ends.Moved(new=ChatId(-100500))),
    (Forbidden("Forbidden: bot was blocked by the user"), ends.Gone(reason="blocked")),
    (Forbidden("Forbidden: user is deactivated"), ends.Gone(reason="deactivated")),
    (Forbidden("Forbidden: bot was kicked from the supergroup chat"), ends.Gone(reason="kicked")),
    (
        Forbidden("Forbidden: bot is not a member of the channel chat"),
        ends.Gone(reason="not-a-member"),
    ),
    (
        Forbidden("Forbidden: bot can't initiate conversation with a user"),
        ends.Gone(reason="never-started"),
    ),
    (Forbidden("Forbidden: something new"), ends.Gone(reason="forbidden")),
    (BadRequest("Chat not found"), ends.Gone(reason="chat-not-found")),
    (
        BadRequest("Not enough rights to send text messages to the chat"),
        ends.Refused(reason="no-rights", pauses=True),
    ),
    (
        BadRequest("Need administrator rights in the channel chat"),
        ends.Refused(reason="no-rights", pauses=True),
    ),
    (BadRequest("Message to edit not found"), ends.Refused),
    (BadRequest("Message can't be edited"), ends.Refused),
    (InvalidToken("Unauthorized"), ends.TokenRefused()),
    (Ambiguous("SocketTimeoutError"), ends.Unknown(reason="no-answer")),
    (TimedOut(), ends.Unknown(reason="unforeseen")),
    (NetworkError("whatever"), ends.Unknown(reason="unforeseen")),
    (KeyError("result"), ends.Unknown(reason="unforeseen")),
]


@pytest.mark.parametrize(("came_back", "expected"), TABLE, ids=[str(row[0])[:40] for row in TABLE])
def test_each_end_is_one_outcome(
    came_back: Message | Exception, expected: ends.Outcome | type[ends.Outcome]
) -> None:
    """Each answer of Telegram, and each failure on the way, has its outcome."""
    outcome = classify(came_back, a_delivery())
    assert isinstance(outcome, expected) if isinstance(expected, type) else outcome == expected


@pytest.mark.parametrize("error", [RetryAfter(17), TelegramError("Too Many Requests: later")])
def test_a_flood_is_waited_out(error: TelegramError) -> None:
    """A 429 is obeyed, whether or not it says for how long."""
    outcome = classify(error, a_delivery())
    assert isinstance(outcome, ends.Retry)
    assert (outcome.flood, outcome.wait_seconds >= 5) == (True, True)


def test_what_never_left_is_tried_again() -> None:
    """Without a connection the message surely did not arrive."""
    outcome = classify(NotSent("ClientConnectorError"), a_delivery())
    assert isinstance(outcome, ends.Retry)
    assert not outcome.flood


@pytest.mark.parametrize("error", [NotSent("ClientConnectorError"), ChatMigrated(-100500)])
def test_the_last_try_is_the_last(error: TelegramError) -> None:
    """What never arrives ends as refused, so that the next digest can tell it all."""
    before = classify(error, a_delivery(attempts=ends.MAX_TRIES - 1))
    last = classify(error, a_delivery(attempts=ends.MAX_TRIES))
    assert not isinstance(before, ends.Refused)
    assert isinstance(last, ends.Refused)
    assert not last.pauses


def test_a_flood_is_obeyed_at_any_try() -> None:
    """Telegram's pause is no fault of the message, however often it was asked for."""
    outcome = classify(RetryAfter(17), a_delivery(attempts=1000))
    assert isinstance(outcome, ends.Retry)


def test_a_topic_that_is_gone_is_left_out_once() -> None:
    """A message for a closed topic goes to the chat itself; there it must not fail the same way."""
    error = BadRequest("Message thread not found")
    first, second = classify(error, a_delivery(thread_id=3)), classify(error, a_delivery())
    assert first == ends.Retry(wait_seconds=0, reason="thread-gone", changes={"thread_id": None})
    assert isinstance(second, ends.Refused)


@pytest.mark.parametrize(
    "words", ["Can't parse entities: unsupported start tag", "Message is too long"]
)
def test_markup_that_is_refused_goes_as_plain_text_once(words: str) -> None:
    """The reader gets the words without their form; refused again, they are given up."""
    first = classify(BadRequest(words), a_delivery())
    second = classify(BadRequest(words), a_delivery(html=""))
    assert isinstance(first, ends.Retry)
    assert (first.changes["message"]["html"], first.changes["message"]["plain"]) == ("", "Hi")
    assert isinstance(second, ends.Refused)


def test_a_keyboard_that_is_refused_is_left_out() -> None:
    """A message without its buttons is better than none."""
    outcome = classify(BadRequest("Button_data_invalid"), a_delivery())
    assert isinstance(outcome, ends.Retry)
    assert outcome.changes["message"]["buttons"] == ()


def test_plain_text_fits_into_a_message() -> None:
    """What was too long with its markup is cut where Telegram cuts."""
    message = as_plain(OurMessage(html="<b>x</b>", plain="x" * 5000))
    assert (len(message.plain), message.plain[-1]) == (4096, "…")
