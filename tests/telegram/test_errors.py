"""Every reason for which something could not be read is said in the reader's own language."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import RetryAfter

import bot.ingest
from bot.errors import ComputeError, FeedFormatError, FetchError, IngestError
from bot.render.reasons import OWN, SAME
from bot.render.voice import Voice
from bot.render.words import Words, languages
from bot.telegram.errors import in_words
from bot.telegram.request import Ambiguous, NotSent

RAISED = re.compile(r"""FetchError\(\s*"([a-z-]+)\"""")
# An answer to a link says these with a text of its own.
OTHERS = {"address", "status", "too-large"}


def said(language: str, error: Exception) -> str:
    """What a reader of that language is told."""
    message = in_words(Voice(words=Words(language), key=b"key"), error)
    assert message is not None
    return message.plain


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("reason", sorted(OWN - OTHERS))
def test_a_reason_is_said_in_words_of_the_catalogue(language: str, reason: str) -> None:
    """Neither the name of a text nor the English sentence of the log comes through."""
    told = said(language, FetchError(reason, "Only for the log."))
    assert Words(language)(f"reason-{reason}") in told
    assert f"reason-{reason}" not in told
    assert "log" not in told


def test_every_reason_of_the_fetcher_has_words() -> None:
    """A new reason in `bot.ingest` needs a text."""
    folder = Path(bot.ingest.__file__).parent
    raised = {
        reason for path in folder.glob("*.py") for reason in RAISED.findall(path.read_text("utf-8"))
    }
    assert len(raised) > 5
    assert raised <= OWN | SAME.keys() | OTHERS


def test_a_german_is_told_in_german() -> None:
    """Status, size, an unknown reason and work that was too much."""
    told = [
        said("de", FetchError("status", "The host answered 404.", status=404)),
        said("de", FetchError("never-heard-of", "Strange.")),
        said("de", IngestError("too-large", "The document is too large.")),
        said("de", FeedFormatError("no-feed", "The document is not a feed.")),
        said("de", ComputeError("killed", "The work took too long and was stopped.")),
    ]
    parts = ["HTTP 404", "Verbindung", "zu groß", "keinen Feed", "zu viel"]
    assert [part in text for part, text in zip(parts, told, strict=True)] == [True] * 5


@pytest.mark.parametrize(
    "error",
    [
        NotSent("ClientConnectorError"),
        Ambiguous("HTTP 502"),
        RetryAfter(timedelta(seconds=30)),
        TimeoutError(),
    ],
)
def test_telegrams_bad_moment_is_no_mistake_of_ours(error: Exception) -> None:
    """Who asked while Telegram was away is told to try again, and nothing goes to the log."""
    assert said("en", error) == Words("en")("error-busy")


def test_a_mistake_of_ours_has_no_words_of_its_own() -> None:
    """It goes to the log under a number, which the reader gets."""
    voice = Voice(words=Words("en"), key=b"key")
    assert in_words(voice, ComputeError("failed", "The work stumbled over its input.")) is None
