"""Which languages a reader is told the news in. Pure.

A digest is told in the languages that it names, or in that of the chat. A topic that no feed tells
in any of them is told in English, or where it has no feed in that either, in whatever it has: who
chose it, chose it so (the button says it). What the reader added is told in its own language.
"""

from collections.abc import Mapping, Sequence

from bot.catalogue import FALLBACK
from bot.model import FEED_TOPIC, Preferences
from bot.store.readership import ANY_LANGUAGE

# The languages of each topic's feeds: `bot.store.readership.languages_of_topics`.
Told = Mapping[str, frozenset[str]]
Shelf = tuple[tuple[str, ...], tuple[str, ...]]


def read_by(wishes: Preferences, language: str) -> tuple[str, ...]:
    """Return the languages that a digest is told in, where its topics are.

    Args:
        wishes: of the digest.
        language: of the chat.
    """
    return wishes.languages or (language,)


def elsewhere(topic: str, *, read: Sequence[str], told: Told) -> str | None:
    """Return the language that a topic is told in instead; None if it is told in one that is read.

    A topic without any feed is told in none, and so in no other.
    """
    languages = told.get(topic, frozenset())
    if not languages or ANY_LANGUAGE in languages or languages & set(read):
        return None
    return FALLBACK if FALLBACK in languages else min(languages)


def shelves(topics: Sequence[str], *, read: Sequence[str], told: Told) -> list[Shelf]:
    """Part topics by the languages that they are told in to who reads these.

    Returns:
        Topics with their languages; no languages mean any, no topics all.
    """
    by_languages: dict[tuple[str, ...], list[str]] = {} if topics else {tuple(read): []}
    for topic in topics:
        other = elsewhere(topic, read=read, told=told)
        languages = (other,) if other else tuple(read)
        by_languages.setdefault(() if topic.startswith(FEED_TOPIC) else languages, []).append(topic)
    return [(tuple(alike), languages) for languages, alike in by_languages.items()]
