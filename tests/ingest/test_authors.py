"""Who wrote an article."""

import pytest

from bot.ingest import authors, titles

NAMES = titles.site_names("Coast Journal", "www.coast.example")


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Ann Lee", "Ann Lee"),
        ({"name": "Ann Lee"}, "Ann Lee"),
        ([{"name": "Ann Lee"}, {"name": ["Bo Berg"]}], "Ann Lee, Bo Berg"),
        ("By Ann Lee and Bo Berg", "Ann Lee, Bo Berg"),
        ("Von Ann Lee", "Ann Lee"),
        ([{"name": "Coast Journal"}, {"name": "Ann Lee"}], "Ann Lee"),
        ({"name": "Coast Journal"}, "Coast Journal"),
        ("https://coast.example/ann", None),
        ("ann@coast.example", None),
        ("12345", None),
        ("admin", None),
        ({"name": {"name": {"name": 5}}}, None),
    ],
)
def test_names_are_found(claim: object, expected: str | None) -> None:
    """Names in every shape; the site only where nobody else is named."""
    assert authors.choose({}, [{"author": claim}], names=NAMES) == expected
