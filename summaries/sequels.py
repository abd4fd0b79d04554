"""Sequels: which story that fell silent does an article go on with, days or weeks later?

Such a story has left memory, so it is searched in the store: `asked` gives the words to search by,
`resumed` decides among what was found, by the likeness that placing uses, silence left out and the
bar higher. Pure; imports `stories` and the modules below it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from summaries.likeness import default_model, features
from summaries.live_story import LiveStory, Member
from summaries.stories import Item, Stories, published_seconds
from summaries.terms import texts
from summaries.views import LEAD_WORDS, MOST_TITLE_WORDS

N_ASKED: Final = 8
"""Heaviest terms of an article; a story that it goes on with has three of them at least. All 16 by
which live stories are found, and two of them, find 1 % more of the links (docs/algorithms.md)."""

N_SHARED: Final = 3

RESUMED: Final = 0.95
"""Of {.6, .8, .9, .93, .95, .98}, on the development streams with ten days put in the middle of
each event: of 290 links 254 are right by label, 26 more name the same affair, 10 are strangers."""

N_YOUNG: Final = 2
"""The first and the second article of a story are asked; the second finds a sixth of the links."""


def asked(item: Item, stories: Stories) -> tuple[str, ...]:
    """The terms by which stored stories are searched, heaviest first; fewer than three: none."""
    known = texts(item.title, stories.language, most=MOST_TITLE_WORDS)
    known |= texts(item.text, stories.language, most=LEAD_WORDS)
    heaviest = stories.weigh(item).query[:N_ASKED]
    return tuple(known[term] for term in heaviest) if len(heaviest) >= N_SHARED else ()


def resumed(
    item: Item,
    stored: Mapping[int, Sequence[Item]],
    stories: Stories,
    *,
    now: datetime,
) -> int | None:
    """The story that the article goes on with; None where none is beyond doubt.

    Args:
        item: an article of a young story.
        stored: articles of each story that fell silent, by its id: the first and the newest.
        stories: the live ones of the language, whose document counts weigh the words.
        now: aware instant; nothing was published later.

    Ties go to the story that was heard of last. Cost: one reading of each stored article.
    """
    views, model = stories.weigh(item), default_model()
    at = published_seconds(item, now.timestamp())
    rebuilt = [_rebuilt(id_, items, stories, now) for id_, items in stored.items() if items]
    judged = [
        (model.awake_probability(features(views, story, at)), story.last_at, story.id)
        for story in rebuilt
        if story.last_at < at
    ]
    probability, _, story_id = max(judged, default=(0.0, 0.0, 0))
    return story_id if probability >= RESUMED else None


def _rebuilt(story_id: int, items: Sequence[Item], stories: Stories, now: datetime) -> LiveStory:
    """The story as placing would know it, had it kept these articles."""
    times = [published_seconds(item, now.timestamp()) for item in items]
    story = LiveStory(story_id, times[0])
    for turn, (item, at) in enumerate(zip(items, times, strict=True)):
        views = stories.weigh(item)
        story.join(Member.of(item.id, views), views, at=at, turn=turn)
    return story
