"""Inputs made to break parsers: each ends in time, in a worker, with a value or a named error."""

from collections.abc import Callable
from functools import partial

import pytest

from bot import compute
from bot.errors import FeedFormatError, NoArticleText
from bot.ingest import feed, page

MEMORY = 600 << 20
"""Address space of the worker: libraries map much that they never touch."""

WORDS = b"The harbour is calm tonight. " * 40
RSS = b'<rss version="2.0"><channel><title>t</title>%s</channel></rss>'
ITEM = b"<item><title>%s</title><link>https://coast.example/a</link></item>"
ENTITIES = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))

PAGES: dict[str, Callable[[], bytes]] = {
    "deep divs": lambda: b"<html><body>" + b"<div>" * 100_000 + WORDS,
    "deep lists": lambda: b"<html><body>" + b"<ul><li>" * 20_000 + WORDS,
    "deep tables": lambda: b"<html><body>" + b"<table><tr><td>" * 10_000 + WORDS,
    "many attributes": lambda: (
        b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</p>"
    ),
    "long attribute": lambda: b'<html><body><p title="' + b"A" * 9_000_000 + b'">x</p>',
    "many paragraphs": lambda: b"<html><body>" + b"<p>a b c</p>" * 400_000,
    "angle brackets": lambda: b"<" * 5_000_000,
    "ampersands": lambda: b"<html><body><p>" + b"&amp" * 1_000_000,
    "open comment": lambda: b"<html><body><!--" + b"-" * 5_000_000,
    "open scripts": lambda: b"<html><body>" + b"<script>" * 200_000,
    "one long line": lambda: b"<html><body><article><p>" + b"calm night " * 900_000,
    "deep authors": lambda: b"<html><body>" + b'<b class="author">' * 20_000 + WORDS,
    "date digits": lambda: b"<html><body><article><p>" + b"2020-1-" * 100_000,
    "deep JSON-LD": lambda: (
        b'<html><head><script type="application/ld+json">'
        + b"[" * 200_000
        + b"</script></head><body><article><p>"
        + WORDS
    ),
    "large JSON-LD": lambda: (
        b'<html><head><script type="application/ld+json">{"articleBody":"'
        + b"x" * 6_000_000
        + b'"}</script></head><body><article><p>'
        + WORDS
    ),
}
FEEDS: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: (
        b'<!DOCTYPE r [<!ENTITY l0 "lol">' + ENTITIES + b"]>" + RSS % (ITEM % b"&l9;")
    ),
    "quadratic entities": lambda: (
        b'<!DOCTYPE r [<!ENTITY a "' + b"A" * 20_000 + b'">]>' + RSS % (ITEM % (b"&a;" * 2_000))
    ),
    "remote definition": lambda: (
        b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x">' + RSS % (ITEM % b"T")
    ),
    "many items": lambda: RSS % (ITEM % b"t" * 120_000),
    "open tags": lambda: RSS % (ITEM % (b"<a>" * 200_000)),
    "broken tags": lambda: b"<rss><channel><item><description>" + b"<a <b " * 300_000,
    "open CDATA": lambda: b"<rss><channel><item><title><![CDATA[" + b"]]" * 2_000_000,
    "deep JSON": lambda: b'{"items":' + b"[" * 200_000,
    "noise": lambda: bytes(range(256)) * 4_000,
}


@pytest.mark.parametrize("name", PAGES)
async def test_page_ends_in_time(name: str) -> None:
    """Text or "no article", within the worker's limits."""
    try:
        found = await compute.run(
            partial(page.read, PAGES[name](), url=None),
            timeout_seconds=page.TIMEOUT_SECONDS,
            memory_bytes=MEMORY,
        )
    except NoArticleText:
        return
    assert len(found.text) <= page.MAX_TEXT


@pytest.mark.parametrize("name", ["deep JSON-LD", "large JSON-LD"])
async def test_hostile_metadata_costs_no_text(name: str) -> None:
    """The body is read whatever stands in the head."""
    found = await compute.run(
        partial(page.read, PAGES[name](), url=None), timeout_seconds=page.TIMEOUT_SECONDS
    )
    assert found.text.startswith("The harbour is calm")


@pytest.mark.parametrize("name", FEEDS)
async def test_feed_ends_in_time(name: str) -> None:
    """Entries or "no feed", within the worker's limits; no text grows beyond its own."""
    try:
        document = await compute.run(
            partial(feed.parse, FEEDS[name](), url="https://coast.example/feed"),
            timeout_seconds=feed.TIMEOUT_SECONDS,
            memory_bytes=MEMORY,
        )
    except FeedFormatError:
        return
    assert all(len(entry.title) <= 300 for entry in document.entries)
