"""Stories and windows to compose from, with named overrides. All texts are invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.digests.compose import Window
from bot.model import ArticleId, Coverage, Mark, MarkKind, Quotation, Story, StoryId

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)


def a_quotation(text: str, *, article: int = 1) -> Quotation:
    """Build a quoted sentence."""
    return Quotation(
        text=text,
        article_id=ArticleId(article),
        start=0,
        end=len(text),
        outlet="Harbour Times",
        url=f"https://news.example.org/{article}",
    )


def a_story(number: int = 1, *, n_outlets: int = 1, n_copies: int = 0, **changes: Any) -> Story:
    """Build a story of that many outlets, and of outlets that only copied the first."""
    coverage = [
        Coverage(
            article_id=ArticleId(100 * number + n),
            outlet=f"Outlet {n}",
            title="The port",
            url=None,
            published_at=NOW - timedelta(hours=3),
            copy_of=None if n < n_outlets else ArticleId(100 * number),
        )
        for n in range(n_outlets + n_copies)
    ]
    made = Story(
        id=StoryId(number),
        language="en",
        headline=f"Headline {number}",
        url=f"https://news.example.org/{number}",
        summary=tuple(a_quotation(f"Sentence {n} of story {number}.") for n in range(6)),
        first_at=NOW - timedelta(hours=3),
        last_at=NOW - timedelta(hours=2),
        news_at=NOW - timedelta(hours=2),
        revision=2,
        coverage=tuple(coverage),
        topics=("world",),
    )
    return replace(made, **changes)


def a_window(*stories: Story, marks: tuple[Mark, ...] = (), **changes: Any) -> Window:
    """Build the window of the day before."""
    made = Window(
        due_at=NOW,
        since=SINCE,
        until=NOW,
        stories=stories,
        marks={(mark.story_id, mark.kind): mark for mark in marks},
    )
    return replace(made, **changes)


def a_mark(number: int, kind: MarkKind = MarkKind.SEEN, **changes: Any) -> Mark:
    """Build a chat's mark on a story, made yesterday at its first revision."""
    made = Mark(story_id=StoryId(number), kind=kind, at=SINCE, revision=1)
    return replace(made, **changes)
