"""What the newsroom has in print, by the clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.newsroom import Newsroom, moments
from bot.playground.newsroom.newsroom import Print

STARTED_AT = datetime(2031, 3, 14, 16, 47, tzinfo=UTC)  # a Friday
MUCH_LATER = timedelta(days=9)
TOPICS = {"world", "business", "technology", "science", "sport", "culture", "health", "climate"}


def a_newsroom(*, after: timedelta = timedelta()) -> Newsroom:
    """Build a newsroom whose clock stands *after* its opening."""
    return Newsroom(STARTED_AT, lambda: STARTED_AT + after)


def all_in_print(newsroom: Newsroom) -> list[Print]:
    """Everything that any outlet has in print."""
    return [p for outlet in newsroom.outlets() for p in newsroom.in_print(outlet)]


def the_article(newsroom: Newsroom, path: str) -> Print | None:
    """Return the article at ``outlet/slug``."""
    outlet_id, slug = path.split("/")
    outlet = newsroom.outlet(outlet_id)
    return newsroom.article(outlet, slug) if outlet else None


def test_feeds_have_known_topics_and_two_languages() -> None:
    """A catalogue can be made of the feeds: each has a topic of the list, in English or German."""
    feeds = a_newsroom().feeds()
    assert {feed.language for feed in feeds} == {"en", "de"}
    assert {topic for feed in feeds for topic in feed.topics} == TOPICS


def test_a_section_feed_carries_what_is_its_own() -> None:
    """Sport stands in the sport feed of a general outlet, and not in its main feed."""
    newsroom = a_newsroom()
    outlet = newsroom.outlet("harbour-times")
    assert outlet is not None
    slugs = {feed.topics: [p.slug for p in newsroom.in_feed(outlet, feed)] for feed in outlet.feeds}
    assert slugs["sport",] == ["rovers-bring-the-cup-home"]
    assert "rovers-bring-the-cup-home" not in slugs["world",]


def test_no_article_is_in_two_feeds_or_none() -> None:
    """The feeds of an outlet together hold each of its articles once."""
    newsroom = a_newsroom(after=MUCH_LATER)
    for outlet in newsroom.outlets():
        fed = [p.slug for feed in outlet.feeds for p in newsroom.in_feed(outlet, feed)]
        assert sorted(fed) == sorted(p.slug for p in newsroom.in_print(outlet))


def test_first_minute_has_enough_to_read() -> None:
    """A new reader's first digest finds dozens of articles of the last day, none of the future."""
    articles = all_in_print(a_newsroom())
    day = timedelta(days=1)
    assert len(articles) >= 40
    assert all(STARTED_AT - day <= article.published_at <= STARTED_AT for article in articles)


def test_the_clock_brings_news_each_day() -> None:
    """A clock moved on finds more in print: the same evening, the next day, and the third."""
    counts = [
        len(all_in_print(a_newsroom(after=timedelta(hours=hours)))) for hours in (0, 6, 15, 24, 50)
    ]
    assert counts == sorted(set(counts))


def test_articles_have_body_enough_to_summarise() -> None:
    """Every article but the shortest jokes has at least eight sentences in three paragraphs."""
    articles = [p for p in all_in_print(a_newsroom(after=MUCH_LATER)) if p.outlet.id != "touchline"]
    assert all(len(p.paragraphs) >= 3 for p in articles)
    assert all(len(re.findall(r"[.!?]”?(?:\s|$)", " ".join(p.paragraphs))) >= 6 for p in articles)


def test_no_moment_is_left_unprinted() -> None:
    """No text shows a raw ``{weekday:…}``."""
    articles = all_in_print(a_newsroom(after=MUCH_LATER))
    texts = [t for p in articles for t in (p.title, p.teaser, p.note, *p.paragraphs)]
    assert [text for text in texts if "{" in text] == []


def test_a_copy_repeats_the_wire_under_another_headline() -> None:
    """The wire copy has the agency's very text and a headline of its own."""
    newsroom = a_newsroom()
    wire = the_article(newsroom, "northwire/car-carrier-burning-off-port-calder")
    copy = the_article(newsroom, "meridian-post/burning-ship-closes-eastern-channel")
    assert wire is not None
    assert copy is not None
    assert (copy.paragraphs, copy.title == wire.title) == (wire.paragraphs, False)


def test_a_correction_replaces_the_text_at_its_address() -> None:
    """The wrong price is printed first, the right one with a note three hours later."""
    path = "ledger-and-quay/ferrant-swallows-lumora"
    before = the_article(a_newsroom(), path)
    after = the_article(a_newsroom(after=timedelta(hours=4)), path)
    assert before is not None
    assert after is not None
    assert ("2.4 billion" in before.title, before.note) == (True, "")
    assert ("2.1 billion" in after.title, after.note.startswith("Correction")) == (True, True)
    assert after.updated_at == STARTED_AT + timedelta(hours=3)


def test_a_withdrawn_article_is_gone_and_known_to_be() -> None:
    """A withdrawn article leaves print, and its address can be told from one that never was."""
    newsroom = a_newsroom(after=timedelta(hours=20))
    outlet = newsroom.outlet("field-notes")
    assert outlet is not None
    assert newsroom.article(outlet, "cold-showers-do-little") is None
    assert newsroom.is_withdrawn(outlet, "cold-showers-do-little")
    assert not newsroom.is_withdrawn(outlet, "never-was")


@pytest.mark.parametrize(
    ("text", "language", "printed"),
    [
        ("on {weekday:-1d}", "en", "on Thursday"),
        ("am {weekday:+8h}", "de", "am Samstag"),
        ("on {date:+1d}", "en", "on 15 March"),
        ("am {date:+1d}", "de", "am 15. März"),
        ("at {time:-9h30m}", "en", "at 7:15"),
        ("um {time:+0m} Uhr", "de", "um 16.45 Uhr"),
    ],
)
def test_moments_are_printed_in_words(text: str, language: str, printed: str) -> None:
    """Moments become weekday, date or hour as newspapers of that language print them."""
    assert moments.fill(text, STARTED_AT, language=language) == printed


@pytest.mark.parametrize("text", ["", "-", "2h", "+2", "+h", "-1d2"])
def test_an_offset_without_sign_or_unit_is_refused(text: str) -> None:
    """A slip in an event file is found at once, not printed."""
    with pytest.raises(ValueError, match="no offset"):
        moments.offset(text)
