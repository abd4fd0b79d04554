"""Which domain stands for a publisher."""

import pytest

from bot.ingest import domains


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://feeds.harbour.co.uk/sport", "harbour.co.uk"),
        ("https://www.harbour.example/wall", "harbour.example"),
        ("https://medium.com/@coast/wall", ""),
        ("https://coast.blogspot.com/wall", "coast.blogspot.com"),
        ("https://www1.hafen.uol.com.br/wall", "www1.hafen.uol.com.br"),
        ("http://127.0.0.1:8080/news/wall", ""),
        (None, ""),
    ],
)
def test_publisher(url: str | None, publisher: str) -> None:
    """The registered domain, unless many publishers share it or it is none."""
    assert domains.publisher(url) == publisher


def test_home_is_where_nearly_all_links_lead() -> None:
    """A feed at a host of its own has a home; an aggregator and a short feed have none."""
    own = [f"https://harbour.example/{n}" for n in range(8)]
    others = [f"https://coast{n}.example/1" for n in range(8)]
    assert domains.home([*own, *others[:2]]) == "harbour.example"
    assert domains.home([*own, *others[:3]]) == ""
    assert domains.home(own[:4]) == ""
