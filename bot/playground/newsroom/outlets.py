"""Who publishes: the invented outlets of `outlets.toml` and the furniture of their pages.

Imports nothing of the project.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any


class FeedKind(StrEnum):
    """The format of a feed; the value ends its address."""

    RSS = "feed.xml"
    ATOM = "atom.xml"
    JSON = "feed.json"
    RDF = "rdf"


class Fault(StrEnum):
    """What is wrong with an outlet's feed, on purpose."""

    NONE = ""
    BROKEN_XML = "broken-xml"
    SERVER_ERROR = "server-error"
    SLOW = "slow"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """One feed of an outlet: the main one, or that of a section."""

    path: str
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    """One invented publisher.

    `topics` are those of its main feed, `section_feeds` the names of further ones with theirs.
    `full_text` tells whether its feeds carry whole articles or teasers only; `accent` is the
    colour of its pages, `sections` the words of their navigation.
    """

    id: str
    title: str
    tagline: str
    language: str
    topics: tuple[str, ...]
    kind: FeedKind
    full_text: bool
    sections: tuple[str, ...]
    accent: str
    fault: Fault = Fault.NONE
    section_feeds: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def path(self) -> str:
        """The front page."""
        return f"/news/{self.id}/"

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The main feed, then those of sections."""
        name = self.kind.value
        main = Feed(path=f"{self.path}{name}", topics=self.topics)
        sections = (
            Feed(path=f"{self.path}{section}/{name}", topics=topics)
            for section, topics in self.section_feeds
        )
        return (main, *sections)

    def feed_of(self, topics: tuple[str, ...]) -> Feed:
        """Return the feed that carries an article on *topics*, the weightiest first."""
        fitting = (feed for topic in topics for feed in self.feeds if topic in feed.topics)
        return next(fitting, self.feeds[0])


@dataclass(frozen=True, kw_only=True, slots=True)
class Furniture:
    """The words around an article in one language: what a reader of pages must leave out."""

    skip: str
    cookies: str
    accept: str
    share: str
    read_more: str
    newsletter: str
    sign_up: str
    related: str
    most_read: str
    comments: str
    comment_notice: str
    comment_fields: tuple[str, ...]
    send_comment: str
    byline: str
    published: str
    updated: str
    rights: str


def outlets() -> tuple[Outlet, ...]:
    """Read all outlets, in the order in which they are listed."""
    return tuple(_outlet(name, values) for name, values in _data()["outlets"].items())


def furniture(language: str) -> Furniture:
    """Read the furniture of pages in *language*."""
    values = _data()["furniture"][language]
    return Furniture(**{key: _frozen(value) for key, value in values.items()})


def _data() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("outlets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _outlet(outlet_id: str, values: dict[str, Any]) -> Outlet:
    known = {key: _frozen(value) for key, value in values.items()}
    known["kind"] = FeedKind[values["kind"]]
    known["fault"] = Fault(values.get("fault", ""))
    return Outlet(id=outlet_id, **known)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - TOML values are of any type
    if isinstance(value, dict):
        return tuple((key, tuple(names)) for key, names in value.items())
    return tuple(value) if isinstance(value, list) else value
