"""Texts and JSON lines in, summaries, stories, pages and entries out: shapes that stay."""

import base64
from pathlib import Path

import pytest

from tests.command_line import CommandLine, lines

PAGE = """<!doctype html><html lang="en"><head>
<title>Ferry to Marrow Island stops for a week | Harbour Times</title>
<meta property="article:published_time" content="2026-11-20T08:15:00+01:00">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article>
<h1>Ferry to Marrow Island stops for a week</h1>
<p>The ferry to Marrow Island will not run for a week after its rudder broke on Monday, the
harbour office said.</p>
<p>Some 240 islanders depend on the boat for food and post, and the council has hired two fishing
cutters to bring both.</p>
<p>“We expect the spare part on Friday,” said harbour master Ilse Tamm. She asked visitors to stay
on the mainland until then.</p>
<p>The cutters leave from the old quay at seven in the morning and come back before dark.</p>
</article><form>Leave a comment. Your e-mail address will not be published.</form></body></html>"""
TEXT = (
    "The ferry to Marrow Island stops for a week, the harbour office said.\n\n"
    "Its rudder broke on Monday when the boat left the quay.\n\n"
    "Some 240 islanders depend on it for food and post.\n\n"
    "Two fishing cutters bring both, and they leave at seven in the morning.\n\n"
    "The spare part is expected on Friday, said harbour master Ilse Tamm."
)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Times</title>
<link>https://harbour.example/</link><item><title>Ferry stops</title>
<link>https://harbour.example/ferry</link><guid>f1</guid>
<pubDate>Fri, 20 Nov 2026 08:15:00 +0100</pubDate>
<description>It stops for a week.</description></item></channel></rss>"""
ENTRY_KEYS = [
    "id", "url", "title", "author", "published", "updated", "summary", "content", "image",
    "categories",
]  # fmt: skip
PAGE_KEYS = ["url", "title", "text", "author", "published", "language", "image", "site"]


@pytest.fixture
def nutgraf(tmp_path: Path) -> CommandLine:
    """The program in an empty folder."""
    return CommandLine(folder=tmp_path)


# ---- summarize -----------------------------------------------------------------------------------


def test_file_is_summarised(nutgraf: CommandLine) -> None:
    """An HTML file gives its title and sentences of its article, and nothing of its frame."""
    (nutgraf.folder / "ferry.html").write_text(PAGE)
    ended = nutgraf("summarize", "ferry.html")
    title, empty, *sentences = ended.out.splitlines()
    assert (ended.status, title, empty) == (0, "Ferry to Marrow Island stops for a week", "")
    assert len(sentences) == 3
    assert "comment" not in ended.out


@pytest.mark.parametrize("method", ["ours", "luhn"])
def test_sentences_stand_where_they_say(nutgraf: CommandLine, method: str) -> None:
    """With --json each sentence is verbatim the text between its places."""
    ended = nutgraf("summarize", "-", "--json", "--sentences", "2", "--method", method, stdin=TEXT)
    (row,) = ended.rows
    assert (row["language"], row["method"], len(row["sentences"])) == ("en", method, 2)
    for sentence in row["sentences"]:
        assert TEXT[sentence["start"] : sentence["end"]] == sentence["text"]


def test_question_is_answered(nutgraf: CommandLine) -> None:
    """With --question the sentences that answer come, and no others."""
    ended = nutgraf(
        "summarize", "--question", "When is the spare part expected?", "--sentences", "1",
        stdin=TEXT,
    )  # fmt: skip
    assert ended.status == 0
    assert "expected on Friday" in ended.out


def test_lines_are_summarised(nutgraf: CommandLine) -> None:
    """Single texts, stories of many sources and questions; bad lines spoil only themselves."""
    articles = [{"title": "Ferry", "text": TEXT}, {"text": TEXT.replace("Friday", "Sunday")}]
    ended = nutgraf(
        "summarize",
        "--jsonl",
        stdin=lines(
            {"id": "a", "text": TEXT, "sentences": 1, "unknown": True},
            {"id": "b", "articles": articles, "sentences": 2},
            {"id": "c", "text": TEXT, "question": "How many islanders depend on it?"},
            "this is no JSON",
            {"id": "d"},
            {"id": "e", "text": 5},
            {"id": "f", "text": ""},
            {"id": "g", "text": "Hello"},
            '{"id": "h", "text": "\\ud800 half a pair."}',
            "[" * 100_000,
        ),
    )
    rows = ended.rows
    assert [row["id"] for row in rows] == ["a", "b", "c", None, "d", "e", "f", "g", "h", None]
    assert [len(row["sentences"]) for row in rows[:2]] == [1, 2]
    assert "240" in str(rows[2]["sentences"])
    assert [index for index, row in enumerate(rows) if "error" in row] == [3, 4, 5, 6, 9]
    assert rows[6]["error"] == "There is nothing to summarise: it has no word."
    assert rows[7]["sentences"][0]["text"] == "Hello"
    assert ended.status == 1
    assert ended.err == "nutgraf: 5 of 10 lines failed; each such line says why.\n"


def test_what_is_no_text_is_told(nutgraf: CommandLine) -> None:
    """An empty, binary or huge file gives one line that says so, and status 1."""
    wrong = {
        "empty.txt": (b"", "no text"),
        "blank.txt": (b"\n \n", "no text"),
        "every.bin": (bytes(range(256)) * 40, "every.bin holds no text"),
        "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(500), "picture.png holds no text"),
        "frame.html": (b"<html><body></body></html>", "no article"),
        "huge.txt": (b"x" * 10_000_001, "huge.txt is larger than 10 MB"),
    }
    for name, (body, _) in wrong.items():
        (nutgraf.folder / name).write_bytes(body)
    ended = nutgraf("summarize", *wrong)
    *told, last = ended.err.splitlines()
    assert [said in line for line, (_, said) in zip(told, wrong.values(), strict=True)] == [
        True
    ] * 6
    assert (ended.status, last) == (1, "nutgraf: 6 of 6 files could not be summarised.")


def test_bad_file_does_not_stop_the_others(nutgraf: CommandLine) -> None:
    """Of many files each good one is summarised under its name, and the bad one is told."""
    (nutgraf.folder / "one.txt").write_text("Only this sentence stands here.")
    (nutgraf.folder / "word.txt").write_text("Hello")
    ended = nutgraf("summarize", "one.txt", "nowhere.txt", ".", "word.txt")
    assert ended.status == 1
    assert "== one.txt\nOnly this sentence stands here.\n" in ended.out
    assert "== word.txt\nHello\n" in ended.out
    assert "nowhere.txt cannot be read: No such file" in ended.err
    assert ". cannot be read: Is a directory" in ended.err


# ---- group ---------------------------------------------------------------------------------------


def test_stream_is_grouped(nutgraf: CommandLine) -> None:
    """A copy or a version shares its original's story and names it; another event is apart."""
    other = "The council of Tessholm wants to plant four thousand trees along the tram line."
    rows: list[dict[str, object]] = [
        {
            "id": "a",
            "title": "Ferry to Marrow Island stops",
            "text": TEXT,
            "source": "Harbour Times",
        },
        {"id": "b", "title": "Trees for Tessholm", "text": other, "source": "Harbour Times"},
        {"id": "c", "title": "Ferry to Marrow Island stops", "text": TEXT, "source": "Northwire"},
        {"id": "d", "title": 5},
        {
            "id": "e",
            "title": "Ferry to Marrow Island stops",
            "text": f"Updated. {TEXT}",
            "source": "Harbour Times",
        },
    ]
    published: dict[str, object] = {"published": "2026-11-20T08:15:00+01:00", "language": "en"}
    ended = nutgraf("group", "--jsonl", stdin=lines(*({**row, **published} for row in rows)))
    a, b, c, d, e = ended.rows
    assert (a["story"], a["copy_of"], c["copy_of"]) == (c["story"], None, "a")
    assert (e["story"], e["copy_of"]) == (a["story"], "a")
    assert b["story"] != a["story"]
    assert (d["id"], "title" in d["error"], ended.status) == ("d", True, 1)


IMPOSSIBLE_TIMES = {
    "without time": "",
    "1970": "1970-01-01T00:00:00Z",
    "year one": "0001-01-01T00:00:00Z",
    "future": "2999-01-01T00:00:00Z",
}


@pytest.mark.parametrize("place", [0, 1], ids=["first", "later"])
def test_stream_with_impossible_times_is_grouped(nutgraf: CommandLine, place: int) -> None:
    """They count as no time: such an article joins what is told as it comes, and closes nothing."""
    told: list[dict[str, object]] = [
        {
            "id": hour,
            "title": f"Ferry to Marrow Island stops, hour {hour}",
            "text": f"{hour} people wait. {TEXT}",
            "source": f"outlet {hour}",
            "published": f"2026-11-20T{hour:02}:15:00Z",
        }
        for hour in (8, 9, 10)
    ]
    odd: list[dict[str, object]] = [
        {"id": name, "title": f"Marrow Island ferry stops running, {name}", "published": published}
        for name, published in IMPOSSIBLE_TIMES.items()
    ]
    rows = [*told[:place], *odd, *told[place:]]
    ended = nutgraf("group", "--jsonl", stdin=lines(*({**row, "language": "en"} for row in rows)))
    found = {row["id"]: row.get("story") for row in ended.rows}
    assert ended.status == 0
    assert len({found[hour] for hour in (8, 9, 10)}) == 1
    assert len({found[name] for name in IMPOSSIBLE_TIMES}) == 1
    assert place == 0 or found["1970"] == found[8]


def test_stream_of_articles_without_text_is_grouped(nutgraf: CommandLine) -> None:
    """Headlines alone share a story; what has no word at all stands alone."""
    titles = ("Ferry to Marrow Island stops", "Marrow Island ferry stops running", "", "")
    rows = [
        {"id": n, "title": title, "published": "2026-11-20T08:15:00Z", "language": "en"}
        for n, title in enumerate(titles)
    ]
    found = [row["story"] for row in nutgraf("group", "--jsonl", stdin=lines(*rows)).rows]
    assert found[0] == found[1]
    assert len(set(found)) == 3


# ---- read ----------------------------------------------------------------------------------------


def test_page_is_read(nutgraf: CommandLine) -> None:
    """One page gives one clean article with all its keys."""
    url = "https://harbour.example/ferry"
    ended = nutgraf("read", "--json", "--url", url, stdin=PAGE)
    (row,) = ended.rows
    assert list(row) == PAGE_KEYS
    assert (row["url"], row["language"]) == (url, "en")
    assert row["title"] == "Ferry to Marrow Island stops for a week"
    assert row["published"] == "2026-11-20T08:15:00+01:00"
    assert "Sport" not in row["text"]


def test_pages_are_read_in_order(nutgraf: CommandLine) -> None:
    """Many pages come back in the order of the input; one without an article says so."""
    hostile = "<div>" * 60_000 + "a" + "<b " * 60_000
    ended = nutgraf(
        "read",
        "--jsonl",
        stdin=lines(
            {"id": 1, "url": "https://harbour.example/1", "html": PAGE},
            {"id": 2, "html": "<html><body></body></html>"},
            {"id": 3, "html": hostile},
            {"id": 4, "html": PAGE},
            {"id": 5},
        ),
    )
    rows = ended.rows
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5]
    assert list(rows[0]) == ["id", *PAGE_KEYS]
    assert rows[0]["text"] == rows[3]["text"]
    assert "error" in rows[1]
    assert "error" in rows[4]
    assert ended.status == 1


# ---- feeds parse ---------------------------------------------------------------------------------


def test_feed_is_parsed(nutgraf: CommandLine) -> None:
    """One document gives an entry a line with all its keys."""
    (nutgraf.folder / "feed.xml").write_bytes(FEED)
    ended = nutgraf("feeds", "parse", "feed.xml", "--jsonl")
    (row,) = ended.rows
    assert list(row) == ENTRY_KEYS
    assert (row["id"], row["url"]) == ("f1", "https://harbour.example/ferry")
    assert row["published"] == "2026-11-20T07:15:00+00:00"


def test_feeds_are_parsed_in_order(nutgraf: CommandLine) -> None:
    """Many documents give a line each; what is no feed says so."""

    def body(raw: bytes) -> str:
        return base64.b64encode(raw).decode()

    url = "https://harbour.example/feed"
    ended = nutgraf(
        "feeds",
        "parse",
        "--jsonl",
        stdin=lines(
            {"id": 1, "url": url, "body_base64": body(FEED)},
            {"id": 2, "url": url, "body_base64": body(PAGE.encode())},
            {"id": 3, "url": url, "body_base64": "§"},
            {"id": 4, "url": url, "body_base64": body(FEED)},
        ),
    )
    first, page, garbled, last = ended.rows
    assert [row["id"] for row in ended.rows] == [1, 2, 3, 4]
    assert first["feed"]["title"] == "Harbour Times"
    assert list(first["entries"][0]) == ENTRY_KEYS
    assert "web page" in page["error"]
    assert "base64" in garbled["error"]
    assert last["entries"] == first["entries"]
    assert ended.status == 1


def test_html_as_feed_is_told(nutgraf: CommandLine) -> None:
    """A page where a feed was wanted gives one line."""
    ended = nutgraf("feeds", "parse", "-", stdin=PAGE)
    assert (ended.status, ended.out) == (1, "")
    assert "web page" in ended.err
