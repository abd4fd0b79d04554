"""Articles pushed over HTTP, line by line."""

import pytest

from bot.ingest import push
from bot.ingest.guard import Networks
from bot.ingest.push import Pushed
from tests.builders import NOON


def parse(body: bytes) -> Pushed:
    """Parse a push of noon."""
    return push.parse(body, now=NOON, networks=Networks())


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "One"}',
        b'[{"title": "One"}]',
        b'{"title": "One"}\n',
        b'\n{"title": "One"}\n\n',
    ],
)
def test_one_article_in_every_form(body: bytes) -> None:
    """An object, a list and lines mean the same."""
    assert [article.title for _, article in parse(body).articles] == ["One"]


def test_fields_are_cleaned() -> None:
    """A push is no more trusted than a feed."""
    body = (
        b'{"title": "<b>Rain</b>", "text": "<p>A</p><script>x</script><p>B</p>",'
        b' "url": "https://coast.example/1?utm_source=x", "source": "Coast",'
        b' "published": "2026-11-22T11:00:00Z", "language": "en-GB"}'
    )
    article = parse(body).articles[0][1]
    assert (article.title, article.text, article.url_key, article.outlet, article.language) == (
        "Rain",
        "A\n\nB",
        "https://coast.example/1",
        "Coast",
        "en",
    )


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"[1]",
        b"{}",
        b'{"title": 5}',
        b'{"title": "x", "url": "http://127.0.0.1/"}',
        b'{"title": "x", "url": "javascript:alert(1)"}',
        b"[" * 100_000,
    ],
)
def test_bad_line_spoils_no_good_one(line: bytes) -> None:
    """It is refused with its number and the others are taken."""
    found = parse(b'{"title": "One"}\n' + line + b'\n{"title": "Three"}')
    assert ([number for number, _ in found.articles], [number for number, _ in found.refused]) == (
        [1, 3],
        [2],
    )


def test_no_json_at_all_is_named() -> None:
    """The sender learns that nothing was understood."""
    with pytest.raises(push.NotJson):
        parse(b"hello\nworld")
