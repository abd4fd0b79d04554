"""The code inside a button: what was pressed, in at most 64 bytes. Imports nothing of the project.

Written ``1:story:42:3:Xq3kP0aZ``: version, action, ids, and the first eight characters of an HMAC,
so that a code that no release of this bot wrote is never acted upon. It carries no state and grants
no right: who may do what is checked at the press. A release that drops an action answers its old
buttons with words (`decode` returns None).
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
MAX_BYTES = 64
# 48 bits: a forger who presses once a second needs some millions of years.
N_MAC_CHARACTERS = 8

_ID = re.compile(r"[A-Za-z0-9_/+-]+")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")


class Action(StrEnum):
    """What a button asks for; the value stands in the code, so it never changes its meaning.

    Behind each: its ids, in order. `sub` is a subscription's id, 0 where there is none yet.
    """

    # Setting up, and the same steps again from the settings.
    TOPIC = "t"  # sub, topic: on or off
    TOPIC_PAGE = "tp"  # sub, page
    TOPICS_DONE = "td"  # sub
    TIME = "h"  # sub, minute of the day: on or off in the settings, chosen in the set-up
    TIME_OTHER = "ho"  # sub: a time will be typed
    TIMES = "hs"  # sub: the grid of hours
    NEWS_LANGUAGES = "nl"  # sub: the languages that there are news in
    NEWS_LANGUAGE = "nlg"  # sub, language: on or off
    ZONE = "z"  # sub, zone
    ZONE_OTHER = "zo"  # sub: a city will be typed
    SKIP = "sk"  # sub, step
    # A digest and a story.
    STORY = "s"  # story
    MORE = "m"  # since, until (epoch seconds): the stories below the cut
    FOLLOW = "f"  # story
    UNFOLLOW = "uf"  # story
    MUTE_STORY = "mu"  # story
    UNMUTE_STORY = "um"  # story
    SOURCES = "so"  # story, page
    TIMELINE = "tl"  # story, page
    LENGTH_OF_STORY = "sl"  # story, number of sentences
    # Answers.
    SUMMARY = "su"  # article, number of sentences
    TEXT = "tx"  # text of this chat, number of sentences
    SUBSCRIBE_SITE = "ss"  # article
    LATEST = "la"  # topic ("all"), page
    # Settings.
    SETTINGS = "se"  # nothing
    SUBSCRIPTION = "sb"  # sub
    NEW_SUBSCRIPTION = "ns"  # nothing
    TOPICS = "to"  # sub, page
    LENGTH = "le"  # sub, length
    N_STORIES = "n"  # sub, number
    WEEKDAYS = "wd"  # sub, bit mask (1 is Monday)
    EMPTY = "em"  # sub, 1 or 0: a line when nothing is new
    REPEAT = "rp"  # sub, 1 or 0: sent once more when it may not have arrived
    LANGUAGE = "lg"  # language
    LANGUAGES = "lgs"  # nothing: the list of languages
    UNSUBSCRIBE = "us"  # sub: asks first
    UNSUBSCRIBE_YES = "usy"  # sub
    # The chat's own sources.
    FEEDS = "fs"  # page
    ADD_FEED = "af"  # place in the list that the message shows
    ADD_LIST = "al"  # nothing: the list is the document that the message answers
    REMOVE_FEED = "rf"  # feed
    KEEP_FEED = "kf"  # feed
    EXPORT_FEEDS = "xf"  # nothing
    # The chat itself.
    FORGET_YES = "fy"  # nothing
    SEND_AGAIN = "sa"  # delivery
    DIGEST_NOW = "dn"  # sub
    CANCEL = "c"  # nothing


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: numbers come back as int, words as str."""

    action: Action
    ids: tuple[int | str, ...]

    def number(self, index: int) -> int:
        """The id at that place as a number; 0 if it is missing or a word."""
        found = self.ids[index] if index < len(self.ids) else 0
        return found if isinstance(found, int) else 0

    def word(self, index: int) -> str:
        """The id at that place as a word; empty if it is missing."""
        return str(self.ids[index]) if index < len(self.ids) else ""


def encode(action: Action, *ids: int | str, key: bytes) -> str:
    """Write a button's code.

    Args:
        action: what is asked for.
        ids: numbers, and words of letters, digits and ``_/+-``.
        key: of the bot; another key makes all its old buttons unknown.

    Raises:
        ValueError: an id that is no such word, or more than 64 bytes; a mistake of the caller.
    """
    fields = [str(value) for value in ids]
    if not all(_ID.fullmatch(field) for field in fields):
        raise ValueError(f"These are no ids of a button: {fields}.")
    body = ":".join((VERSION, action.value, *fields))
    code = f"{body}:{_mac(body, key)}"
    if len(code) > MAX_BYTES:
        raise ValueError(f"A button's code has at most {MAX_BYTES} bytes: {code}.")
    return code


def decode(data: str, key: bytes) -> Press | None:
    """Read a button's code; None when this release does not know it or the bot never wrote it."""
    body, _, mac = data.rpartition(":")
    if not hmac.compare_digest(mac.encode(), _mac(body, key).encode()):
        return None
    version, _, rest = body.partition(":")
    name, *ids = rest.split(":")
    if version != VERSION or name not in set(Action):
        return None
    return Press(Action(name), tuple(_value(field) for field in ids))


def _mac(body: str, key: bytes) -> str:
    digest = hmac.digest(key, body.encode(errors="replace"), "sha256")
    return urlsafe_b64encode(digest).decode()[:N_MAC_CHARACTERS]


def _value(field: str) -> int | str:
    return int(field) if _NUMBER.fullmatch(field) else field
