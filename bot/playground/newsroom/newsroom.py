"""The newsroom: what each outlet has in print at this moment of its clock.

Imports nothing of the project. Cost: a few dozen articles are filtered at each call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.playground.newsroom import drafts, moments
from bot.playground.newsroom.outlets import Feed, Outlet, outlets


class FeedListing(NamedTuple):
    """One feed as a catalogue lists it; `path` begins with ``/news/``."""

    path: str
    title: str
    topics: tuple[str, ...]
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Print:
    """An article as it stands now. `updated_at` equals `published_at` while it has one version."""

    outlet: Outlet
    slug: str
    author: str
    topics: tuple[str, ...]
    title: str
    teaser: str
    paragraphs: tuple[str, ...]
    note: str
    published_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        """The page's address below the root."""
        return f"{self.outlet.path}{self.slug}"


class Newsroom:
    """Invented outlets whose articles appear, change and vanish with the clock.

    Args:
        started_at: aware UTC; the moment all offsets in `events/` count from.
        now: the clock, aware UTC; it may jump.
        slow_seconds: how long the slow outlet keeps its readers waiting.
    """

    def __init__(
        self, started_at: datetime, now: Callable[[], datetime], *, slow_seconds: float = 1.5
    ) -> None:
        self.slow_seconds = slow_seconds
        self._started_at = started_at
        self._now = now
        self._outlets = {outlet.id: outlet for outlet in outlets()}
        self._drafts = drafts.drafts()

    def feeds(self) -> list[FeedListing]:
        """List every feed, those that do not work included; feeds of one outlet share a title."""
        return [
            FeedListing(feed.path, outlet.title, feed.topics, outlet.language)
            for outlet in self._outlets.values()
            for feed in outlet.feeds
        ]

    def outlets(self) -> list[Outlet]:
        """All outlets in their listed order."""
        return list(self._outlets.values())

    def outlet(self, outlet_id: str) -> Outlet | None:
        """Return the outlet of that id, if there is one."""
        return self._outlets.get(outlet_id)

    def in_print(self, outlet: Outlet) -> list[Print]:
        """Return what *outlet* has published and not withdrawn, newest first."""
        prints = [
            self._print(draft)
            for draft in self._drafts
            if draft.outlet == outlet.id and self._is_out(draft) and not self._is_gone(draft)
        ]
        return sorted(prints, key=lambda article: article.published_at, reverse=True)

    def in_feed(self, outlet: Outlet, feed: Feed) -> list[Print]:
        """Return what of it stands in one of the outlet's feeds, newest first."""
        return [p for p in self.in_print(outlet) if outlet.feed_of(p.topics) == feed]

    def article(self, outlet: Outlet, slug: str) -> Print | None:
        """Return the article at that address as it stands now; None before and after its time."""
        return next((p for p in self.in_print(outlet) if p.slug == slug), None)

    def is_withdrawn(self, outlet: Outlet, slug: str) -> bool:
        """Tell whether an article stood at that address and was taken back."""
        return any(
            draft.outlet == outlet.id and draft.slug == slug and self._is_gone(draft)
            for draft in self._drafts
        )

    def _is_out(self, draft: drafts.Draft) -> bool:
        return self._started_at + draft.versions[0].at <= self._now()

    def _is_gone(self, draft: drafts.Draft) -> bool:
        return draft.gone_at is not None and self._started_at + draft.gone_at <= self._now()

    def _print(self, draft: drafts.Draft) -> Print:
        outlet = self._outlets[draft.outlet]
        elapsed = self._now() - self._started_at
        version = [version for version in draft.versions if version.at <= elapsed][-1]

        def fill(text: str) -> str:
            return moments.fill(text, self._started_at, language=outlet.language)

        return Print(
            outlet=outlet,
            slug=draft.slug,
            author=draft.author,
            topics=draft.topics,
            title=fill(version.title),
            teaser=fill(version.teaser),
            paragraphs=tuple(fill(paragraph) for paragraph in version.paragraphs),
            note=fill(version.note),
            published_at=self._started_at + draft.versions[0].at,
            updated_at=self._started_at + version.at,
        )
