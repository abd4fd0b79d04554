"""One document from the network, within limits."""

import asyncio
import gzip
import time
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard

from bot.errors import FetchError
from bot.ingest.answer import Fetched, Gone, NotModified
from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks
from tests.ingest.site import LOOPBACK, Site, running_fetcher

TEXT = b"The ferry is late again. " * 4000


async def refusal(fetcher: Fetcher, url: str) -> str:
    """Return the reason for which *url* is not fetched."""
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, kind="page")
    return caught.value.reason


async def test_document_arrives_with_its_validators(site: Site, fetcher: Fetcher) -> None:
    """Validators are kept verbatim, and how long the answer is fresh."""
    url = site.says("/a", "hello", ETag='W/"1"', Last_Modified="then", Cache_Control="max-age=60")
    found = await fetcher.fetch(url, kind="feed")
    assert isinstance(found, Fetched)
    assert (found.body, found.etag, found.last_modified, found.max_age_seconds) == (
        b"hello",
        'W/"1"',
        "then",
        60.0,
    )


async def test_unchanged_document_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    """A validator that still holds brings "not modified"."""
    url = site.says("/a", "hello", ETag='"1"')
    assert isinstance(await fetcher.fetch(url, kind="feed", etag='"1"'), NotModified)


async def test_validators_stay_with_their_address(site: Site, fetcher: Fetcher) -> None:
    """A redirect's target never sees the validators of another address."""
    url = site.says("/a", status=302, Location="/b")
    site.says("/b", "hello")
    await fetcher.fetch(url, kind="feed", etag='"1"')
    assert "If-None-Match" not in site.asked[1][1]


async def test_gone_is_an_answer(site: Site, fetcher: Fetcher) -> None:
    """410 is a value and not an error."""
    assert isinstance(await fetcher.fetch(site.says("/a", status=410), kind="feed"), Gone)


@pytest.mark.parametrize(
    ("first", "second", "learned"), [(301, 308, "/c"), (301, 302, None), (307, 301, None)]
)
async def test_only_permanent_redirects_teach_an_address(
    site: Site, fetcher: Fetcher, first: int, second: int, learned: str | None
) -> None:
    """One temporary hop on the way makes the whole way temporary."""
    url = site.says("/a", status=first, Location="/b")
    site.says("/b", status=second, Location="/c")
    site.says("/c", "hello")
    found = await fetcher.fetch(url, kind="feed")
    assert isinstance(found, Fetched)
    assert found.permanent_url == (learned and f"{site.origin}{learned}")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstandard.ZstdCompressor().compress(TEXT)),
        ("identity", TEXT),
    ],
)
async def test_compressed_bodies_are_read(
    site: Site, fetcher: Fetcher, encoding: str, body: bytes
) -> None:
    """Every compression that is asked for is understood, raw deflate too."""
    found = await fetcher.fetch(site.says("/a", body, Content_Encoding=encoding), kind="page")
    assert isinstance(found, Fetched)
    assert found.body == TEXT


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstandard.ZstdCompressor().compress(TEXT)),
    ],
)
async def test_half_a_body_has_no_validators(
    site: Site, fetcher: Fetcher, encoding: str, body: bytes
) -> None:
    """What came before the cut is used, but asked for again as a whole."""
    url = site.says("/a", body[:-3], Content_Encoding=encoding, ETag='"1"')
    found = await fetcher.fetch(url, kind="feed")
    assert isinstance(found, Fetched)
    assert found.etag is None


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
async def test_bombs_are_refused(site: Site, fetcher: Fetcher, encoding: str) -> None:
    """A body is counted while it grows."""
    zeros = bytes(20_000_000)
    body = {
        "gzip": gzip.compress,
        "br": lambda data: brotli.compress(data, quality=1),
        "zstd": zstandard.ZstdCompressor().compress,
    }[encoding](zeros)
    assert await refusal(fetcher, site.says("/a", body, Content_Encoding=encoding)) == "too-large"


@pytest.mark.parametrize(
    ("encoding", "reason"), [("gzip", "damaged"), ("br", "damaged"), ("rot13", "encoding")]
)
async def test_broken_compression_is_named(
    site: Site, fetcher: Fetcher, encoding: str, reason: str
) -> None:
    """Bytes that are not what the header says are an error with a reason."""
    url = site.says("/a", b"not compressed at all", Content_Encoding=encoding)
    assert await refusal(fetcher, url) == reason


async def test_large_document_is_refused(site: Site, fetcher: Fetcher) -> None:
    """A page has at most five megabytes."""
    assert await refusal(fetcher, site.says("/a", bytes(5_000_001))) == "too-large"


@pytest.mark.parametrize("lengths", [[40_000], [7_000] * 10])
async def test_large_headers_are_refused(site: Site, fetcher: Fetcher, lengths: list[int]) -> None:
    """One long header or many short ones: 64 kB are enough for an honest host."""
    headers = {f"X-{number}": "x" * length for number, length in enumerate(lengths)}
    site.answers["/a"] = 200, headers, b"hello"
    assert await refusal(fetcher, f"{site.origin}/a") == "headers"


async def test_circles_end(site: Site, fetcher: Fetcher) -> None:
    """Six redirects are too many."""
    assert await refusal(fetcher, site.says("/a", status=302, Location="/a")) == "redirects"


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/", "file:///etc/hostname", "//[::1]/"]
)
async def test_redirects_into_private_networks_are_refused(
    site: Site, fetcher: Fetcher, target: str
) -> None:
    """The guard judges every hop."""
    url = site.says("/a", status=302, Location=target)
    assert await refusal(fetcher, url) == "address"


async def test_loopback_is_refused_unless_allowed(site: Site) -> None:
    """Without the setting nothing local is ever asked."""
    url = site.says("/a", "inside")
    async with running_fetcher(Networks()) as fetcher:
        assert await refusal(fetcher, url) == "address"
    assert site.asked == []


async def test_a_proxy_of_the_environment_is_passed_by(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve names for us, past the guard: it is neither asked nor needed."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    url = site.says("/a", "hello")
    async with running_fetcher() as fetcher:
        found = await fetcher.fetch(url, kind="page")
    assert isinstance(found, Fetched)


async def test_busy_host_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    """After 429 no address of that host is asked until its time is over."""
    url = site.says("/a", status=429, Retry_After="120")
    assert await refusal(fetcher, url) == "busy"
    assert await refusal(fetcher, site.says("/b", "hello")) == "busy"
    assert site.paths == ["/a"]


async def test_refusing_host_is_an_error_with_its_status(site: Site, fetcher: Fetcher) -> None:
    """The status tells the owner what is wrong."""
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(site.says("/a", status=403), kind="page")
    assert (caught.value.reason, caught.value.status) == ("status", 403)


async def test_one_host_is_asked_at_intervals(site: Site) -> None:
    """Two requests to one host are apart by the gap."""
    url = site.says("/a", "hello")
    started = time.monotonic()
    async with Fetcher(LOOPBACK, gap_seconds=0.2) as fetcher:
        await fetcher.fetch(url, kind="page")
        await fetcher.fetch(url, kind="page")
    assert time.monotonic() - started >= 0.2


# What a raw socket says, and what follows: the body that arrives, or the reason why none does.
ODD_ANSWERS: dict[str, tuple[bytes, str]] = {
    "redirect in Latin-1": (b"HTTP/1.1 302 F\r\nLocation: /\xe4 b\r\n\r\n", "found /%E4%20b"),
    "redirect in UTF-8": (b"HTTP/1.1 302 F\r\nLocation: /\xc3\xa4%20\r\n\r\n", "found /%C3%A4%20"),
    "redirect to a program": (b"HTTP/1.1 302 F\r\nLocation: javascript:1\r\n\r\n", "address"),
    "redirect to half a host": (b"HTTP/1.1 302 F\r\nLocation: http://[::1\r\n\r\n", "address"),
    "redirect to metadata": (
        b"HTTP/1.1 302 F\r\nLocation: http://169.254.169.254/\r\n\r\n",
        "address",
    ),
    "redirect to nowhere": (b"HTTP/1.1 301 M\r\n\r\n", "status"),
    "no protocol": (b"<rss version='2.0'></rss>\r\n\r\n", "headers"),
    "negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", "headers"),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello",
        "headers",
    ),
    "cut off": (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello", "network"),
    "bad chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhi", "headers"),
    "endless continue": (b"HTTP/1.1 100 Continue\r\n\r\n" * 200, "network"),
    "odd validators": (
        b"HTTP/1.1 200 OK\r\nETag: \xff\r\nLast-Modified: \xe4\r\nContent-Length: 2\r\n\r\nhi",
        "hi",
    ),
}


@pytest.mark.parametrize("name", ODD_ANSWERS)
async def test_whatever_a_host_says_is_an_answer_or_a_named_error(name: str) -> None:
    """Half a header, bytes that are no text and redirects to nowhere break nothing of ours."""
    said, expected = ODD_ANSWERS[name]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        body = b"found " + path
        found = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        writer.write(said if path == b"/" else found)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with running_fetcher() as fetcher:
        try:
            answer = await fetcher.fetch(url, kind="page")
        except FetchError as error:
            told = error.reason
        else:
            assert isinstance(answer, Fetched)
            assert (answer.etag, answer.last_modified) == (None, None)
            told = answer.body.decode()
    server.close()
    assert told == expected


async def test_a_slow_drip_ends() -> None:
    """A host that sends a little for ever is not waited for longer than for any other."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(ConnectionError):
            while True:
                writer.write(b".")
                await writer.drain()
                await asyncio.sleep(0.02)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with Fetcher(LOOPBACK, gap_seconds=0.0, total_seconds=0.3) as fetcher:
        assert await refusal(fetcher, url) == "timeout"
    server.close()
