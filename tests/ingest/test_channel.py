"""Public channels as feeds."""

from datetime import UTC, datetime

import pytest

from bot.ingest import channel, feed
from bot.ingest.discover import feeds_at
from bot.ingest.fetch import Fetcher
from bot.ingest.linked_feeds import FoundFeed
from tests.ingest.site import Site

POST = """<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message js-widget_message" data-post="{post}">
<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>
<a class="tgme_widget_message_date" href="https://t.me/{post}">
<time datetime="2026-11-22T09:30:00+00:00" class="time">09:30</time></a></div></div>"""
PAGE = """<!DOCTYPE html><html><head><meta property="og:title" content="Harbour Watch"></head>
<body><section class="tgme_channel_history js-message_history">{posts}</section></body></html>"""


def page(*texts: str) -> str:
    """Return the page of a channel with these posts."""
    posts = "".join(
        POST.format(post=f"harbourwatch/{number}", text=text)
        for number, text in enumerate(texts, start=41)
    )
    return PAGE.format(posts=posts)


def test_posts_become_entries() -> None:
    """Text with its breaks, day and own address; a post without words is none."""
    told = "The <b>bridge</b> closes.<br/><br/>Ferries run &amp; wait."
    found = feed.parse(page(told, "").encode(), url="https://t.me/s/harbourwatch")
    [entry] = found.entries
    assert (found.title, found.url) == ("Harbour Watch", "https://t.me/harbourwatch")
    assert (entry.title, entry.content) == (
        "The bridge closes.",
        "The bridge closes.\n\nFerries run & wait.",
    )
    assert entry.url == "https://t.me/harbourwatch/41"
    assert entry.published_at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("https://t.me/harbourwatch", "https://t.me/s/harbourwatch"),
        ("https://t.me/s/harbourwatch/", "https://t.me/s/harbourwatch"),
        ("https://telegram.me/harbourwatch", "https://t.me/s/harbourwatch"),
        ("https://t.me/harbourwatch/41", None),
        ("https://t.me/joinchat", None),
        ("https://t.me/+AbCdEf", None),
        ("https://t.me/c/123456/7", None),
        ("https://harbour.example/harbourwatch", None),
    ],
)
def test_only_a_public_channel_has_a_page(link: str, place: str | None) -> None:
    """Posts, invitations, private channels and other sites have none."""
    assert channel.page_of(link) == place


async def test_the_page_of_a_channel_is_found_as_a_feed(site: Site, fetcher: Fetcher) -> None:
    """It is told by what stands on it."""
    url = site.says("/s/harbourwatch", page("The bridge closes."))
    assert await feeds_at(fetcher, url) == [FoundFeed(url=url, title="Harbour Watch")]
