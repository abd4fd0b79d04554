"""Postings: which stories used a term last, so that an article meets few of them.

Imports `live_story`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from itertools import islice
from typing import Final

from summaries.live_story import LiveStory

MOST_STORIES: Final = 64
"""Stories looked at for one term; 16 find as much on our streams (stories.md 4)."""

MOST_CANDIDATES: Final = 12


class Postings:
    """Term → stories in the order of their last turn: an image of the stories' `posted`."""

    def __init__(self) -> None:
        self._turns: dict[int, dict[int, int]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._turns.values()))

    def load(self, stories: Iterable[LiveStory]) -> None:
        """Post every story in the order in which their terms had their turns."""
        turns = [(turn, term, story.id) for story in stories for term, turn in story.posted.items()]
        for turn, term, story_id in sorted(turns):
            self._turns.setdefault(term, {})[story_id] = turn

    def post(self, story: LiveStory, before: Iterable[int]) -> None:
        """Make *story* the newest of the terms of its latest turn; *before*: its terms so far."""
        for term in before:
            if term not in story.posted:
                self._remove(term, story.id)
        latest = max(story.posted.values(), default=0)
        for term, turn in story.posted.items():
            if turn == latest:
                self._remove(term, story.id)
                self._turns.setdefault(term, {})[story.id] = turn

    def repost(self, story: LiveStory) -> None:
        """Post a story that was withdrawn, each term in the place of its turn."""
        for term, turn in story.posted.items():
            turns = self._turns.get(term, {}) | {story.id: turn}
            self._turns[term] = dict(sorted(turns.items(), key=lambda item: item[1]))

    def withdraw(self, story: LiveStory) -> None:
        """Forget the story."""
        for term in story.posted:
            self._remove(term, story.id)

    def find(self, query: Mapping[int, int], live: Mapping[int, LiveStory]) -> list[LiveStory]:
        """The stories that share most weight with the query, ties to the older one.

        Args:
            query: term → weight in the article.
            live: stories by id.

        Cost: at most 64 steps a term, whatever the store holds.
        """
        shared: Counter[int] = Counter()
        for term, weight in query.items():
            for story_id in islice(reversed(self._turns.get(term, {})), MOST_STORIES):
                shared[story_id] += weight
        found = [(-weight, live[id_].first_at, id_) for id_, weight in shared.items()]
        return [live[id_] for _, _, id_ in nsmallest(MOST_CANDIDATES, found)]

    def _remove(self, term: int, story_id: int) -> None:
        stories = self._turns.get(term)
        if stories is None or story_id not in stories:
            return
        del stories[story_id]
        if not stories:
            del self._turns[term]
