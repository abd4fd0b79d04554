"""Tests of which addresses Telegram accepts."""

import pytest

from bot.playground import links

ACCEPTED = [
    ("https://news.example/a?b#c", "https://news.example/a?b#c"),
    ("HTTP://News.Example", "http://news.example/"),
    ("news.example/a b", "http://news.example/a%20b"),
    ("https://user:secret@news.example:8080/", "https://user:secret@news.example:8080/"),
    ("http://[::1]/", "http://[::1]/"),
    ("https://новости.example/ы", "https://новости.example/ы"),
    ("tg://resolve?domain=nutgraf", "tg://resolve?domain=nutgraf"),
    ("mailto:a@news.example", "http://mailto:a@news.example/"),
]

REFUSED = [
    ("", "URL host is empty"),
    ("/news", "URL host is empty"),
    ("#top", "URL host is empty"),
    ("localhost", "Wrong HTTP URL"),
    ("http://localhost:8080/", "Wrong HTTP URL"),
    ("ftp://news.example/", "Unsupported URL protocol"),
    ("javascript:alert(1)", "Wrong port number specified in the URL"),
    ("mailto:a", "Wrong port number specified in the URL"),
    ("http://news.example:99999/", "Wrong port number specified in the URL"),
    ("http://ne ws.example/", "Disallowed character in URL host"),
    ("http://us er@news.example/", "Disallowed character in URL userinfo"),
    ("http://./", "Host is invalid"),
    ("tg://a.b/", "Unallowed characters in URL host"),
    ("tg://user:x@resolve", "Wrong tg URL"),
    ("ton://x:80", "Wrong ton URL"),
]


@pytest.mark.parametrize(("link", "shown"), ACCEPTED)
def test_accepts_and_shows_it_in_full(link: str, shown: str) -> None:
    """A good address gets its protocol and path."""
    assert links.checked(link) == shown


@pytest.mark.parametrize(("link", "reason"), REFUSED)
def test_refuses_with_the_reason(link: str, reason: str) -> None:
    """A bad address says why."""
    with pytest.raises(links.LinkError, match=f"^{reason}$"):
        links.checked(link)


def test_a_link_to_a_user_is_a_mention() -> None:
    """``tg://user?id=`` names a user and no page."""
    assert (links.user_of("tg://user?id=42"), links.user_of("tg://resolve?id=42")) == (42, None)
