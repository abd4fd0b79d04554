"""Valid values to render, with named overrides. All names and texts are invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import ArticleId, Coverage, Edition, Quotation, Story, StoryId, Told
from bot.render.voice import Voice
from bot.render.words import Words

KEY = b"a key of the tests"
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def a_voice(language: str = "en", *, zone: str = "Europe/Berlin") -> Voice:
    """Build the voice of a chat in Berlin."""
    return Voice(words=Words(language, zone=zone), key=KEY)


def a_quotation(text: str, *, article: int = 1, outlet: str = "Harbour Times") -> Quotation:
    """Build a quoted sentence of an article."""
    return Quotation(
        text=text,
        article_id=ArticleId(article),
        start=0,
        end=len(text),
        outlet=outlet,
        url=f"https://news.example.org/{article}",
    )


def a_coverage(article: int, outlet: str, **changes: Any) -> Coverage:
    """Build one source of a story, published ten minutes after the one before."""
    made = Coverage(
        article_id=ArticleId(article),
        outlet=outlet,
        title=f"{outlet} on the port",
        url=f"https://news.example.org/{article}",
        published_at=NOW - timedelta(hours=1, minutes=58 - 10 * article),
        copy_of=None,
    )
    return replace(made, **changes)


def a_story(number: int = 1, **changes: Any) -> Story:
    """Build a story of two outlets."""
    made = Story(
        id=StoryId(number),
        language="en",
        headline="Halden reopens its port after the storm",
        url="https://news.example.org/1",
        summary=(
            a_quotation("The port of Halden reopened on Monday, two days after the storm."),
            a_quotation("Divers found the missing barge at the northern pier."),
            a_quotation(
                "Insurers put the damage at 40 million crowns.", article=2, outlet="Coast Radio"
            ),
        ),
        first_at=NOW - timedelta(hours=2),
        last_at=NOW - timedelta(hours=1),
        news_at=NOW - timedelta(hours=1),
        revision=1,
        coverage=(a_coverage(1, "Harbour Times"), a_coverage(2, "Coast Radio")),
        topics=("world",),
    )
    return replace(made, **changes)


def a_told(number: int = 1, *, is_update: bool = False, **changes: Any) -> Told:
    """Build what an edition tells of a story: its summary."""
    story = a_story(number, **changes)
    return Told(story=story, quotations=story.summary, is_update=is_update)


def an_edition(**changes: Any) -> Edition:
    """Build the digest of Monday, 08:00 in Berlin, with two stories."""
    made = Edition(
        due_at=NOW,
        since=SINCE,
        until=NOW,
        told=(
            a_told(1),
            a_told(
                2,
                is_update=True,
                headline="Probe <Marten> enters the orbit of Pallas & sends pictures",
                coverage=(a_coverage(3, "Orbit Weekly"),),
                topics=("space",),
            ),
        ),
        n_below_cut=5,
        n_muted=7,
    )
    return replace(made, **changes)
