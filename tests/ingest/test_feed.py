"""Feeds of all kinds, and what is none."""

from datetime import UTC, datetime

import pytest

from bot.errors import FeedFormatError
from bot.ingest import feed, parsers
from bot.model import FeedDocument

URL = "https://valley.example/feed"


def rss(items: str, *, head: str = "", root: str = 'version="2.0"') -> bytes:
    """Return an RSS document around *items*."""
    return (
        f'<?xml version="1.0"?><rss {root}><channel><title>Valley Post</title>'
        f"<link>https://valley.example/</link>{head}{items}</channel></rss>"
    ).encode()


def item(
    title: str = "Bridge opens", *, link: str = "https://valley.example/1", more: str = ""
) -> str:
    """Return one RSS item."""
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def parse(body: bytes) -> FeedDocument:
    """Parse *body* as it came from `URL`."""
    return feed.parse(body, url=URL)


def test_reads_rss() -> None:
    """Every field of an RSS item arrives, cleaned and typed."""
    body = rss(
        item(
            more="<pubDate>Mon, 04 May 2026 12:00:00 GMT</pubDate><category>Town</category>"
            "<dc:creator>Ann Lee</dc:creator><guid isPermaLink='false'>k1</guid>"
            "<description>Short.</description>"
            "<content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded>"
        ),
        head="<language>de-AT</language><ttl>60</ttl>",
        root='version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )
    document = parse(body)
    entry = document.entries[0]
    assert (document.title, document.url, document.language, document.ttl_seconds) == (
        "Valley Post",
        "https://valley.example/",
        "de",
        3600.0,
    )
    assert (entry.id, entry.url, entry.title, entry.author) == (
        "k1",
        "https://valley.example/1",
        "Bridge opens",
        "Ann Lee",
    )
    assert (entry.published_at, entry.summary, entry.content, entry.categories) == (
        datetime(2026, 5, 4, 12, tzinfo=UTC),
        "Short.",
        "One.\n\nTwo.",
        ("Town",),
    )


def test_reads_atom() -> None:
    """Atom with XHTML content."""
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Coast</title>
    <entry><title type="html">Tide &amp;amp; wind</title><id>urn:1</id><link href="/tide"/>
    <updated>2026-05-04T12:00:00Z</updated><content type="xhtml">
    <div xmlns="http://www.w3.org/1999/xhtml"><p>High water.</p></div></content></entry></feed>"""
    entry = parse(body).entries[0]
    assert (entry.title, entry.url, entry.content) == ("Tide & wind", "/tide", "High water.")


def test_reads_rdf_with_its_full_text() -> None:
    """RSS 1.0, whose content the fast parser loses."""
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
    <channel rdf:about="x"><title>Old</title><link>https://valley.example/</link></channel>
    <item rdf:about="https://valley.example/2"><title>Mill</title>
    <link>https://valley.example/2</link><content:encoded>&lt;p&gt;Whole text.&lt;/p&gt;
    </content:encoded></item></rdf:RDF>"""
    assert parse(body).entries[0].content == "Whole text."


def test_rdf_reads_no_entities_and_needs_no_thorough_parser() -> None:
    """Its full texts come from beside the fast parser's entries, an entity from nowhere."""
    body = (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b'<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
        b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        b"<channel><title>Coast</title></channel>"
        b"<item><title>One</title><link>https://coast.example/1</link></item>"
        b"<item><title>Two</title><link>https://coast.example/2</link>"
        b"<content:encoded>Calm seas. &x;</content:encoded></item></rdf:RDF>"
    )
    quick = parsers.fast(body)
    assert quick is not None
    whole = parsers.with_rdf_contents(quick, body)
    assert whole is not None
    found = parse(body).entries
    assert [entry.title for entry in found] == ["One", "Two"]
    assert found[1].content == "Calm seas."


def test_reads_json_feed_with_values_of_wrong_types() -> None:
    """One bad value costs that value and no more."""
    body = b"""{"version": "https://jsonfeed.org/version/1.1", "title": ["?"], "items": [
    {"id": 7, "title": "Plain < text", "content_text": "a < b\\nc", "authors": "nobody",
     "url": "https://valley.example/7", "date_published": {}}, "no item"]}"""
    entry = parse(body).entries[0]
    assert (entry.title, entry.content, entry.url) == (
        "Plain < text",
        "a < b\n\nc",
        "https://valley.example/7",
    )


def test_entities_of_the_document_are_not_read() -> None:
    """Neither a file nor a bomb comes in through an entity."""
    body = rss(item("Calm &x;")).replace(
        b"<rss", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss'
    )
    assert parse(body).entries[0].title == "Calm"


def test_undeclared_encoding_is_read() -> None:
    """Windows-1252 without a word about it."""
    body = rss(item("Caf\u00e9 opens")).decode().encode("windows-1252")
    assert parse(body).entries[0].title == "Café opens"


def test_truncated_feed_gives_what_came_before_the_cut() -> None:
    """Half a feed is better than none."""
    body = rss(item("One") + item("Two") + item("Three"))[:-60]
    assert [entry.title for entry in parse(body).entries][:2] == ["One", "Two"]


@pytest.mark.parametrize("stamp", ["Mon, 01 Jan 0001 00:00:00 +0000", "32 May 2026", ""])
def test_absurd_dates_are_no_dates(stamp: str) -> None:
    """An entry never fails for its date."""
    assert parse(rss(item(more=f"<pubDate>{stamp}</pubDate>"))).entries[0].published_at is None


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", ""])
def test_entry_without_a_usable_link_stays(link: str) -> None:
    """It has text, so it is kept; it is never shown as a link."""
    entry = parse(rss(item(link=link))).entries[0]
    assert (entry.title, entry.url) == ("Bridge opens", None)


def test_flood_is_cut_to_the_newest() -> None:
    """Twenty thousand entries become five hundred."""
    assert len(parse(rss(item() * 20_000)).entries) == feed.MAX_ENTRIES


@pytest.mark.parametrize(
    ("told", "hours"),
    [
        ("<skipHours><hour>3</hour><hour>24</hour></skipHours>", {0, 3}),
        ("<skipDays><day>Sunday</day></skipDays>", set()),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", set()),
        ("", set()),
    ],
)
def test_silent_hours_are_read(told: str, hours: set[int]) -> None:
    """Hours count on every day, days whole, and a feed that never speaks is not believed."""
    silent = parse(rss(told + item())).silent_hours
    assert {hour for hour in silent if hour < 24} == hours
    assert ("Sunday" in told) == (set(silent) == set(range(144, 168)))


def test_empty_feed_is_no_error() -> None:
    """A feed without entries is a feed."""
    assert parse(rss("")).entries == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><html><body>Hello</body></html>", "html"),
        (b'{"answer": 42}', "no-feed"),
        (b'{"items":' + b"[" * 200_000, "no-feed"),
        (b"Just a few words.", "no-feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "no-feed"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, reason: str) -> None:
    """Each kind of no-feed is an error with its reason."""
    with pytest.raises(FeedFormatError) as caught:
        parse(body)
    assert caught.value.reason == reason
