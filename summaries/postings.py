"""Postings: which stories used a term last, so that an article meets few of them.

Imports `live_story`.
"""

from collections.abc import Iterable, Mapping
from heapq import nlargest
from itertools import islice
from typing import Final

from summaries.live_story import LiveStory

MOST_STORIES: Final = 32
"""Stories looked at for one term."""

MOST_CANDIDATES: Final = 8
"""12 candidates of 64 stories a term cost a third more and place 1 of 18,000 articles otherwise."""


class Postings:
    """Term → stories in the order of their last turn: an image of the stories' `posted`.

    Most terms have one story, which then stands alone: a table of one entry would cost five
    times as much.
    """

    def __init__(self) -> None:
        self._stories: dict[int, int | dict[int, None]] = {}

    def __len__(self) -> int:
        return sum(1 if isinstance(each, int) else len(each) for each in self._stories.values())

    def load(self, stories: Iterable[LiveStory]) -> None:
        """Post every story in the order in which their terms had their turns."""
        turns = [(turn, term, story.id) for story in stories for term, turn in story.posted.items()]
        for _, term, story_id in sorted(turns):
            self._append(term, story_id)

    def post(self, story: LiveStory, before: Iterable[int]) -> None:
        """Make *story* the newest of the terms of its latest turn; *before*: its terms so far."""
        for term in before:
            if term not in story.posted:
                self._remove(term, story.id)
        latest = max(story.posted.values(), default=0)
        for term, turn in story.posted.items():
            if turn == latest:
                self._remove(term, story.id)
                self._append(term, story.id)

    def repost(self, story: LiveStory, live: Mapping[int, LiveStory]) -> None:
        """Post a story that was withdrawn, each term in the place of its turn."""
        for term in story.posted:
            others = self._stories.get(term, {})
            ids = [story.id, *([others] if isinstance(others, int) else others)]
            ids.sort(key=lambda id_: live[id_].posted[term])
            self._stories[term] = ids[0] if len(ids) == 1 else dict.fromkeys(ids)

    def withdraw(self, story: LiveStory) -> None:
        """Forget the story."""
        for term in story.posted:
            self._remove(term, story.id)

    def find(self, query: Mapping[int, int], live: Mapping[int, LiveStory]) -> list[LiveStory]:
        """The stories that share most weight with the query, ties to the older one.

        Args:
            query: term → weight in the article.
            live: stories by id.

        Cost: at most 32 steps a term, whatever the store holds.
        """
        shared: dict[int, int] = {}
        for term, weight in query.items():
            for story_id in self._newest(term):
                shared[story_id] = shared.get(story_id, 0) + weight
        least = min(nlargest(MOST_CANDIDATES, shared.values()), default=0)
        found = [live[id_] for id_, weight in shared.items() if weight >= least]
        found.sort(key=lambda story: (-shared[story.id], story.first_at, story.id))
        return found[:MOST_CANDIDATES]

    def _newest(self, term: int) -> Iterable[int]:
        """The stories that used the term last, at most 32."""
        stories = self._stories.get(term, ())
        return (stories,) if isinstance(stories, int) else islice(reversed(stories), MOST_STORIES)

    def _append(self, term: int, story_id: int) -> None:
        stories = self._stories.get(term)
        if stories is None:
            self._stories[term] = story_id
        elif isinstance(stories, int):
            self._stories[term] = {stories: None, story_id: None}
        else:
            stories[story_id] = None

    def _remove(self, term: int, story_id: int) -> None:
        stories = self._stories.get(term)
        if stories == story_id:
            del self._stories[term]
        elif isinstance(stories, dict) and story_id in stories:
            del stories[story_id]
            if len(stories) == 1:
                [self._stories[term]] = stories
