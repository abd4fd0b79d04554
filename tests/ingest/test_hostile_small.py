"""Small documents made to deceive: each gives plain text or a named error, and asks nobody."""

import asyncio
import html
from collections.abc import Awaitable, Callable

import pytest

from bot.errors import FeedFormatError, NoArticleText
from bot.ingest import feed, opml, page, text, urls
from bot.ingest.networks import Networks
from bot.model import Entry

RSS = (
    '<rss version="2.0"><channel><title>Coast</title><item><title>{title}</title>{more}'
    "<description>{text}</description></item></channel></rss>"
)
LINK = "<link>https://coast.example/a</link>"
WORDS = "The harbour is calm tonight, and the boats stay in. " * 12
PAGE = "<html><head>{head}</head><body><article>{body}</article></body></html>"


def only(body: bytes) -> Entry:
    """Return the one entry of a feed."""
    [entry] = feed.parse(body, url="https://coast.example/feed").entries
    return entry


def rss(title: str = "Calm", *, more: str = LINK, description: str = "x", head: str = "") -> bytes:
    """Return a feed of one entry."""
    return (head + RSS.format(title=title, more=more, text=description)).encode()


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (rss("caf\u00e9").decode().encode("utf-16-le"), "café"),
        (rss("caf\u00e9").decode().encode("utf-16"), "café"),
        (rss("caf\u00e9", head='<?xml version="1.0" encoding="x-nope"?>'), "café"),
        (
            rss("부산", head='<?xml version="1.0" encoding="euc-kr"?>').decode().encode("euc-kr"),
            "부산",
        ),
        (
            rss("日本", head='<?xml version="1.0" encoding="shift_jis"?>')
            .decode()
            .encode("shift_jis"),
            "日本",
        ),
        (b"\xef\xbb\xbf" + rss("caf\u00e9"), "café"),
        (
            rss("caf\u00e9", head='<?xml version="1.0" encoding="iso-8859-1"?>')
            .decode()
            .encode("latin-1"),
            "café",
        ),
    ],
)
def test_encodings_are_told_by_their_bytes(body: bytes, title: str) -> None:
    """Wrong, missing and foreign declarations."""
    assert only(body).title == title


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0" encoding="utf-8"?>'
        + rss("a@b").replace(b"@", b"\xff\xfe\xed\xa0\x80\xc0\xaf"),
        b'<?xml version="1.0" encoding="utf-7"?>'
        + rss("+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
        rss("&lt;script&gt;alert(1)&lt;/script&gt;a&lt;b&gt;b&lt;/b&gt;"),
        rss("a<![CDATA[<img src=x onerror=alert(1)>]]>b"),
        rss("a\u202eb\u2066\u200b\ufeff\u0007".replace("\u0007", "")),
        rss("a" + "\u0336" * 200 + "b"),
    ],
)
def test_no_markup_and_nothing_hidden_comes_through(body: bytes) -> None:
    """Whatever a title is written in, it is valid text of one line without a tag or a control."""
    title = only(body).title
    assert title == text.title(html.escape(title, quote=False))
    assert title.encode().decode() == title
    assert len(title) < 60
    assert not {"\u202e", "\u2066", "\u200b", "\ufeff"} & set(title)
    assert "<script" not in title


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "{url}">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "{url}"> %p;]>',
        '<!DOCTYPE rss SYSTEM "{url}">',
        '<?xml-stylesheet type="text/xsl" href="{url}"?>',
    ],
)
@pytest.mark.parametrize("place", ["loopback", "file"])
async def test_a_document_makes_nobody_ask(head: str, place: str) -> None:
    """Neither a file nor an address that a document names is opened."""

    async def parse(url: str) -> None:
        body = rss("Calm &x;" if "ENTITY x" in head else "Calm", head=head.format(url=url))
        found = await asyncio.to_thread(feed.parse, body, url="https://coast.example/feed")
        assert [entry.title for entry in found.entries] == ["Calm"]

    if place == "file":
        await parse("file:///etc/passwd")
    else:
        assert await connections_while(parse) == 0


async def test_an_included_text_is_left_out() -> None:
    """XInclude is markup like any other."""
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="{url}"/>'

    async def parse(url: str) -> None:
        entry = await asyncio.to_thread(only, rss(f"Calm{include.format(url=url)}"))
        assert entry.title == "Calm"

    assert await connections_while(parse) == 0


async def connections_while(parse: Callable[[str], Awaitable[None]]) -> int:
    """Count who connects to a port on loopback while *parse* works on a document naming it."""
    came: list[object] = []
    server = await asyncio.start_server(lambda _reader, writer: came.append(writer), "127.0.0.1", 0)
    async with server:
        await parse(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x")
        await asyncio.sleep(0)
    return len(came)


def test_deep_markup_in_an_entry_is_passed_over() -> None:
    """Five thousand elements within each other."""
    body = rss(description="<a>" * 5_000 + "deep" + "</a>" * 5_000)
    assert len(feed.parse(body, url="https://coast.example/feed").entries) <= 1


@pytest.mark.parametrize(
    "stamp", ["Mon, 01 Jan 0001 00:00:00 +0000", "Fri, 31 Dec 9999 23:59:59 -1200", "0", "-1" * 30]
)
def test_no_stamp_breaks_an_entry(stamp: str) -> None:
    """A date may be missing; it is never an error."""
    entry = only(rss(more=f"{LINK}<pubDate>{stamp}</pubDate>"))
    assert entry.title == "Calm"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", " "]
)
def test_no_dangerous_link_is_shown(link: str) -> None:
    """The entry stays, and the address of a metadata service in its guid is no link to ask."""
    more = f"<link>{link}</link><guid>http://169.254.169.254/latest/</guid>"
    entry = only(rss(more=more))
    shown = urls.shown(entry.url, base="https://coast.example/")
    assert entry.title == "Calm"
    assert shown is None or urls.host(shown) == "169.254.169.254"


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="http://127.0.0.1:8080/admin">',
        '<meta property="og:image" content="http://169.254.169.254/i.png">',
        '<base href="http://10.0.0.1/">',
        '<meta http-equiv="refresh" content="0;url=http://169.254.169.254/">',
    ],
)
def test_what_a_page_claims_is_not_asked_for(head: str) -> None:
    """An address of somebody else's network is neither the article's own nor its picture."""
    found = page.read(PAGE.format(head=head, body=f"<p>{WORDS}</p>").encode(), url=None)
    told = " ".join(filter(None, (found.url, found.image, found.canonical)))
    assert "127.0.0.1" not in told
    assert "169.254" not in told
    assert "10.0.0.1" not in told


def test_text_of_a_page_has_no_markup_of_its_own() -> None:
    """Scripts in titles, hidden bytes and C1 controls do not come through."""
    head = "<title>&lt;b&gt;Wall&lt;/b&gt;<script>alert(1)</script> mended</title>"
    body = f"<p>a\0b \u0085{WORDS}</p><script>alert(1)</script><p onclick=x>{WORDS}</p>"
    found = page.read(PAGE.format(head=head, body=body).encode(), url="https://coast.example/a")
    assert "alert" not in f"{found.title}{found.text}"
    assert not [c for c in found.text if c != "\n" and not c.isprintable()]


NAUGHTY = [
    "undefined",
    "1;DROP TABLE feeds",
    "' OR 1=1 --",
    "<img src=x onerror=alert(1)>",
    "<a href='java\0script:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202eright to left\u202c",
    "Z\u0351\u036b\u0343\u036a\u0302a\u0336lgo",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "\ufdfa\ufdfd",
    "%s%n{0}{{}}${x}",
    "\ud800 half",
    "../../../../etc/passwd\0",
    "a" * 5_000,
    "\u0085\u2028\u2029lines",
]


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_strings_become_calm_titles(naughty: str) -> None:
    """One line of valid, printable text that needs no second cleaning and holds no tag."""
    told = text.title(naughty)
    assert told.encode().decode() == told
    assert len(told) <= text.MAX_TITLE
    assert "\n" not in told
    assert text.clean(told) == told
    assert "<img" not in told


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_strings_are_read_or_named(naughty: str) -> None:
    """Pasted into a chat or sent as a file."""
    try:
        found = page.read_text(naughty + "\n\n" + naughty)
    except NoArticleText:
        return
    assert found.text.encode().decode() == found.text


def test_lists_of_feeds_refuse_what_may_not_be_asked() -> None:
    """Every scheme but http, private addresses, and entities; the rest is added."""
    told = (
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "javascript:alert(1)",
        "http://[::1]/",
        "gopher://x.example/",
        "http://0x7f.1/",
        "http://metadata.internal/",
        "feed:http://coast.example/rss",
    )
    outlines = "".join(f'<outline type="rss" text="n" xmlUrl="{url}"/>' for url in told)
    found = opml.parse(f'<opml version="2.0"><body>{outlines}</body></opml>'.encode(), Networks())
    assert [one.url for one in found.feeds] == ["http://coast.example/rss"]
    assert len(found.refused) == len(told) - 1


@pytest.mark.parametrize("noise", [bytes(range(256)), b"\x00" * 999, b"<" * 999, b"<?xml", b"{}"])
def test_noise_is_named(noise: bytes) -> None:
    """Neither a feed, a list nor an article: three errors of ours."""
    with pytest.raises(FeedFormatError):
        feed.parse(noise, url="https://coast.example/")
    with pytest.raises(FeedFormatError):
        opml.parse(noise, Networks())
