"""What the package knows of each language, tried on texts of that language."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from summaries import SourceText, summarize
from summaries.detection import guess
from summaries.document import read
from summaries.furniture import Furniture
from summaries.guards import leans
from summaries.languages import codes, language

DATA: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("data").joinpath("languages.toml").read_text("utf-8")
)


def cases(key: str) -> list[tuple[str, str]]:
    """Language and text of every case of one kind."""
    return [(code, text) for code, data in DATA.items() for text in data[key]]


def does_lean(code: str, sentence: str) -> bool:
    """Whether *sentence* leans on the one before it."""
    document = read([SourceText(text=sentence)], language(code))
    return leans(document.candidates[0], document.language)


def test_every_language_has_a_text() -> None:
    """No word list is shipped that was never tried."""
    assert sorted(DATA) == list(codes())


@pytest.mark.parametrize(("code", "sentence"), cases("leans"))
def test_what_leans_is_known(code: str, sentence: str) -> None:
    """A sentence that refers back, or ties to the one before, is found."""
    assert does_lean(code, sentence)


@pytest.mark.parametrize(("code", "sentence"), cases("free"))
def test_what_stands_alone_is_left_alone(code: str, sentence: str) -> None:
    """Words that point forward, or to the calendar, are no reference."""
    assert not does_lean(code, sentence)


@pytest.mark.parametrize(("code", "line"), cases("furniture"))
def test_furniture_of_the_language_is_known(code: str, line: str) -> None:
    """Forms, links and notices are found in the language of the page."""
    assert Furniture(line, language(code)).is_line(line)


@pytest.mark.parametrize("code", codes())
def test_the_language_is_guessed(code: str) -> None:
    """A text without a language is recognised by its script or its small words."""
    assert guess(DATA[code]["text"]) == code


@pytest.mark.parametrize("code", codes())
def test_a_summary_shows_no_furniture_and_nothing_that_leans(code: str) -> None:
    """Three sentences of an article of six: the last line and the third sentence stay out."""
    article = SourceText(text=DATA[code]["text"])
    summary = summarize(article, language=code)
    document = read([article], language(code))
    third, second = document.candidates[2].sentence, document.candidates[1].sentence
    assert (len(document.candidates), len(summary.sentences)) == (6, 3)
    assert third not in summary.sentences or second in summary.sentences


def test_an_unknown_language_has_no_rules() -> None:
    """A code without a file gives a bare value, and a region is cut off."""
    assert (language("cy").has_lists, language("pt-BR").code, language(None).code) == (
        False,
        "pt",
        "",
    )
