"""A story in memory: what its articles have in common, and the few of them that are kept whole.

Its state is a value: `pack` and `unpack` lose nothing, so a restart changes no placement. Imports
`vectors` and `views`.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from summaries.vectors import Packed
from summaries.views import Views

N_KEPT_MEMBERS: Final = 8
"""The founder and the newest seven; 4 lose 0.3 points (docs/algorithms.md)."""

MOST_SUM_TERMS: Final = 500
KEPT_SUM_TERMS: Final = 300
MOST_POSTED: Final = 96
"""Terms by which a story is found: those of its last six articles at least."""

_FORMAT: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """An article of a story as it was weighed when it came."""

    id: int
    title: Packed
    body: Packed

    @classmethod
    def of(cls, id_: int, views: Views) -> "Member":
        """The article's views at rest."""
        return cls(id=id_, title=Packed.of(views.title), body=Packed.of(views.body))


class LiveStory:
    """Sums and kept members of one story. Instants are epoch seconds.

    Attributes:
        id: the story's id.
        n: how many articles joined, copies not counted.
        first_at: least time of publication, and `last_at` the greatest.
        touched_at: when the last article was placed, by our clock.
        title: sum of the members' title views, and so `body`.
        members: the founder and the newest.
        posted: term → the turn in which the story was last found by it, oldest first.
    """

    __slots__ = (
        "body",
        "first_at",
        "id",
        "last_at",
        "members",
        "n",
        "posted",
        "title",
        "touched_at",
    )

    def __init__(self, id_: int, at: float) -> None:
        self.id = id_
        self.n = 0
        self.first_at = self.last_at = self.touched_at = at
        self.title = self.body = Packed.of({})
        self.members: list[Member] = []
        self.posted: dict[int, int] = {}

    def join(self, member: Member, views: Views, *, at: float, turn: int) -> None:
        """Take in an article that was published at *at*, in the *turn*-th placement."""
        self.n += 1
        self.first_at, self.last_at = min(self.first_at, at), max(self.last_at, at)
        self._add(member.title, member.body)
        self.members.append(member)
        del self.members[1 : -(N_KEPT_MEMBERS - 1)]
        self._post((term, turn) for term in sorted(views.query))

    def absorb(self, other: "LiveStory") -> None:
        """Take in another story whole; its kept members compete as the newest."""
        self.n += other.n
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        self.touched_at = max(self.touched_at, other.touched_at)
        self._add(other.title, other.body)
        self.members = sorted([*self.members, *other.members], key=lambda member: member.id)
        del self.members[:-N_KEPT_MEMBERS]
        self._post(sorted([*self.posted.items(), *other.posted.items()], key=lambda kv: kv[::-1]))

    def pack(self) -> bytes:
        """The whole state as compressed JSON."""
        sums = [self.title.to_text(), self.body.to_text()]
        state = {
            "format": _FORMAT,
            "n": self.n,
            "at": [self.first_at, self.last_at, self.touched_at],
            "sums": sums if self.n > 1 else [],
            "members": [_member_state(member) for member in self.members],
            "posted": [list(self.posted), list(self.posted.values())],
        }
        return zlib.compress(json.dumps(state, separators=(",", ":")).encode(), level=1)

    @classmethod
    def unpack(cls, id_: int, state: bytes) -> "LiveStory":
        """The story whose state `pack` gave.

        Raises:
            ValueError: the state is none of ours, or of a newer program.
        """
        data = _parse(state)
        story = cls(id_, 0.0)
        story.n = data["n"]
        story.first_at, story.last_at, story.touched_at = data["at"]
        story.members = [_member(row) for row in data["members"]]
        sums = [Packed.from_text(texts) for texts in data["sums"]]
        only = story.members[0]
        story.title, story.body = sums or (only.title, only.body)
        story.posted = dict(zip(*data["posted"], strict=True))
        return story

    def _add(self, title: Packed, body: Packed) -> None:
        if not self.members:
            self.title, self.body = title, body
            return
        self.title = self.title.plus(title, most=MOST_SUM_TERMS, kept=KEPT_SUM_TERMS)
        self.body = self.body.plus(body, most=MOST_SUM_TERMS, kept=KEPT_SUM_TERMS)

    def _post(self, terms: Iterable[tuple[int, int]]) -> None:
        for term, turn in terms:
            self.posted.pop(term, None)
            self.posted[term] = turn
        _drop_oldest(self.posted, MOST_POSTED)


def _drop_oldest(entries: dict[int, int], most: int) -> None:
    for key in list(entries)[: max(0, len(entries) - most)]:
        del entries[key]


def _member_state(member: Member) -> list[Any]:
    return [member.id, member.title.to_text(), member.body.to_text()]


def _member(row: list[Any]) -> Member:
    id_, title, body = row
    return Member(id=id_, title=Packed.from_text(title), body=Packed.from_text(body))


def _parse(state: bytes) -> dict[str, Any]:
    try:
        data = json.loads(zlib.decompress(state))
        found = data["format"]
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ValueError("This is no state of a story.") from error
    if found != _FORMAT:
        raise ValueError(f"This state of a story has format {found}, not {_FORMAT}.")
    return dict(data)
