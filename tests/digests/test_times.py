"""What people type for times and places is understood, or refused with the right words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.times import (
    CITIES,
    ZONES_BY_LANGUAGE,
    ZONES_BY_REGION,
    guessed_zone,
    minute_of_day,
    minutes_of_day,
    zones,
)
from bot.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("7:45", 465),
        ("18.30", 1110),
        ("8", 480),
        (" 08:00 ", 480),
        ("8am", 480),
        ("8 PM", 1200),
        ("8:15 p.m.", 1215),
        ("12am", 0),
        ("12pm", 720),
        ("0745", 465),
        ("um 8 Uhr", 480),
        ("at 9", 540),
        ("18h30", 1110),
        ("24:00", 0),
        ("0", 0),
    ],
)
def test_times_as_people_type_them(typed: str, minute: int) -> None:
    """Each usual way to write a time is understood."""
    assert minute_of_day(typed) == minute


@pytest.mark.parametrize(
    "typed",
    ["25:99", "7:60", "24:01", "13pm", "0am", "8:5", "-3", "soon", "", "🕗", "8:00:00", "100"],
)
def test_what_is_no_time(typed: str) -> None:
    """The refusal repeats what was typed."""
    with pytest.raises(UsageError) as refused:
        minute_of_day(typed)
    assert (refused.value.message, refused.value.values) == ("error-time", {"text": typed})


@given(st.integers(min_value=0, max_value=1439), st.sampled_from([":", ".", "h"]))
def test_every_minute_can_be_typed(minute: int, separator: str) -> None:
    """Each minute of the day comes back from its usual writing."""
    assert minute_of_day(f"{minute // 60}{separator}{minute % 60:02}") == minute


@given(st.text(max_size=30))
def test_no_text_breaks_the_parsers(typed: str) -> None:
    """Whatever is typed, there is a result or a refusal in words."""
    for parse in (minutes_of_day, zones):
        with suppress(UsageError):
            assert parse(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("8, 18.30", (480, 1110)),
        ("18:30 7:45", (465, 1110)),
        ("8 and 20", (480, 1200)),
        ("8 und 8", (480,)),
        ("8 pm", (1200,)),
    ],
)
def test_several_times(typed: str, minutes: tuple[int, ...]) -> None:
    """Several times a day are sorted, each once."""
    assert minutes_of_day(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("america/new_york", "America/New_York"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("MÜNCHEN", "Europe/Berlin"),
        ("são paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("utc", "UTC"),
    ],
)
def test_places_as_people_type_them(typed: str, zone: str) -> None:
    """Zones and cities are found in any case, with or without accents."""
    assert zones(typed) == (zone,)


def test_the_beginning_of_a_name_offers_several() -> None:
    """Who types "san" is asked which place is meant."""
    found = zones("san")
    assert 1 < len(found) <= 8
    assert "America/Santiago" in found


def test_a_mistyped_city_is_offered() -> None:
    """One letter less is still Berlin."""
    assert zones("berln")[0] == "Europe/Berlin"


@pytest.mark.parametrize("typed", ["UTC+2", "+02:00", "GMT -5", "-3"])
def test_a_bare_offset_is_refused(typed: str) -> None:
    """An offset is wrong for half of the year, and the refusal says so."""
    with pytest.raises(UsageError) as refused:
        zones(typed)
    assert refused.value.message == "error-zone-offset"


@pytest.mark.parametrize("typed", ["", "x", "Atlantis", "🙂", "Etc/GMT+5", "EST", "MSK"])
def test_an_unknown_place_is_refused(typed: str) -> None:
    """What is no place is refused with what was typed."""
    with pytest.raises(UsageError) as refused:
        zones(typed)
    assert refused.value.message == "error-zone"


@pytest.mark.parametrize(
    "zone", sorted({*CITIES.values(), *ZONES_BY_LANGUAGE.values(), *ZONES_BY_REGION.values()})
)
def test_the_tables_name_real_zones(zone: str) -> None:
    """Each zone of our own tables is one that can be typed."""
    assert zones(zone) == (zone,)


@pytest.mark.parametrize(
    ("tag", "zone"),
    [
        ("de", "Europe/Berlin"),
        ("de-AT", "Europe/Vienna"),
        ("en_US", "America/New_York"),
        ("pt-br", "America/Sao_Paulo"),
        ("tlh", "Europe/London"),
        (None, "Europe/London"),
    ],
)
def test_zones_guessed_by_language(tag: str | None, zone: str) -> None:
    """The guess is a real place even for an unknown language."""
    assert guessed_zone(tag) == zone
