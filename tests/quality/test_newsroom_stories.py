"""The invented newsroom: events of one town on one day, before anything was counted."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.newsroom import Newsroom
from summaries.stories import Item, Stories

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
# What each large event is called in the headlines about it.
EVENTS = (
    "Halcyon Dawn",
    "Storm Ines",
    "Lumora",
    "Tallypay",
    "Kestrel",
    "Cyclone Otto",
    "River Wend",
    "Brandmoor",
    "Rovers",
)


def the_news() -> list[Item]:
    """Everything in print in English, in the order of its outlets."""
    newsroom = Newsroom(NOON, lambda: NOON + timedelta(hours=1))
    outlets = [outlet for outlet in newsroom.outlets() if outlet.language == "en"]
    prints = [(outlet, each) for outlet in outlets for each in newsroom.in_print(outlet)]
    return [
        Item(
            id=number,
            title=each.title,
            text="\n\n".join(each.paragraphs),
            url_key=f"https://{outlet.id}.example/{each.slug}",
            source=outlet.title,
            language="en",
            published_at=each.published_at,
        )
        for number, (outlet, each) in enumerate(prints)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_two_events_never_become_one_story(seed: int) -> None:
    """Fire, storm and cup final in one port on one Sunday stay three, whichever comes first."""
    news, stories = the_news(), Stories("en")
    random.Random(seed).shuffle(news)  # noqa: S311 - an order, no secret
    told: defaultdict[int, set[str]] = defaultdict(set)
    for number, item in enumerate(news):
        placed = stories.place(item, now=NOON, new_story=number)
        for old, lasting in placed.fused:
            told[lasting] |= told.pop(old)
        told[placed.story] |= {event for event in EVENTS if event in item.title}
    assert [events for events in told.values() if len(events) > 1] == []
