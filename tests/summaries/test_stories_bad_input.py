"""Stories under input that no one should send: bounded work and a sensible result."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from summaries.idf import Background, Idf
from summaries.live_story import MOST_SUM_TERMS, N_KEPT_MEMBERS, LiveStory, Member
from summaries.stories import Item, Stories
from summaries.views import read, weigh

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TITLE = "Dredger frees cargo ship from sandbank at Port Ellery"
TEXT = (
    "The cargo ship Halcyon Bay floated free from a sandbank at Port Ellery on Monday after a "
    "dredger had dug for two days. Its load of timber is whole, the harbour master said."
)


def an_item(
    id_: int, *, title: str = TITLE, text: str = TEXT, published_at: datetime | None = NOON
) -> Item:
    """An article about a ship, from an outlet of its own."""
    return Item(
        id=id_,
        title=title,
        text=text,
        url_key=f"example.org/{id_}",
        source=f"outlet {id_}",
        language="en",
        published_at=published_at,
    )


def retold(id_: int) -> str:
    """The ship's story in other words than the text above, so that it is no copy."""
    return (
        f"Harbour report {id_}: dredger and cargo ship Halcyon Bay leave the Port Ellery sandbank"
    )


def test_an_article_without_text_is_placed_by_its_headline() -> None:
    """A headline alone joins the story that tells the same."""
    stories = Stories("en")
    stories.place(an_item(1), now=NOON, new_story=1)

    headline = "Cargo ship Halcyon Bay floats free from sandbank at Port Ellery"
    placement = stories.place(an_item(2, title=headline, text=""), now=NOON, new_story=2)

    assert placement.story == 1


def test_articles_without_a_word_stay_alone() -> None:
    """Nothing is like nothing."""
    stories = Stories("en")

    placements = [
        stories.place(an_item(id_, title=title, text=""), now=NOON, new_story=id_)
        for id_, title in enumerate(("", "…", "🎉🎉", "the of and", ""), 1)
    ]

    assert [each.story for each in placements] == [1, 2, 3, 4, 5]


def test_an_article_without_time_counts_as_published_now() -> None:
    """It joins what is told now."""
    stories = Stories("en")
    stories.place(an_item(1), now=NOON, new_story=1)

    timeless = an_item(2, title=retold(2), text="", published_at=None)

    assert stories.place(timeless, now=NOON + 5 * MINUTE, new_story=2).story == 1


def test_a_future_date_moves_no_story_into_the_future() -> None:
    """An article of next year joins today's story, which then goes on as before."""
    stories = Stories("en")
    stories.place(an_item(1), now=NOON, new_story=1)
    future = an_item(2, title=retold(2), text="", published_at=NOON + timedelta(days=365))

    joined = stories.place(future, now=NOON, new_story=2)
    after = stories.place(an_item(3, title=retold(3), text=""), now=NOON + MINUTE, new_story=3)

    assert (joined.story, after.story) == (1, 1)


def test_an_article_of_1970_joins_nothing_of_today() -> None:
    """A date that far off is another event, and begins a story that is soon forgotten."""
    stories = Stories("en")
    stories.place(an_item(1), now=NOON, new_story=1)
    old = an_item(2, title=retold(2), text="", published_at=datetime(1970, 1, 1, tzinfo=UTC))

    placement = stories.place(old, now=NOON, new_story=2)
    stories.forget(NOON + timedelta(days=4))

    assert (placement.story, len(stories)) == (2, 0)


def test_a_clock_that_leaps_by_centuries_breaks_nothing() -> None:
    """Counts of before the leap are nothing; what comes after is placed as in an empty store."""
    stories = Stories("en")
    stories.place(an_item(1, published_at=None), now=datetime.min.replace(tzinfo=UTC), new_story=1)

    placed = [
        stories.place(an_item(id_, title=retold(id_), text=""), now=NOON, new_story=id_).story
        for id_ in (2, 3)
    ]

    assert (placed, len(stories)) == ([2, 2], 1)


def briefings(n: int) -> Iterator[Item]:
    """Articles of many outlets under one title, each about something else."""
    invent = random.Random(5)  # noqa: S311 - made-up words are no secret
    for id_ in range(1, n + 1):
        words = ("".join(invent.choices("aeioulmnrst", k=7)) for _ in range(30))
        at = NOON + id_ * MINUTE
        yield an_item(id_, title="Morning briefing", text=" ".join(words), published_at=at)


def test_one_title_over_many_texts_makes_no_giant() -> None:
    """Two thousand briefings are not one event; for ten thousand see benchmarks.hostile_stories."""
    stories = Stories("en")

    sizes = Counter(
        stories.place(item, now=item.published_at or NOON, new_story=item.id).story
        for item in briefings(2_000)
    )

    assert sizes.most_common(1)[0][1] < 20


def test_one_text_under_new_addresses_is_one_article() -> None:
    """An outlet that posts the same every minute of a day adds copies, and nothing to the story."""
    stories = Stories("en")
    stories.place(an_item(1), now=NOON, new_story=1)
    before = stories.changed()[1]

    repeats = [
        stories.place(an_item(id_), now=NOON + id_ * MINUTE, new_story=id_).copy_of
        for id_ in range(2, 1_441)
    ]

    assert (set(repeats), stories.n_copies) == ({1}, 1)
    assert len(stories.changed()[1]) <= len(before) + 20


def test_a_story_of_thousands_of_articles_stays_small() -> None:
    """What is kept of a story has a bound, however many articles join."""
    story, idf = LiveStory(1, NOON.timestamp()), Idf(Background(n=1_000.0))
    told = [weigh(read(item.title, item.text, "en"), idf) for item in briefings(250)]
    for id_ in range(1, 5_001):
        views = told[id_ % len(told)]
        story.join(Member.of(id_, views), views, at=NOON.timestamp(), turn=id_)

    assert (story.n, len(story.members)) == (5_000, N_KEPT_MEMBERS)
    assert max(len(story.body.terms), len(story.title.terms)) <= MOST_SUM_TERMS
    assert len(story.pack()) < 20_000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=200)), max_size=6))
def test_any_text_is_placed(texts: list[tuple[str, str]]) -> None:
    """No text breaks the placer, and its state can be packed."""
    stories = Stories("en")
    for id_, (title, text) in enumerate(texts, 1):
        stories.place(an_item(id_, title=title, text=text), now=NOON, new_story=id_)

    # A story that met another one leaves an empty state behind.
    states = {id_: state for id_, state in stories.changed().items() if state}

    assert len(Stories.load("en", states.items(), stories.idf_state())) == len(states)
