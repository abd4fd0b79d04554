"""Titles without the name of their site."""

import pytest

from bot.ingest import titles


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Rain at last | The Valley Post", "Rain at last"),
        ("Rain falls at last | Weather | Valley Post", "Rain falls at last"),
        ("Rain falls at last - Valley News", "Rain falls at last"),
        ("Rain falls at last – valley.example", "Rain falls at last"),
        ("Rain falls at last - but for how long?", "Rain falls at last - but for how long?"),
        ("War and peace - a second look", "War and peace - a second look"),
        ("Yes | No", "Yes | No"),
        ("Rain", "Rain"),
        ("", ""),
    ],
)
def test_only_the_site_goes(told: str, expected: str) -> None:
    """A second thought behind a dash is part of the title."""
    assert titles.without_site(told) == expected


def test_known_name_goes_wherever_it_stands() -> None:
    """Before a colon or behind any mark."""
    names = frozenset({titles.key("Küsten-Bote")})
    assert {
        titles.without_site(told, names=names)
        for told in ("Sturm - Küsten-Bote", "Küsten-Bote: Sturm", "Sturm | Kusten Bote")
    } == {"Sturm"}
