"""Stories: joining, beginning, fusing, forgetting; the same result after any restart."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries.copies import Known, fingerprint, headline_key
from summaries.idf import Background, Idf
from summaries.likeness import are_apart, default_model
from summaries.live_story import LiveStory, Member
from summaries.stories import N_COUNTED, Arrival, Item, Placement, Stories, place
from summaries.views import read, weigh
from tests.quality.story_streams import read_stream

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

FERRY = (
    (
        "Ferry runs aground off Brindle Point",
        (
            "The ferry Aurora with 214 people on board ran aground off Brindle Point on Monday "
            "morning. Two passengers were slightly hurt, the coastguard said."
        ),
    ),
    (
        "Aurora ferry stuck on rocks near Brindle Point",
        (
            "More than 200 passengers waited for hours after the Aurora hit rocks at Brindle "
            "Point. The coastguard sent three boats to the ferry."
        ),
    ),
    (
        "Passengers rescued from grounded ferry at Brindle Point",
        (
            "All 214 people were brought ashore from the Aurora, the ferry that ran aground off "
            "Brindle Point. The coastguard praised the crew."
        ),
    ),
)
BUDGET = (
    (
        "Ostrava council passes budget after long night",
        (
            "The council of Ostrava passed its budget of 640 million after a debate that lasted "
            "until four in the morning. Fares for trams will rise."
        ),
    ),
    (
        "Tram fares to rise as Ostrava council agrees on budget",
        (
            "Ostrava's council agreed on a budget of 640 million. Tram fares will go up in May, "
            "the mayor said after the debate."
        ),
    ),
)


def an_item(id_: int = 1, **named: Any) -> Item:
    """An article about a ferry with named overrides."""
    title, text = FERRY[0]
    values: dict[str, Any] = {
        "id": id_,
        "title": title,
        "text": text,
        "url_key": None,
        "source": f"outlet {id_}",
        "language": "en",
        "published_at": NOON,
    }
    return Item(**(values | named))


def told(texts: Iterable[tuple[str, str]], first_id: int = 1) -> list[Item]:
    """One article a text, an hour apart."""
    return [
        an_item(id_, title=title, text=text, published_at=NOON + timedelta(hours=id_))
        for id_, (title, text) in enumerate(texts, first_id)
    ]


def placed(stories: Stories, items: Iterable[Item]) -> list[Placement]:
    """Place each item at its own time, with its id for a new story."""
    return [stories.place(item, now=item.published_at or NOON, new_story=item.id) for item in items]


def test_reports_of_one_event_make_one_story() -> None:
    """Three reports of a grounding in other words share a story."""
    placements = placed(Stories("en"), told(FERRY))

    assert [each.story for each in placements] == [1, 1, 1]


def test_another_event_begins_a_story() -> None:
    """A budget is no ferry."""
    placements = placed(Stories("en"), told([*FERRY, *BUDGET]))

    assert [each.story for each in placements] == [1, 1, 1, 4, 4]


def test_a_placement_tells_why() -> None:
    """A joined article carries its probability, its features and the runner-up."""
    last = placed(Stories("en"), told([*FERRY, *BUDGET]))[-1]

    assert (last.probability or 0.0) > default_model().join
    assert last.features["recency"] == 1.0 or last.features["recency"] > 0.9


def test_days_of_silence_link_instead_of_merging() -> None:
    """The same event after three days begins a story that names the earlier one."""
    stories = Stories("en")
    placed(stories, told(FERRY))

    late_at = NOON + timedelta(hours=70)
    placement = stories.place(
        an_item(
            9,
            title="Grounded ferry Aurora refloated at Brindle Point",
            text=(
                "The ferry Aurora, which ran aground off Brindle Point with 214 people on board, "
                "was refloated by tugs. The coastguard towed the ferry to port."
            ),
            source="late",
            published_at=late_at,
        ),
        now=late_at,
        new_story=9,
    )

    assert (placement.story, placement.earlier) == (9, 1)


def test_a_closed_story_takes_nothing() -> None:
    """Past the horizon the same text begins a story, and the old one leaves memory."""
    stories = Stories("en")
    placed(stories, told(FERRY))
    later = NOON + timedelta(days=4)

    placement = stories.place(an_item(9), now=later, new_story=9)

    assert (placement.story, len(stories)) == (9, 1)


@pytest.mark.parametrize(
    ("code", "first", "second", "conflict"),
    [
        ("en", "Fire in Banstead on Friday", "Fire in Banstead on Sunday", 1.0),
        ("en", "Fire in Banstead on Friday", "On Friday a fire in Banstead", 0.0),
        ("en", "Fire in Banstead on Friday", "Fire in Banstead", 0.0),
        ("de", "Brand in Neustadt am Freitag", "Am Montag Brand in Neustadt", 1.0),
        ("pl", "Pożar w Toruniu w środę", "Środa: pożar w Toruniu", 0.0),
        ("ru", "Пожар в Твери в среду", "Пожар в Твери в пятницу", 1.0),
        ("zh", "周五南京火灾", "星期五南京火灾", 0.0),
        ("zh", "周五南京火灾", "星期日南京火灾", 1.0),
        ("xx", "Fire in Banstead on Friday", "Fire in Banstead on Sunday", 0.0),
    ],
)
def test_other_days_of_the_week_count_against(
    code: str, first: str, second: str, conflict: float
) -> None:
    """Two texts that name days, and none in common, tell of two days; in any form of their name."""
    stories = Stories(code)
    stories.place(an_item(1, title=first, text="", language=code), now=NOON, new_story=1)
    second_item = an_item(2, title=second, text="", language=code)

    placement = stories.place(second_item, now=NOON, new_story=2)

    assert placement.features["other_weekday"] == conflict


def test_an_article_that_tells_at_length_must_be_more_alike() -> None:
    """The bar rises from 40 terms to 60 and stays there."""
    model = default_model()

    bars = [model.join_where(0.25, n_terms=n) for n in (5, 40, 50, 60, 160)]

    assert bars[0] == bars[1] == pytest.approx(model.join)
    assert bars[1] < bars[2] < bars[3] == bars[4]


def test_one_article_on_two_events_does_not_make_them_one() -> None:
    """Stories of long openings fuse when they are alike; of headlines only the link is known."""
    words = [f"word{n}" for n in range(100)]
    long_ones = [a_story_of(id_, told) for id_, told in enumerate((words[:40], words[35:75]), 1)]
    twins = [a_story_of(id_, told) for id_, told in enumerate((words[:40], words[2:42]), 1)]
    headlines = [a_story_of(id_, told) for id_, told in enumerate((words[:8], words[7:15]), 1)]

    assert [are_apart(*pair) for pair in (long_ones, twins, headlines)] == [True, False, False]


def a_story_of(id_: int, words: list[str]) -> LiveStory:
    """A story of one article without headline."""
    idf = Idf(Background(n=1_000.0))
    views = weigh(read("", " ".join(words), "en"), idf)
    story = LiveStory(id_, NOON.timestamp())
    story.join(Member.of(id_, views), views, at=NOON.timestamp(), turn=1)
    return story


def test_where_few_articles_join_more_is_needed() -> None:
    """The bar rises with the share of articles that stand alone, and never falls."""
    model = default_model()

    bars = [model.join_where(share, n_terms=10) for share in (0.02, 0.1, 0.25, 0.6)]

    assert bars[0] > bars[1] > bars[2] == bars[3] == pytest.approx(model.join)


def test_candidates_may_come_in_any_order() -> None:
    """The decision is a function of the set of candidates."""
    idf = Idf(Background())
    readings = [read(title, text, "en") for title, text in (*FERRY, *BUDGET)]
    for reading in readings:
        idf.add(reading.terms, NOON.timestamp())
    candidates = []
    for id_, reading in enumerate(readings[1:], 1):
        story = LiveStory(id_, NOON.timestamp())
        views = weigh(reading, idf)
        story.join(Member.of(id_, views), views, at=NOON.timestamp(), turn=id_)
        candidates.append(story)
    article = Arrival(views=weigh(readings[0], idf), at=NOON.timestamp(), new_story=9)

    answers = {
        place(article, order, model=default_model()).story
        for order in (candidates, candidates[::-1], candidates[2:] + candidates[:2])
    }

    assert len(answers) == 1


def known(item: Item, placement: Placement, now: datetime) -> Known:
    """The row of a placed article, as the store would give it."""
    at = min(item.published_at or now, now).timestamp()
    return Known(
        id=item.id,
        first=placement.copy_of or placement.version_of or item.id,
        story=placement.story,
        url_key=item.url_key,
        source=item.source,
        headline=headline_key(item.title),
        at=at,
        seen_at=now.timestamp(),
        text=fingerprint(item.text, item.title),
    )


class Rows:
    """What a database records of placed articles, as far as a restart needs it."""

    def __init__(self) -> None:
        self.states: dict[int, bytes] = {}
        self.known: list[Known] = []
        self.idf: bytes | None = None

    def write(self, stories: Stories, placed_now: Iterable[tuple[Item, Placement]]) -> None:
        """One commit: the batch's rows, moved where stories met, and the changed states."""
        alias: dict[int, int] = {}
        for item, placement in placed_now:
            self.known.append(known(item, placement, item.published_at or NOON))
            alias.update(placement.fused)
        self.known = [_moved(row, alias) for row in self.known]
        self.states |= stories.changed()
        self.states = {id_: state for id_, state in self.states.items() if state}
        self.idf = stories.idf_state()

    def load(self, language: str) -> Stories:
        """The placer as a new process has it."""
        return Stories.load(language, self.states.items(), self.idf, recent=self.known)


@settings(max_examples=15, deadline=None)
@given(cut=st.integers(0, 8), order=st.permutations(range(8)))
def test_a_restart_at_any_point_changes_nothing(cut: int, order: list[int]) -> None:
    """What the rows record gives the same placements as memory would have."""
    texts = [*FERRY, *BUDGET, FERRY[1], BUDGET[0], FERRY[0]]
    items = [
        an_item(id_, title=texts[k][0], text=texts[k][1], published_at=NOON + timedelta(hours=id_))
        for id_, k in enumerate(order, 1)
    ]
    rows, first = Rows(), Stories("en")

    before = placed(first, items[:cut])
    rows.write(first, zip(items[:cut], before, strict=True))
    after = placed(rows.load("en"), items[cut:])

    assert before + after == placed(Stories("en"), items)


@pytest.mark.parametrize(("code", "batch"), [("de", 1), ("zh", 7), ("ru", 25)])
def test_a_restart_after_every_batch_changes_nothing(code: str, batch: int) -> None:
    """Sixty articles, placed by a new process after each commit, find the same stories."""
    path = Path(__file__).parents[1] / "data" / "stories" / f"{code}.jsonl"
    items = [row.item for row in read_stream(path, code)]
    rows, restarted = Rows(), []

    for start in range(0, len(items), batch):
        stories, some = rows.load(code), items[start : start + batch]
        answers = placed(stories, some)
        rows.write(stories, zip(some, answers, strict=True))
        restarted += answers

    assert restarted == placed(Stories(code), items)


def _moved(row: Known, alias: dict[int, int]) -> Known:
    story = row.story
    while story in alias:
        story = alias[story]
    return replace(row, story=story)


def test_counts_placed_since_the_snapshot_are_counted_again() -> None:
    """Old counts and the articles since give the counts that memory had."""
    stories = Stories("en")
    items = told([*FERRY, *BUDGET])
    placed(stories, items[:2])
    snapshot = stories.idf_state()
    placed(stories, items[2:])

    uncounted = [(item, item.published_at or NOON) for item in items[2:]]
    again = Stories.load("en", [], snapshot, uncounted=uncounted)

    assert again.idf_state() == stories.idf_state()


def test_a_large_story_does_not_make_its_own_words_common() -> None:
    """After eight articles of a story the next count for nothing; a restart counts the same."""
    stories = Stories("en")
    items = [
        an_item(n, title=f"Ferry Aurora aground off Brindle Point: update {n}", text="")
        for n in range(1, 14)
    ]
    snapshot = stories.idf_state()

    answers = placed(stories, items[:12])
    counted = [item for item, each in zip(items, answers, strict=False) if each.is_counted]
    again = Stories.load("en", [], snapshot, uncounted=[(item, NOON) for item in counted])

    assert {each.story for each in answers} == {1}
    assert [item.id for item in counted] == list(range(1, N_COUNTED + 1))
    assert again.idf_state() == stories.idf_state()


def test_a_state_of_another_program_is_refused() -> None:
    """Bytes that are no state end in one clear error."""
    with pytest.raises(ValueError, match="no state"):
        Stories.load("en", [(1, b"\x80\x04pickle")], None)
