"""Stories: joining, beginning, fusing, forgetting; the same result after any restart."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries.copies import Known, fingerprint, headline_key
from summaries.idf import Background, Idf
from summaries.likeness import default_model
from summaries.live_story import LiveStory, Member
from summaries.stories import Arrival, Item, Placement, Stories, place
from summaries.views import read, weigh

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


def test_forgetting_changes_no_placement() -> None:
    """A story past the horizon takes nothing, whether it was forgotten or not."""
    kept, forgot = Stories("en"), Stories("en")
    for stories in (kept, forgot):
        placed(stories, told(FERRY))
    later = NOON + timedelta(days=4)
    forgot.forget(later)

    answers = [each.place(an_item(9), now=later, new_story=9) for each in (kept, forgot)]

    assert answers[0] == answers[1]
    assert (answers[0].story, len(forgot)) == (9, 1)


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


@settings(max_examples=15, deadline=None)
@given(cut=st.integers(0, 8), order=st.permutations(range(8)))
def test_a_restart_at_any_point_changes_nothing(cut: int, order: list[int]) -> None:
    """What the rows record gives the same placements as memory would have."""
    texts = [*FERRY, *BUDGET, FERRY[1], BUDGET[0], FERRY[0]]
    items = [
        an_item(id_, title=texts[k][0], text=texts[k][1], published_at=NOON + timedelta(hours=id_))
        for id_, k in enumerate(order, 1)
    ]
    whole = placed(Stories("en"), items)

    first = Stories("en")
    before = placed(first, items[:cut])
    alias = dict(pair for each in before for pair in each.fused)
    rows = [
        known(item, each, item.published_at or NOON)
        for item, each in zip(items[:cut], before, strict=True)
    ]
    rows = [row if row.story not in alias else _moved(row, alias) for row in rows]
    states = [(id_, state) for id_, state in first.changed().items() if state]
    second = Stories.load("en", states, first.idf_state(), recent=rows)
    after = placed(second, items[cut:])

    assert before + after == whole


def _moved(row: Known, alias: dict[int, int]) -> Known:
    story = row.story
    while story in alias:
        story = alias[story]
    return Known(
        id=row.id, first=row.first, story=story, url_key=row.url_key, source=row.source,
        headline=row.headline, at=row.at, seen_at=row.seen_at, text=row.text,
    )  # fmt: skip


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


def test_a_state_of_another_program_is_refused() -> None:
    """Bytes that are no state end in one clear error."""
    with pytest.raises(ValueError, match="no state"):
        Stories.load("en", [(1, b"\x80\x04pickle")], None)
