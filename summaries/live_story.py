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

N_KEPT_MEMBERS: Final = 4
"""The founder and the newest three; 8 gain 0.2 points at twice the cost (stories.md 4)."""

MOST_SUM_TERMS: Final = 500
KEPT_SUM_TERMS: Final = 300
MOST_POSTED: Final = 96
"""Terms by which a story is found: those of its last six articles at least."""

MOST_FIGURES: Final = 200
MOST_SOURCES: Final = 50

_FORMAT: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """An article of a story as it was weighed when it came."""

    id: int
    source: str
    has_text: bool
    title: Packed
    body: Packed
    names: Packed

    @classmethod
    def of(cls, id_: int, source: str, views: Views) -> "Member":
        """The article's views at rest."""
        return cls(
            id=id_,
            source=source,
            has_text=views.has_text,
            title=Packed(views.title),
            body=Packed(views.body),
            names=Packed(views.names),
        )


class LiveStory:
    """Sums and kept members of one story. Instants are epoch seconds.

    Attributes:
        id: the story's id.
        n: how many articles joined, copies not counted.
        first_at: least time of publication, and `last_at` the greatest.
        touched_at: when the last article was placed, by our clock.
        title: sum of the members' title views, and so `body` and `names`.
        figures: all figures, oldest first.
        sources: outlets, oldest first.
        members: the founder and the newest.
        posted: term → the turn in which the story was last found by it, oldest first.
    """

    __slots__ = (
        "body", "figures", "first_at", "id", "last_at", "members", "n", "names", "posted",
        "sources", "title", "touched_at",
    )  # fmt: skip

    def __init__(self, id_: int, at: float) -> None:
        self.id = id_
        self.n = 0
        self.first_at = self.last_at = self.touched_at = at
        self.title = self.body = self.names = Packed({})
        self.figures: dict[int, None] = {}
        self.sources: dict[str, None] = {}
        self.members: list[Member] = []
        self.posted: dict[int, int] = {}

    def join(self, member: Member, views: Views, *, at: float, turn: int) -> None:
        """Take in an article that was published at *at*, in the *turn*-th placement."""
        self.n += 1
        self.first_at, self.last_at = min(self.first_at, at), max(self.last_at, at)
        self._add(member.title, member.body, member.names)
        self._note(views.figures, (member.source,))
        self.members.append(member)
        del self.members[1 : -(N_KEPT_MEMBERS - 1)]
        self._post((term, turn) for term in sorted(views.query))

    def absorb(self, other: "LiveStory") -> None:
        """Take in another story whole; its kept members compete as the newest."""
        self.n += other.n
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        self.touched_at = max(self.touched_at, other.touched_at)
        self._add(other.title, other.body, other.names)
        self._note(other.figures, other.sources)
        self.members = sorted([*self.members, *other.members], key=lambda member: member.id)
        del self.members[:-N_KEPT_MEMBERS]
        self._post(sorted([*self.posted.items(), *other.posted.items()], key=lambda kv: kv[::-1]))

    def pack(self) -> bytes:
        """The whole state as compressed JSON."""
        sums = [part.to_text() for part in (self.title, self.body, self.names)]
        state = {
            "format": _FORMAT,
            "n": self.n,
            "at": [self.first_at, self.last_at, self.touched_at],
            "sums": sums if self.n > 1 else [],
            "figures": list(self.figures),
            "sources": list(self.sources),
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
        story.title, story.body, story.names = sums or (only.title, only.body, only.names)
        story.figures = dict.fromkeys(data["figures"])
        story.sources = dict.fromkeys(data["sources"])
        story.posted = dict(zip(*data["posted"], strict=True))
        return story

    def _add(self, title: Packed, body: Packed, names: Packed) -> None:
        most, kept = MOST_SUM_TERMS, KEPT_SUM_TERMS
        if not self.members:
            self.title, self.body, self.names = title, body, names
            return
        self.title = self.title.plus(title, most=most, kept=kept)
        self.body = self.body.plus(body, most=most, kept=kept)
        self.names = self.names.plus(names, most=most, kept=kept)

    def _note(self, figures: Iterable[int], sources: Iterable[str]) -> None:
        self.figures |= dict.fromkeys(sorted(figures))
        self.sources |= dict.fromkeys(source for source in sources if source)
        _drop_oldest(self.figures, MOST_FIGURES)
        _drop_oldest(self.sources, MOST_SOURCES)

    def _post(self, terms: Iterable[tuple[int, int]]) -> None:
        for term, turn in terms:
            self.posted.pop(term, None)
            self.posted[term] = turn
        _drop_oldest(self.posted, MOST_POSTED)


def _drop_oldest(entries: dict[Any, Any], most: int) -> None:
    for key in list(entries)[: max(0, len(entries) - most)]:
        del entries[key]


def _member_state(member: Member) -> list[Any]:
    vectors = [part.to_text() for part in (member.title, member.body, member.names)]
    return [member.id, member.source, int(member.has_text), vectors]


def _member(row: list[Any]) -> Member:
    id_, source, has_text, vectors = row
    title, body, names = (Packed.from_text(texts) for texts in vectors)
    return Member(
        id=id_, source=source, has_text=bool(has_text), title=title, body=body, names=names
    )


def _parse(state: bytes) -> dict[str, Any]:
    try:
        data = json.loads(zlib.decompress(state))
        found = data["format"]
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ValueError("This is no state of a story.") from error
    if found != _FORMAT:
        raise ValueError(f"This state of a story has format {found}, not {_FORMAT}.")
    return dict(data)
