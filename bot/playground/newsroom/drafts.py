"""What is written: the articles of `events/*.toml`, each with its versions and times.

One file holds one event. An article either has a `text` of its own, or repeats another one of the
same file (`copy_of`, a wire copy, perhaps under its own `title`). `versions` replace text and title
at the same address later; `gone_at` withdraws the article. Imports nothing of the project.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any

from bot.playground.newsroom import events, moments


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """What stands at an article's address from `at` on; texts still hold their moments.

    `note` tells readers what was changed, as a correction or update line does; often empty.
    """

    at: timedelta
    title: str
    teaser: str
    paragraphs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One article as planned: who prints it where, its versions in time order."""

    outlet: str
    slug: str
    author: str
    topics: tuple[str, ...]
    versions: tuple[Version, ...]
    gone_at: timedelta | None = None


def drafts() -> tuple[Draft, ...]:
    """Read the articles of all events, in the order of file name and place."""
    return tuple(draft for event in _events() for draft in _drafts(event))


def _events() -> Iterator[Mapping[str, Any]]:
    folder = resources.files(events)
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


def _drafts(event: Mapping[str, Any]) -> Iterator[Draft]:
    by_slug = {article["slug"]: article for article in event["articles"]}
    for article in event["articles"]:
        original = by_slug[article["copy_of"]] if "copy_of" in article else {}
        yield _draft({**original, "versions": (), **article}, tuple(event["topics"]))


def _draft(article: Mapping[str, Any], topics: tuple[str, ...]) -> Draft:
    first = _version(article, {})
    later = tuple(_version(values, article) for values in article["versions"])
    gone_at = article.get("gone_at")
    return Draft(
        outlet=article["outlet"],
        slug=article["slug"],
        author=article.get("author", ""),
        topics=topics,
        versions=(first, *later),
        gone_at=moments.offset(gone_at) if gone_at else None,
    )


def _version(values: Mapping[str, Any], first: Mapping[str, Any]) -> Version:
    whole = {**first, **values}
    return Version(
        at=moments.offset(values["at"]),
        title=whole["title"],
        teaser=whole["teaser"],
        paragraphs=_paragraphs(whole["text"]),
        note=values.get("note", ""),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return tuple(block for block in blocks if block)
