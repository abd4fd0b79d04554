"""The language of an article."""

import subprocess
import sys

import pytest

from bot.ingest import language


@pytest.mark.parametrize(
    ("title", "text", "prior", "expected"),
    [
        ("", "The council agreed to mend the sea wall before winter.", None, "en"),
        ("", "Der Rat will die Mauer noch vor dem Winter ausbessern lassen.", None, "de"),
        ("", "Совет решил починить стену до зимы, сообщает газета.", "en", "ru"),
        ("", "Der Rat will die Mauer noch vor dem Winter ausbessern lassen.", "en-GB", "de"),
        ("Alpha", "", "de-AT", "de"),
        ("Alpha", "", "nn", "no"),
        ("", "", None, None),
        ("123", "!!", "fr", "fr"),
        ("👍", "", None, None),
    ],
)
def test_detector_and_claim_are_weighed(
    title: str, text: str, prior: str | None, expected: str | None
) -> None:
    """Long texts speak for themselves, short ones by what the page claims."""
    assert language.detect(title, text, prior=prior) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("pt_BR", "pt"), ("nb-NO", "no"), ("EN", "en"), ("x-default", None), ("", None), (None, None)],
)
def test_tags_become_two_letters(tag: str | None, expected: str | None) -> None:
    """Whatever form a page writes."""
    assert language.code(tag) == expected


def test_detector_holds_no_table_of_languages_unasked_for() -> None:
    """Asked once, it costs under 100 MB; with the tables of all languages it was 113."""
    program = (
        "from bot.ingest import language\n"
        "from tests.benchmarks.figures import resident_megabytes\n"
        "import os\nbefore = resident_megabytes(os.getpid())\n"
        "language.detect('', 'The council agreed to mend the wall.')\n"
        "print(resident_megabytes(os.getpid()) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 100
