"""How commands end: in words, with the right status, and never with a stack trace."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from tests.command_line import CommandLine, lines

TOKEN = "4200000001:AAE-invented-token-of-a-test_0123456"


@pytest.fixture
def nutgraf(tmp_path: Path) -> CommandLine:
    """The program in an empty folder."""
    return CommandLine(folder=tmp_path)


def test_help_lists_every_command(nutgraf: CommandLine) -> None:
    """A newcomer sees what there is."""
    ended = nutgraf("--help")
    listed = [line.split()[0] for line in ended.out.partition("Commands:")[2].splitlines() if line]
    assert ended.status == 0
    assert listed == [
        "run", "demo", "summarize", "group", "read", "feeds", "stories", "ingest", "ask",
        "digest", "db", "doctor",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("summarize", "--sentences", "0"),
        ("summarize", "--method", "magic"),
        ("group",),
        ("run", "--roles", "poll,dance"),
        ("stories", "show", "first"),
        ("ingest",),
        ("ask", "What happened?", "--language", "xx"),
        ("ask", "What happened?", "--zone", "Nowhere"),
        ("digest", "--preview", "--zone", "UTC+2"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...]) -> None:
    """Status 2, nothing on standard output, and how to use it on standard error."""
    ended = CliRunner().invoke(cli, arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("Usage:")


def test_usage_is_told_by_the_process_too(nutgraf: CommandLine) -> None:
    """The program itself ends with that status, and without a trace."""
    ended = nutgraf("nonsense")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("Usage:")
    assert "Traceback" not in ended.err


def test_missing_token_is_told(nutgraf: CommandLine) -> None:
    """The first start of a newcomer says where a token comes from, and how to do without."""
    ended = nutgraf()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "@BotFather" in ended.err
    assert "make demo" in ended.err


def test_wrong_setting_is_told(nutgraf: CommandLine) -> None:
    """A wrong line of `.env` is one line and status 2."""
    (nutgraf.folder / ".env").write_text("NUTGRAF_RATE=fast\n")
    ended = nutgraf("stories", "list")
    assert ended.status == 2
    assert ended.err == "nutgraf: NUTGRAF_RATE: must be a number from 0.1 to 1000\n"


def test_newer_database_is_told(nutgraf: CommandLine, migrated_file: Path) -> None:
    """A database of a newer release is not touched, and the reader knows what to do."""
    file = nutgraf.folder / "nutgraf.db"
    shutil.copy(migrated_file, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    ended = nutgraf("stories", "list")
    assert ended.status == 1
    assert "version 9999" in ended.err
    assert "Traceback" not in ended.err


def test_unreachable_database_is_told(nutgraf: CommandLine) -> None:
    """Where no PostgreSQL listens, one line says so, without the password."""
    url = "postgresql://ada:geheim@127.0.0.1:9/news"
    ended = CommandLine(folder=nutgraf.folder, settings={"NUTGRAF_DATABASE_URL": url})(
        "db", "check"
    )
    assert ended.status == 1
    assert "does not answer" in ended.err
    assert "geheim" not in ended.err


def test_impossible_folder_is_told(nutgraf: CommandLine) -> None:
    """A database cannot lie in a file."""
    (nutgraf.folder / "letter").write_text("Dear editor")
    settings = {"NUTGRAF_DATABASE_URL": "sqlite:///letter/news/nutgraf.db"}
    ended = CommandLine(folder=nutgraf.folder, settings=settings)("stories", "list")
    assert ended.status == 2
    assert ended.err == "nutgraf: NUTGRAF_DATABASE_URL: there can be no folder letter/news\n"


def test_no_address_of_a_copy_is_told(nutgraf: CommandLine) -> None:
    """It is the option that is wrong, not the setting of the same kind."""
    ended = nutgraf("db", "copy", "--to", "nowhere")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("nutgraf: --to: is no database address")


def test_unreachable_telegram_is_told(nutgraf: CommandLine) -> None:
    """`doctor` says what is well, what is not, and fails."""
    settings = {"NUTGRAF_TOKEN": TOKEN, "NUTGRAF_TELEGRAM_API": "http://127.0.0.1:9"}
    ended = CommandLine(folder=nutgraf.folder, settings=settings)("doctor")
    assert ended.status == 1
    assert [line.split(":")[0] for line in ended.out.splitlines()] == [
        "ok    settings",
        "WRONG telegram",
        "ok    database",
    ]
    assert TOKEN not in ended.out + ended.err


def test_reader_that_goes_away_ends_it_quietly(nutgraf: CommandLine) -> None:
    """As in ``| head -1``: when nobody reads on, the program ends without a word."""
    texts = nutgraf.folder / "many.jsonl"
    texts.write_text(lines(*({"id": n, "text": f"Sentence {n}."} for n in range(20_000))))
    process = nutgraf.start("summarize", "--jsonl", "many.jsonl")
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert (process.returncode, said) == (1, "")


def test_answers_come_line_by_line(nutgraf: CommandLine) -> None:
    """A caller gets the answer to a line before it sends the next one."""
    process = nutgraf.start("summarize", "--jsonl")
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write(lines({"id": number, "text": "One sentence."}).encode())
            process.stdin.flush()
            assert f'"id": {number}' in process.stdout.readline().decode()
        process.stdin.close()
    assert process.returncode == 0
