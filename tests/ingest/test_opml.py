"""Lists of feeds in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedFormatError
from bot.ingest import opml
from bot.ingest.opml import OutlineFeed


def outline(*outlines: str) -> bytes:
    """Return a list of these outlines."""
    return f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>".encode()


def test_keeps_folders_and_titles() -> None:
    """A folder is the topic of its feeds."""
    found = opml.parse(
        outline(
            "<outline text='Sea'><outline type='rss' text='Coast'"
            " xmlUrl='https://coast.example/feed'/></outline>"
        )
    )
    assert found.feeds == (
        OutlineFeed(url="https://coast.example/feed", title="Coast", folder="Sea"),
    )


def test_refuses_by_name_and_adds_the_rest() -> None:
    """One bad address spoils no list."""
    found = opml.parse(
        outline(
            "<outline type='rss' text='Bad' xmlUrl='http://127.0.0.1/'/>",
            "<outline type='rss' text='Worse' xmlUrl='file:///etc/hostname'/>",
            "<outline type='rss' text='Good' xmlUrl='feed:https://coast.example/feed'/>",
        )
    )
    assert ([feed.url for feed in found.feeds], found.refused) == (
        ["https://coast.example/feed"],
        ("Bad", "Worse"),
    )


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"hello", b"<opml" + bytes(6_000_000)])
def test_what_is_no_list_is_named(body: bytes) -> None:
    """A file of another kind is an error with a reason."""
    with pytest.raises(FeedFormatError):
        opml.parse(body)


def test_nested_outlines_and_bombs_end() -> None:
    """Three thousand folders and an entity bomb are read or refused at once."""
    deep = "<outline text='n'>" * 3_000 + "</outline>" * 3_000
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = f"<!DOCTYPE r [<!ENTITY l0 'lol'>{entities}]>".encode() + outline(
        "<outline text='&l9;' xmlUrl='https://coast.example/feed'/>"
    )
    assert opml.parse(outline(deep)).feeds == ()
    assert all(len(feed.title) <= 300 for feed in opml.parse(bomb).feeds)


names = st.text(st.characters(categories=["L", "N"], max_codepoint=0x2FF), min_size=1, max_size=20)


@given(st.lists(st.tuples(names, st.integers(0, 99), names | st.just("")), max_size=8))
def test_written_list_reads_back(told: list[tuple[str, int, str]]) -> None:
    """Export and import are inverse, markup in names included."""
    feeds = {
        number: OutlineFeed(
            url=f"https://coast.example/{number}", title=f"{title} & <{title}>", folder=folder
        )
        for title, number, folder in told
    }
    expected = {(feed.url, feed.folder) for feed in feeds.values()}
    found = opml.parse(opml.write(feeds.values())).feeds
    assert {(feed.url, feed.folder) for feed in found} == expected
