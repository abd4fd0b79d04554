"""Stories: which event does this article tell of?

`place` is the pure decision: an article beside candidate stories. `Stories` keeps the live stories
of one language, finds the candidates, asks `place` and applies the answer. It is a cache: what the
database records rebuilds it exactly, so a crash between two commits only means that the same
articles are placed again, with the same result.

One pass, bounded work an article: 16 terms × 32 stories are looked up and 8 stories compared.
Imports the modules of views, copies and likeness; no input or output, no clock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from summaries.copies import Copies, Fingerprint, Known, fingerprint, headline_key
from summaries.idf import Background, Idf, background
from summaries.likeness import TRAINED_SHARE, Model, are_apart, default_model, features
from summaries.live_story import LiveStory, Member
from summaries.postings import Postings
from summaries.views import Views, read, weigh

HORIZON_SECONDS: Final = 72 * 3_600.0
"""A story that was silent so long is closed: by then time alone costs 9 on z."""

N_BEFORE: Final = 50
"""Articles by which the share of joining ones is steadied in the first hours."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """An article as grouping needs it.

    Attributes:
        id: grows with the order of arrival.
        title: headline; may be empty.
        text: plain text; may be empty.
        url_key: canonical address; None without one.
        source: outlet; empty where unknown.
        language: ISO 639 code.
        published_at: aware; None where unknown, then it counts as published now.
    """

    id: int
    title: str
    text: str
    url_key: str | None
    source: str
    language: str
    published_at: datetime | None

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Its text as identity needs it."""
        return fingerprint(self.text, self.title)


_NONE: Final[Mapping[str, float]] = MappingProxyType({})


N_COUNTED: Final = 8
"""Articles of a story that count for how rare words are, of {1, 8, 30, 50, all}: with all of them
the words of the largest event look common, and it falls apart. The headlines of one afternoon gain
1.6 points with 8, and no stream loses any."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """Where an article belongs, and why.

    Attributes:
        story: the id of its story; the new id when a story begins.
        copy_of: the first article with this text, of another outlet.
        version_of: the first article of which this is a later version by the same outlet.
        fused: (old, lasting) ids of stories that met.
        best: the candidate story that is most like it, joined or not; None without a candidate.
        probability: that it tells of the best story's event.
        needed: the least probability that would have made it join.
        features: beside the best story, by name.
        runner_up: second best candidate story and its probability.
        earlier: story that it would have joined but for days of silence.
        is_counted: whether its words count for how rare words are; `Stories.load` needs to know.
    """

    story: int
    copy_of: int | None = None
    version_of: int | None = None
    fused: tuple[tuple[int, int], ...] = ()
    best: int | None = None
    probability: float | None = None
    needed: float | None = None
    features: Mapping[str, float] = field(default_factory=lambda: _NONE)
    runner_up: tuple[int, float] | None = None
    earlier: int | None = None
    is_counted: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """An article about to be placed.

    Attributes:
        views: what it is compared by.
        at: publication, epoch seconds.
        new_story: the id of the story that it may begin.
        share: how many of the latest articles joined a story, in (0, 1).
    """

    views: Views
    at: float
    new_story: int
    share: float = TRAINED_SHARE


Decide = Callable[[Arrival, Sequence[LiveStory]], Placement]
"""The decision as `Stories` asks for it."""


@dataclass(frozen=True, slots=True)
class _Judged:
    probability: float
    story: LiveStory
    features: Mapping[str, float]


def place(article: Arrival, candidates: Iterable[LiveStory], *, model: Model) -> Placement:
    """Decide which of the candidate stories the article belongs to, in any order of them.

    The best one at p ≥ `model.join` (more where few articles join) takes it, else a story begins.
    When the second best has p ≥ `model.fuse` too, both tell of one event unless their articles say
    otherwise: the larger keeps its id. Ties go to the older.
    """
    judged = _judge(article, candidates, model)
    if not judged:
        return Placement(story=article.new_story)
    best, second = judged[0], judged[1] if len(judged) > 1 else None
    needed = model.join_where(article.share, n_terms=len(article.views.body))
    placement = Placement(
        story=article.new_story,
        best=best.story.id,
        probability=best.probability,
        needed=needed,
        features=best.features,
        runner_up=(second.story.id, second.probability) if second else None,
    )
    if best.probability < needed:
        return replace(placement, earlier=_earlier(judged, model, article.at))
    if second is None or second.probability < max(model.fuse, needed):
        return replace(placement, story=best.story.id)
    if are_apart(best.story, second.story):
        return replace(placement, story=best.story.id)
    lasting, old = sorted((best.story, second.story), key=_seniority)
    return replace(placement, story=lasting.id, fused=((old.id, lasting.id),))


def published_seconds(item: Item, now: float) -> float:
    """When the article was published, in epoch seconds; the future and no time count as now."""
    return min(item.published_at.timestamp(), now) if item.published_at else now


class Stories:
    """The live stories of one language, with their postings, copies and document counts.

    Args:
        language: ISO 639 code.
        decide: chooses among candidates; `place` with the shipped weights by default.
        table: background of document counts; the shipped one of the language by default.
    """

    def __init__(
        self, language: str, *, decide: Decide | None = None, table: Background | None = None
    ) -> None:
        self.language = language
        self._decide: Decide = decide or partial(place, model=default_model())
        self._table = table or background(language)
        self._idf = Idf(self._table)
        self._copies = Copies()
        self._postings = Postings()
        self._live: dict[int, LiveStory] = {}  # the one that was touched last stands last
        self._n_articles = 0
        self._aliases: dict[int, int] = {}
        self._changed: set[int] = set()
        self._turn = 0

    def __len__(self) -> int:
        return len(self._live)

    def __contains__(self, story_id: object) -> bool:
        return story_id in self._live

    @property
    def n_copies(self) -> int:
        """How many first articles are remembered for identity."""
        return len(self._copies)

    def place(self, item: Item, *, now: datetime, new_story: int) -> Placement:
        """Place one article and remember it.

        Args:
            item: the article, in this object's language.
            now: aware instant; never earlier than at the call before.
            new_story: the id to use if a story begins; the caller owns the ids.
        """
        self.forget(now)
        now_seconds = now.timestamp()
        known = _known(item, now_seconds)
        original = self._copies.find(known)
        placement = (
            self._repeat(known, original)
            if original
            else self._place_new(item, known.at, now_seconds, new_story)
        )
        first = original.first if original else item.id
        self._copies.add(replace(known, first=first, story=placement.story))
        return placement

    def n_told(self, story_id: int) -> int:
        """How many articles a live story has, copies not counted; 0 for one that is not live."""
        story = self._live.get(story_id)
        return story.n if story else 0

    def weigh(self, item: Item) -> Views:
        """The article's views under the present document counts, which it does not change."""
        return weigh(read(item.title, item.text, self.language), self._idf)

    def forget(self, now: datetime) -> None:
        """Let go of stories and articles past the horizon; `place` does so by itself."""
        before = now.timestamp() - HORIZON_SECONDS
        silent = takewhile(lambda story: story.touched_at < before, self._live.values())
        for story in list(silent):
            self._drop(story)
            self._changed.discard(story.id)
        self._copies.forget(before)

    def changed(self) -> dict[int, bytes]:
        """Packed state of each story that changed since the last call; b"" for fused-away ones."""
        changed = {
            id_: self._live[id_].pack() if id_ in self._live else b""
            for id_ in sorted(self._changed)
        }
        self._changed.clear()
        return changed

    def idf_state(self) -> bytes:
        """The document counts; `load` takes them with the articles that were placed since."""
        return self._idf.state()

    @classmethod
    def load(
        cls,
        language: str,
        states: Iterable[tuple[int, bytes]],
        idf: bytes | None,
        *,
        recent: Iterable[Known] = (),
        uncounted: Iterable[tuple[Item, datetime]] = (),
        decide: Decide | None = None,
        table: Background | None = None,
    ) -> "Stories":
        """The live stories as the database records them.

        Args:
            language: ISO 639 code.
            states: (id, state) of each story that was touched within the horizon.
            idf: the latest stored document counts.
            recent: articles placed within the horizon and the first articles they repeat, in the
                order of placing.
            uncounted: articles placed since *idf* was stored, with the `now` of their placing, in
                that order; without copies and versions, and only those whose placement is counted.
            decide: as for a new object; `place` with the shipped weights by default.
            table: background; the shipped one of the language by default.

        Raises:
            ValueError: a state is none of ours.
        """
        stories = cls(language, decide=decide, table=table)
        found = [LiveStory.unpack(id_, state) for id_, state in states]
        found.sort(key=lambda story: (story.touched_at, story.id))
        stories._live = {story.id: story for story in found}
        stories._n_articles = sum(story.n for story in found)
        stories._postings.load(found)
        turns = (turn for story in found for turn in story.posted.values())
        stories._turn = max(turns, default=0)
        if idf is not None:
            stories._idf = Idf.load(idf, stories._table)
        for item, now in uncounted:
            stories._idf.add(read(item.title, item.text, language).terms, now.timestamp())
        for known in recent:
            stories._copies.add(known)
        return stories

    def _repeat(self, article: Known, original: Known) -> Placement:
        """A copy or version keeps the story alive, and adds nothing to it."""
        story_id = self._lasting(original.story)
        story = self._live.get(story_id)
        if story is not None:
            self._touch(story, article.seen_at)
        if _is_same_outlet(article, original):
            return Placement(story=story_id, version_of=original.first)
        return Placement(story=story_id, copy_of=original.first)

    def _place_new(self, item: Item, at: float, now: float, new_story: int) -> Placement:
        reading = read(item.title, item.text, self.language)
        self._idf.move_to(now)
        views = weigh(reading, self._idf, is_counted=False)
        arrival = Arrival(views=views, at=at, new_story=new_story, share=self._share())
        placement = self._decide(arrival, self._candidates(views))
        for old, lasting in placement.fused:
            self._fuse(old, lasting)
        is_counted = self.n_told(placement.story) < N_COUNTED
        if is_counted:
            self._idf.add(reading.terms, now)
        self._join(item, arrival, placement.story, now)
        return replace(placement, is_counted=is_counted)

    def _candidates(self, views: Views) -> list[LiveStory]:
        query = {term: views.body[term] for term in views.query}
        return self._postings.find(query, self._live)

    def _share(self) -> float:
        """Share of the live articles that joined a story, as if 50 of the fit came before them."""
        n_joined = self._n_articles - len(self._live)
        return (n_joined + TRAINED_SHARE * N_BEFORE) / (self._n_articles + N_BEFORE)

    def _join(self, item: Item, arrival: Arrival, story_id: int, now: float) -> None:
        story = self._live.setdefault(story_id, LiveStory(story_id, arrival.at))
        before = list(story.posted)
        self._turn += 1
        member = Member.of(item.id, arrival.views)
        story.join(member, arrival.views, at=arrival.at, turn=self._turn)
        self._n_articles += 1
        self._postings.post(story, before)
        self._touch(story, now)

    def _touch(self, story: LiveStory, now: float) -> None:
        story.touched_at = max(story.touched_at, now)
        self._live[story.id] = self._live.pop(story.id)
        self._changed.add(story.id)

    def _fuse(self, old_id: int, lasting_id: int) -> None:
        old, lasting = self._live[old_id], self._live[lasting_id]
        self._drop(old)
        self._postings.withdraw(lasting)
        lasting.absorb(old)
        self._n_articles += old.n
        self._postings.repost(lasting, self._live)
        self._aliases[old_id] = lasting_id
        self._changed |= {old_id, lasting_id}

    def _drop(self, story: LiveStory) -> None:
        self._postings.withdraw(story)
        self._n_articles -= story.n
        del self._live[story.id]

    def _lasting(self, story_id: int) -> int:
        while story_id in self._aliases:
            story_id = self._aliases[story_id]
        return story_id


def _judge(article: Arrival, candidates: Iterable[LiveStory], model: Model) -> list[_Judged]:
    """Every candidate with its probability, best first; ties in order of age."""
    judged = []
    for story in candidates:
        found = features(article.views, story, article.at)
        judged.append(_Judged(model.probability(found), story, found))
    return sorted(judged, key=lambda each: (-each.probability, each.story.first_at, each.story.id))


def _earlier(judged: Iterable[_Judged], model: Model, at: float) -> int | None:
    """The best story that only its silence keeps apart from the article, of those before it."""
    awake = [
        (model.awake_probability(each.features), -each.story.id)
        for each in judged
        if each.story.last_at < at
    ]
    probability, negative_id = max(awake, default=(0.0, 0))
    return -negative_id if probability >= model.fuse else None


def _seniority(story: LiveStory) -> tuple[int, float, int]:
    return -story.n, story.first_at, story.id


def _is_same_outlet(article: Known, original: Known) -> bool:
    if article.url_key and article.url_key == original.url_key:
        return True
    return bool(article.source) and article.source == original.source


def _known(item: Item, now: float) -> Known:
    """The article as identity sees it."""
    return Known(
        id=item.id,
        first=item.id,
        story=0,
        url_key=item.url_key,
        source=item.source,
        headline=headline_key(item.title),
        at=published_seconds(item, now),
        seen_at=now,
        text=item.fingerprint,
    )
