"""Texts, times and lists come in the language and the zone of the chat."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.render.words import Words, best_language, clock, language_name

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_a_day_is_named_as_one_says_it() -> None:
    """Today and tomorrow have their words, other days their date, by the clocks of the chat."""
    words = Words("en", zone="Europe/Berlin")
    assert words.day_in_words(NOW, NOW) == "today"
    assert words.day_in_words(TOMORROW, NOW) == "tomorrow, Mon 23 Nov"
    assert words.day_in_words(TOMORROW + timedelta(days=1), NOW) == "Tue 24 Nov"


def test_midnight_is_that_of_the_chat() -> None:
    """The same instant is today in London and tomorrow in Tokyo."""
    late = NOW.replace(hour=16)
    assert Words("en", zone="Europe/London").day_in_words(late, late.replace(hour=10)) == "today"
    tokyo = Words("en", zone="Asia/Tokyo").day_in_words(late, late.replace(hour=10))
    assert tokyo == "tomorrow, Mon 23 Nov"


def test_a_moment_tells_no_more_than_needed() -> None:
    """Today only the hour, lately the day as well, long ago the date."""
    words = Words("en", zone="Europe/Berlin")
    moments = [words.moment(NOW - timedelta(days=n), NOW) for n in (0, 1, 400)]
    assert moments == ["18:00", "Sat 21 Nov, 18:00", "18 Oct 2025"]


def test_german_is_german() -> None:
    """Days, cities, plurals and lists follow the language."""
    words = Words("de-AT", zone="America/New_York")
    assert words.day(TOMORROW) == "Mo., 23. Nov."
    assert words.city("Europe/Rome") == "Rom"
    assert words("coverage-outlets", n=1) == "1 Medium"
    assert words("coverage-outlets", n=6) == "6 Medien"
    assert words.listed(["Welt", "Sport", "Kultur"]) == "Welt, Sport und Kultur"


def test_unknown_languages_and_zones_do_no_harm() -> None:
    """An unknown language speaks English, an unknown zone tells UTC."""
    words = Words("tlh", zone="Mars/Olympus")
    assert (words.language, words.time(NOW)) == ("en", "17:00")


@pytest.mark.parametrize("tag", [None, "", "en-GB", "EN_us", "xx"])
def test_language_tags(tag: str | None) -> None:
    """A tag finds its catalogue, or the English one."""
    assert best_language(tag) == "en"


def test_names_and_clocks() -> None:
    """Languages call themselves by their own name; minutes of the day read as a clock."""
    assert (language_name("de"), clock(465), Words("en").city("UTC")) == ("Deutsch", "07:45", "UTC")
    assert (Words("en").number(12345), Words("de").weekday(0)) == ("12,345", "Mo")


def test_a_text_that_no_catalogue_has_is_its_name() -> None:
    """A mistake of ours shows, and does not keep a reader from an answer."""
    assert Words("de")("no-such-text") == "no-such-text"
