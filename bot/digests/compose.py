"""What a digest tells: chosen from what its window holds. Pure; may import `bot.model` and `rank`.

A story is told once. One that the reader knows comes back only with news in it, as an update made
of the new sentences alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.digests.rank import Ranked, ranked, words_in
from bot.model import Edition, Length, Mark, MarkKind, Preferences, Quotation, Story, StoryId, Told

# A digest that leaves later than this after its time says so. Queues at the full hour are shorter.
LATE_AFTER = timedelta(minutes=15)
# Sentences of each story; fewer where that keeps the digest in one message (`issue`).
N_SENTENCES = {Length.HEADLINES: 0, Length.SHORT: 2, Length.FULL: 5}
# As on a front page, a short digest tells more of what stands on top.
N_LEADING = 3
N_LEADING_SENTENCES = 3

# The sentences of a known story that the reader has not seen.
WhatIsNew = Callable[[Story, Mark], tuple[Quotation, ...]]
Marks = Mapping[tuple[StoryId, MarkKind], Mark]


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """What a digest is made from.

    `stories` are those of the subscription's topics with news in ``since < news_at <= until``, and
    of shortly before it; `marks` are the chat's on them.
    """

    due_at: datetime
    since: datetime
    until: datetime
    stories: Sequence[Story]
    marks: Marks = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sorted:
    """The window's stories, parted by whether they may be told."""

    told: Sequence[Ranked]
    n_muted: int
    n_seen: int


def compose(window: Window, wishes: Preferences, what_is_new: WhatIsNew) -> Edition:
    """Choose, order and cut: the digest of a window.

    Args:
        window: what there is to tell.
        wishes: of the subscription.
        what_is_new: asked only for stories that the reader has seen.

    Returns:
        At most `wishes.n_stories` stories, the most important first, with a reason for each; none
        if there is nothing new, and the counts then say why.
    """
    found = _sorted(window, wishes, what_is_new)
    shown = found.told[: wishes.n_stories]
    return Edition(
        due_at=window.due_at,
        since=window.since,
        until=window.until,
        told=tuple(
            _told(one.story, window, what_is_new, n_sentences(wishes.length, place))
            for place, one in enumerate(shown)
        ),
        n_below_cut=len(found.told) - len(shown),
        n_muted=found.n_muted,
        n_seen=found.n_seen,
        late=is_late(window),
        reasons={one.story.id: str(one.reason) for one in shown},
    )


def n_sentences(length: Length, place: int) -> int:
    """Return how many sentences are told of the story at that place, counted from 0."""
    leads = length is Length.SHORT and place < N_LEADING
    return N_LEADING_SENTENCES if leads else N_SENTENCES[length]


def is_late(window: Window) -> bool:
    """Tell whether a digest is made so long after its time that it says so."""
    return window.until - window.due_at > LATE_AFTER


def candidates(window: Window, wishes: Preferences, what_is_new: WhatIsNew) -> list[Story]:
    """Return everything that a digest of the window may tell, in order and without the cut."""
    return [one.story for one in _sorted(window, wishes, what_is_new).told]


def shortened(edition: Edition, n_at_most: int) -> Edition:
    """Return the edition with at most that many sentences of each story."""
    told = tuple(replace(one, quotations=one.quotations[:n_at_most]) for one in edition.told)
    return replace(edition, told=told)


def _sorted(window: Window, wishes: Preferences, what_is_new: WhatIsNew) -> _Sorted:
    wanted = [s for s in window.stories if not wishes.must_words or words_in(s, wishes.must_words)]
    muted = {story.id for story in wanted if _is_muted(story, window, wishes)}
    heard = [story for story in wanted if story.id not in muted]
    new = [story for story in heard if _has_news(story, window, what_is_new)]
    followed = {story.id for story in new if (story.id, MarkKind.FOLLOWED) in window.marks}
    # What lies before the window was counted by the digest before.
    inside = {story.id for story in wanted if story.news_at > window.since}
    return _Sorted(
        told=ranked(new, now=window.until, followed=followed, words=wishes.must_words),
        n_muted=len(inside & muted),
        n_seen=len((inside - muted) - {story.id for story in new}),
    )


def _is_muted(story: Story, window: Window, wishes: Preferences) -> bool:
    mark = window.marks.get((story.id, MarkKind.MUTED))
    by_mark = mark is not None and (mark.until is None or mark.until > window.until)
    return by_mark or bool(words_in(story, wishes.muted_words))


def _has_news(story: Story, window: Window, what_is_new: WhatIsNew) -> bool:
    seen = window.marks.get((story.id, MarkKind.SEEN))
    return seen is None or (story.revision > seen.revision and bool(what_is_new(story, seen)))


def _told(story: Story, window: Window, what_is_new: WhatIsNew, n_at_most: int) -> Told:
    seen = window.marks.get((story.id, MarkKind.SEEN))
    quotations = story.summary if seen is None else what_is_new(story, seen)
    return Told(story=story, quotations=quotations[:n_at_most], is_update=seen is not None)
