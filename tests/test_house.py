"""The house's own rules: what is committed, locked and documented."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot import catalogue
from bot.app import ROLES
from bot.render.words import languages
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
# Where packages and private hosts would show: none of these may stand in a committed file.
_INDEX = re.compile(
    # With letters in brackets, so that this file does not name what it looks for.
    r"--(?:extra-)?index-url|--find-links|files\.python[h]osted\.|/simple/?\s|p[y]pi\.org",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b")
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_PATH = re.compile(r"(?<![\w.$}/])/(?:home|root|work|Users|tmp)/[\w.-]+")
_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def _committed() -> list[Path]:
    """The files of the repository; of an unpacked archive, all of its files."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - git as the developer has it
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _found(pattern: re.Pattern[str]) -> list[str]:
    """Where *pattern* stands in the committed texts but this one, as file: match."""
    found = []
    for path in _committed():
        text = path.read_text("utf-8", errors="replace") if path != Path(__file__) else ""
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    return found


@pytest.mark.parametrize("pattern", [_INDEX, _TOKEN, _KEY, _PATH])
def test_nothing_private_is_committed(pattern: re.Pattern[str]) -> None:
    """No package index, no token, no key, no path of somebody's machine."""
    assert _found(pattern) == []


def test_locks_agree() -> None:
    """What runs is what was tested: both locks name the same versions, each with hashes."""
    run, test = (
        dict(_PINNED.findall((ROOT / name).read_text()))
        for name in ("requirements.lock", "requirements-test.lock")
    )
    assert run.items() <= test.items()
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert len(_PINNED.findall(text)) <= text.count("--hash=sha256:")


def test_lock_holds_every_dependency() -> None:
    """Nothing that the project asks for is missing in the lock."""
    wanted = _names(_project()["dependencies"])
    locked = {name for name, _ in _PINNED.findall((ROOT / "requirements.lock").read_text())}
    assert wanted <= locked


def test_example_settings_are_all_settings() -> None:
    """`.env.example` names every setting, and no other."""
    text = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#?NUTGRAF_([A-Z_]+)=", text, re.MULTILINE))
    assert named == {name.upper() for name in Settings.__dataclass_fields__}


def test_operating_page_explains_every_setting_and_role() -> None:
    """Whoever runs the bot finds each setting and role in `docs/operating.md`."""
    text = (ROOT / "docs" / "operating.md").read_text()
    names = [f"NUTGRAF_{name.upper()}" for name in Settings.__dataclass_fields__]
    assert [name for name in (*names, *ROLES) if f"`{name}`" not in text] == []


def test_readme_begins_with_the_two_commands() -> None:
    """The first thing a newcomer reads is what to type."""
    text = (ROOT / "README.md").read_text()
    assert text.index("make demo") < text.index("make test") < text.index("\n## ")
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_catalogue_is_whole() -> None:
    """Each topic has a name in each language of the interface, and feeds at web addresses, once."""
    topics = catalogue.topics()
    assert all(set(languages()) <= set(topic.names) for topic in topics)
    assert all(topic.feeds for topic in topics)
    assert all(source.url.startswith(("https://", "http://")) for source in catalogue.sources())
    keys = [topic.key for topic in topics]
    assert len(keys) == len(set(keys))
    assert not any(":" in key for key in keys)


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def _names(requirements: list[str]) -> set[str]:
    names = (re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[._-]+", "-", name).lower() for name in names}
