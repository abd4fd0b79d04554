"""Topics that readers choose from, and the feeds behind them. Data beside this module.

Imports `bot.model` at most. Some addresses were found in Kagi's collection of feeds (see NOTICE).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

FALLBACK = "en"
"""Tells more topics than any other language, and is read by more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One feed to be polled, and the topics that it belongs to."""

    url: str
    title: str
    language: str
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """One topic: its key, its name in each interface language, its feeds."""

    key: str
    names: Mapping[str, str]
    feeds: tuple[Source, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, those that most readers want first: a newcomer begins with the first ones."""
    return tuple(
        Topic(
            key=key,
            names=values["names"],
            feeds=tuple(
                Source(url=url, title=title, language=language, topics=(key,))
                for language, title, url in values["feeds"]
            ),
        )
        for key, values in _data()["topics"].items()
    )


@cache
def edition() -> int:
    """Grows with each change of the feeds, so that a running bot takes the new ones in once."""
    return int(_data()["edition"])


@cache
def sources() -> tuple[Source, ...]:
    """Every feed once, with all of its topics."""
    by_url: dict[str, Source] = {}
    for topic in topics():
        for feed in topic.feeds:
            known = by_url.get(feed.url)
            by_url[feed.url] = Source(
                url=feed.url,
                title=feed.title,
                language=feed.language,
                topics=(*(known.topics if known else ()), topic.key),
            )
    return tuple(by_url.values())


def names(language: str) -> dict[str, str]:
    """The name of each topic in *language*, in the catalogue's order; English where it has none."""
    return {topic.key: topic.names.get(language, topic.names[FALLBACK]) for topic in topics()}


@cache
def _data() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("topics.toml").read_text("utf-8")
    return tomllib.loads(text)
