"""Addresses: which may be asked for, and which are the same article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.ingest import urls
from bot.ingest.networks import Networks

LOOPBACK = Networks.parse("127.0.0.1/32")


@pytest.mark.parametrize(
    "spelling",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://2130706433/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://localhost/",
        "http://localhost./",
        "http://printer.lan/",
        "http://metadata.google.internal/",
        "http://reader:secret@news.example/",
        "http://127.0.0.1#@news.example/",
        "http://127.0.0.1:80\\@news.example/",
        "http://news.example:22/",
        "http:127.0.0.1",
        "http:///127.0.0.1/",
        "//127.0.0.1/",
        "http://news..example/",
        "http://new\ns.example/",
        "ftp://news.example/",
        "file:///etc/hostname",
        "javascript:alert(1)",
        "http://news.example/" + "a" * 5000,
    ],
)
def test_refuses_what_is_not_on_the_public_web(spelling: str) -> None:
    """No spelling of a private address, and nothing but http, passes the syntax gate."""
    with pytest.raises(FetchError) as caught:
        urls.check(spelling, Networks())
    assert caught.value.reason == "address"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("HTTP://News.Example:80/a/../b#part", "http://news.example/b"),
        ("https://news.example:8443/feed", "https://news.example:8443/feed"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://news.example\\@127.0.0.1/", "http://news.example/@127.0.0.1/"),
    ],
)
def test_hands_on_the_address_as_a_browser_writes_it(told: str, expected: str) -> None:
    """The client gets our own spelling, so that it cannot see another host."""
    assert urls.check(told, Networks()) == expected


def test_allowed_network_is_reached_on_any_port() -> None:
    """The newsroom of the playground lies on loopback and on a random port."""
    assert urls.check("http://127.0.0.1:40123/feed", LOOPBACK) == "http://127.0.0.1:40123/feed"


def test_allowing_one_network_allows_no_other() -> None:
    """An exception for loopback opens no way into the local network."""
    with pytest.raises(FetchError):
        urls.check("http://10.0.0.1/", LOOPBACK)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://News.Example/a?utm_source=x&id=3", "https://news.example/a?id=3"),
        ("https://news.example/a?b=1&a=2", "https://news.example/a?a=2&b=1#top"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example/%7Eann/", "https://news.example/~ann/"),
        ("https://news.example/a;jsessionid=77AB?id=1", "https://news.example/a?id=1"),
        ("https://news.example/a?fbclid=z", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
    ],
)
def test_same_article_has_one_identity(one: str, other: str) -> None:
    """What only tells where the reader came from is not part of an address."""
    assert urls.canonical(one) == urls.canonical(other)


@pytest.mark.parametrize("name", ["v", "q", "id", "p", "source", "via", "feature", "reference"])
def test_keeps_parameters_that_may_name_an_article(name: str) -> None:
    """Two articles are never taken for one because a parameter looked idle."""
    one, other = (f"https://news.example/watch?{name}={value}" for value in ("a", "b"))
    assert urls.canonical(one) != urls.canonical(other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_identity_is_stable(path: str, query: str) -> None:
    """The identity of an identity is itself."""
    once = urls.canonical(f"https://news.example/{path}?{query}")
    assert urls.canonical(once) == once


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.news.co.uk", "news.co.uk"),
        ("ann.github.io", "ann.github.io"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_knows_who_owns_a_host(host: str, expected: str) -> None:
    """Politeness and canonical links go by owner, not by host."""
    assert urls.registrable_domain(host) == expected


@pytest.mark.parametrize("claim", ["javascript:alert(1)", "data:text/html,x", "feed:x", ""])
def test_never_shows_what_is_no_http_address(claim: str) -> None:
    """A link of another scheme is no link."""
    assert urls.shown(claim, base="https://news.example/") is None


def test_resolves_relative_links() -> None:
    """A feed may tell its links relative to itself."""
    assert urls.shown("../a b", base="https://news.example/x/y") == "https://news.example/a%20b"


def test_half_a_character_is_no_address() -> None:
    """A lone surrogate, as JSON can write it, breaks nothing."""
    odd = "https://news.example/\ud800"
    assert (urls.shown(odd), urls.canonical(odd), urls.host(odd)) == (None, odd, "")
