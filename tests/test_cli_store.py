"""Commands over the store: what is put in can be listed, asked for, previewed, saved and moved."""

import itertools
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from summaries.likeness import FEATURES
from tests import postgres
from tests.command_line import CommandLine, lines

FERRY = (
    "The ferry to Marrow Island stops for a week, the harbour office said on Monday.\n\n"
    "Its rudder broke when the boat left the quay.\n\n"
    "Some 240 islanders depend on the boat for food and post.\n\n"
    "The spare part is expected on Friday, said harbour master Ilse Tamm.\n"
)
# Writes what it was called with, and tells a backup's version as `pg_restore` does.
STUB = """#!/bin/sh
echo "$0 $PGPASSWORD $*" >> said
: > copy.unfinished
printf 'COPY public.alembic_version (version_num) FROM stdin;\\n0001\\n'
"""
OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="World">
<outline text="Harbour Times" type="rss" xmlUrl="https://harbour.example/feed.xml"/></outline>
<outline text="The cellar" type="rss" xmlUrl="http://127.0.0.1/feed.xml"/></body></opml>"""

_names = itertools.count(1)


@pytest.fixture
def nutgraf(tmp_path: Path, migrated_file: Path) -> CommandLine:
    """The program in a folder with an empty database: to make one takes half a second."""
    shutil.copy(migrated_file, tmp_path / "nutgraf.db")
    return CommandLine(folder=tmp_path)


def test_article_becomes_a_story_that_answers(nutgraf: CommandLine) -> None:
    """From a file to a story, an answer and a digest, each in the article's own sentences."""
    (nutgraf.folder / "ferry.txt").write_text(f"Ferry to Marrow Island stops\n\n{FERRY}")
    taken = nutgraf("ingest", "ferry.txt")
    assert taken.status == 0
    assert taken.out.startswith("new 1 · Ferry to Marrow Island stops · story 1\n")
    assert nutgraf("ingest", "ferry.txt").out.startswith("known 1 ")

    shown = nutgraf("stories", "show", "s1")
    assert "Some 240 islanders depend on the boat for food and post." in shown.out
    assert "it began this one" in nutgraf("stories", "explain", "1").out

    answered = nutgraf("ask", "When is the spare part expected?", "--json")
    (row,) = answered.rows
    assert row["story"]["id"] == 1
    assert "expected on Friday" in " ".join(each["text"] for each in row["sentences"])
    assert "Ferry to Marrow Island stops" in nutgraf("digest", "--preview").out


@pytest.mark.parametrize("command", [("stories", "list"), ("digest", "--preview")])
def test_an_unknown_topic_is_refused(nutgraf: CommandLine, command: tuple[str, ...]) -> None:
    """A topic that nothing has is wrong usage, and those that there are stand in the answer."""
    refused = nutgraf(*command, "--topic", "nosuch")
    assert (refused.status, refused.out) == (2, "")
    assert "there is no topic 'nosuch'; there are" in refused.err
    assert " science," in refused.err
    assert nutgraf(*command, "--topic", "science").status == 0


def test_a_person_can_see_why_each_article_is_in_its_story(nutgraf: CommandLine) -> None:
    """Founder, joined, copy and version each have their reason; every number is explained."""
    first, second, third = (
        "Ferry to Marrow Island stops",
        "Marrow Island ferry stops running",
        "Off",
    )
    told = {
        "harbour": (first, FERRY),
        "northwire": (second, "Islanders wait at the quay for food: the ferry broke its rudder."),
        "gazette": (third, FERRY),
    }
    rows: list[dict[str, object]] = [
        {"url": f"https://{name}.example/1", "title": title, "text": text, "language": "en"}
        for name, (title, text) in told.items()
    ]
    later = f"Divers are at work. {FERRY}"
    rows.append({**rows[0], "url": "https://harbour.example/2", "text": later})
    nutgraf("ingest", "--jsonl", stdin=lines(*rows))
    founder, joined, copy, version = nutgraf("stories", "explain", "1").out.split("example · ")[1:]
    assert "no other story shared its words: it began this one" in founder
    assert re.search(r"joined: likeness 0\.\d\d of 1, 0\.\d\d needed; no second story", joined)
    assert "a copy: another outlet had the same text first, as article 1" in copy
    assert "a later version of article 1, by the same outlet" in version
    assert all(f"  {name}: " in version for name in FEATURES)


def test_articles_come_as_lines(nutgraf: CommandLine) -> None:
    """Each line is stored once and answered with its number; a bad line says why."""
    ferry = {"id": "f", "title": "Ferry stops", "text": FERRY, "source": "Harbour Times"}
    ended = nutgraf("ingest", "--jsonl", stdin=lines(ferry, {"id": "x", "title": 5}, ferry))
    first, bad, again = ended.rows
    assert first == {"id": "f", "article": 1, "new": True}
    assert again == {"id": "f", "article": 1, "new": False}
    assert '"title" must be a text.' in bad["error"]
    assert ended.status == 1
    assert "Ferry stops" in nutgraf("stories", "list").out


def test_what_cannot_be_taken_in_is_told(nutgraf: CommandLine) -> None:
    """A bad source is named, the good ones are stored, and the status is 1."""
    (nutgraf.folder / "ferry.txt").write_text(FERRY)
    (nutgraf.folder / "picture.png").write_bytes(b"\x89PNG\r\n" + bytes(900))
    ended = nutgraf("ingest", "picture.png", "http://127.0.0.1:9/page", "ferry.txt")
    assert ended.status == 1
    assert ended.out.startswith("new 1 ")
    assert "picture.png: " in ended.err
    assert "http://127.0.0.1:9/page: " in ended.err
    assert "2 of 3" in ended.err


def test_nothing_stored_is_said(tmp_path: Path) -> None:
    """The store is made when it is first needed, and answers in words what it does not hold."""
    nutgraf = CommandLine(folder=tmp_path)
    assert nutgraf("ask", "Anything new?").status == 0
    missing = nutgraf("stories", "show", "7")
    assert (missing.status, missing.err) == (1, "nutgraf: There is no story 7.\n")


def test_feeds_come_and_go_as_opml(nutgraf: CommandLine) -> None:
    """A list of feeds is imported but for refused addresses, exported alike, and emptied."""
    (nutgraf.folder / "feeds.opml").write_text(OPML)
    imported = nutgraf("feeds", "import", "feeds.opml")
    assert "added 1 · Harbour Times" in imported.out
    assert "refused: The cellar" in imported.err
    exported = nutgraf("feeds", "export").out
    assert 'xmlUrl="https://harbour.example/feed.xml"' in exported
    assert "world" in exported
    assert nutgraf("feeds", "remove", "https://harbour.example/feed.xml").status == 0
    assert nutgraf("feeds", "list").out == ""


def test_failing_feed_says_why_and_since_when(nutgraf: CommandLine) -> None:
    """The list and the check tell of a feed that fails, and from when on."""
    (nutgraf.folder / "feeds.opml").write_text(OPML)
    nutgraf("feeds", "import", "feeds.opml")
    with closing(sqlite3.connect(nutgraf.folder / "nutgraf.db")) as connection, connection:
        failing = "failures = 3, reason = 'dns', failing_since = 1795348800000"
        connection.execute(f"UPDATE feeds SET url = 'http://127.0.0.1/f', {failing}")  # noqa: S608 - our own words
    assert "failing" in (listed := nutgraf("feeds", "list").out)
    assert listed.endswith(" · dns · since 2026-11-22 12:00\n")
    checked = nutgraf("feeds", "check")
    assert checked.out.endswith("public internet. · failing since 2026-11-22 12:00\n")


def test_backup_is_restored(nutgraf: CommandLine) -> None:
    """What a backup held is there again after a restore."""
    nutgraf("ingest", "--jsonl", stdin=lines({"title": "Ferry stops", "text": FERRY}))
    assert "opened and sound" in nutgraf("db", "backup", "copy.db").out
    nutgraf("ingest", "--jsonl", stdin=lines({"title": "Trees", "text": "Trees are planted."}))

    assert nutgraf("db", "restore", "copy.db").status == 0
    assert "1 articles" in nutgraf("db", "check").out


def test_database_is_moved(nutgraf: CommandLine, postgres_server: str) -> None:
    """Copied to PostgreSQL, the same stories are told from there."""
    nutgraf("ingest", "--jsonl", stdin=lines({"title": "Ferry stops", "text": FERRY}))
    with postgres.database_in(postgres_server, f"moved_{next(_names)}") as url:
        copied = nutgraf("db", "copy", "--to", url)
        moved = CommandLine(folder=nutgraf.folder, settings={"NUTGRAF_DATABASE_URL": url})
        listed = moved("stories", "list").out
    assert copied.status == 0
    assert "counted in both" in copied.out
    assert "Ferry stops" in listed


def test_postgres_is_saved_by_its_own_program(nutgraf: CommandLine) -> None:
    """`pg_dump` gets the password by the environment, where other users cannot see it."""
    programs = nutgraf.folder / "bin"
    programs.mkdir()
    for name in ("pg_dump", "pg_restore"):
        program = programs / name
        program.write_text(STUB)
        program.chmod(0o755)
    url = "postgresql://ada:geheim@host:5433/news"
    settings = {"NUTGRAF_DATABASE_URL": url, "PATH": f"{programs}:/usr/bin:/bin"}
    saved = CommandLine(folder=nutgraf.folder, settings=settings)("db", "backup", "copy")
    dumped, listed = (nutgraf.folder / "said").read_text().splitlines()
    assert saved.status == 0
    assert "pg_dump geheim --format=custom" in dumped
    assert dumped.endswith("postgresql://ada@host:5433/news")
    assert "--table=alembic_version" in listed


def test_missing_program_is_told(nutgraf: CommandLine) -> None:
    """Without PostgreSQL's programs one line says what to install."""
    settings = {"NUTGRAF_DATABASE_URL": "postgresql://ada@host/news", "PATH": str(nutgraf.folder)}
    ended = CommandLine(folder=nutgraf.folder, settings=settings)("db", "backup", "copy")
    assert ended.status == 1
    assert "apt-get install postgresql-client" in ended.err
