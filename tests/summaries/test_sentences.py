"""Sentences and their places."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.languages import codes, language
from summaries.sentences import split


def texts_of(text: str, code: str) -> list[str]:
    """The sentences of *text* as strings."""
    return [text[piece.start : piece.end] for piece in split(text, language(code))]


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        ("en", ["Dr. A. Smith met Gov. Lee at 3.30 p.m. on Friday.", "They left."]),
        ("en", ["“Stop! Wait. Think,” he said.", "Nobody did."]),
        ("en", ["The U.S. Army came.", "It stayed."]),
        ("en", ["He paused…", "Then he went on."]),
        ("de", ["Am 3. Oktober sprach Dr. Ö. Weber.", "Er ging."]),
        ("de", ["„Halt! Nicht so schnell.“, rief sie.", "Alle standen."]),
        ("en", ["The dog 🐕 barked 😀.", "Then 𝔘nicode came."]),
    ],
)
def test_sentences_end_where_people_end_them(code: str, sentences: list[str]) -> None:
    """Abbreviations, initials, ordinals and quotations do not end a sentence."""
    assert texts_of(" ".join(sentences), code) == sentences


def test_no_sentence_crosses_a_paragraph() -> None:
    """A blank line ends a sentence, a wrapped line does not."""
    text = "A line that\nwraps here.\n\nA heading\n\nAnother sentence."
    assert texts_of(text, "en") == ["A line that\nwraps here.", "A heading", "Another sentence."]


def test_single_breaks_part_paragraphs_without_blank_lines() -> None:
    """Where no line is blank, every break parts paragraphs."""
    assert texts_of("One heading\nA sentence.\nMore", "en") == [
        "One heading",
        "A sentence.",
        "More",
    ]


def test_a_dateline_without_a_dash_is_cut_off() -> None:
    """Place, date and agency are no part of the first sentence."""
    sentences = ["Sandholm, May 3 (PTI)", "The quay (see map) was opened on Monday."]
    assert texts_of(" ".join(sentences), "en") == sentences


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_wrapped_at_a_width_are_read_together(gap: str) -> None:
    """Where nearly all lines are equally long and end in mid-sentence, they are no paragraphs."""
    wrapped = [
        "The council of Sandholm will vote on the new ferry in the first week",
        "of May and has asked two shipyards on the mainland what they would",
        "charge for a ship that carries four hundred people and forty cars in",
        "rough weather. Nobody on the island thinks that the old one, built in",
        "the year of the great flood, will last another winter at the quays",
        "of Nordby.",
    ]
    assert [len(text.split()) for text in texts_of(gap.join(wrapped), "en")] == [42, 26]


def test_a_list_of_headlines_is_not_one_line() -> None:
    """Lines without a full stop of many lengths stay apart."""
    headlines = [f"Ferry number {'and ' * n}one is late" for n in range(9)]
    assert texts_of("\n\n".join(headlines), "en") == headlines


def test_a_stop_without_a_space_still_ends_a_sentence() -> None:
    """Scraped pages lose the space behind a full stop."""
    assert texts_of("It went home.The mayor left.", "en") == ["It went home.", "The mayor left."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            'Two ferries stopped.\n\n"\n\nWe will wait. We can," Berg said.\n\nIt rained.',
            ["Two ferries stopped.", '"\n\nWe will wait. We can," Berg said.', "It rained."],
        ),
        (
            'Berg said that "the sea won.\n\n"\n\nThen Anna Berg left.',
            ['Berg said that "the sea won.\n\n"', "Then Anna Berg left."],
        ),
        (
            'It is a "sad day"."\n\nNobody came," Berg said.',
            ['It is a "sad day".', '"\n\nNobody came," Berg said.'],
        ),
        (
            'Berg asked, "Who will pay?\n\n" Later she said, "Not me."',
            ['Berg asked, "Who will pay?\n\n"', 'Later she said, "Not me."'],
        ),
        ('"We go.\n\n"And we pay," Berg said.', ['"We go.', '"And we pay," Berg said.']),
    ],
)
def test_a_mark_that_a_page_tore_off_is_given_back(text: str, sentences: list[str]) -> None:
    """Marks on a line of their own, or in the wrong paragraph; not those that open each one."""
    assert texts_of(text, "en") == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["MAYOR TO PAY FOR QUAY", "The town of Sandholm has no money."],
        ["LIVE ON MAY 3", "Anna Berg’s ferry leaves at nine."],
        ["WHAT THE CAPTAIN SAYS", "“Nobody was hurt,” she told the island’s radio."],
        ["MAYOR WHO SAVED INDIA LEAVES SANDHOLM", "Nobody knows where she went."],
        ["KÖRFEZDE YENİ FERİBOT", "Galata’nın yeni gemisi yola çıktı."],
        ["МЭР УШЁЛ ВЧЕРА", "Город остался без мэра на зиму."],
        ["(Ferry gets a new master after nine years)", "His ship left the quay on Monday."],
        ["His ship (the old one) left the quay on Monday."],
        ["a.berg@coastnews.co.uk", "The quay opened on Monday."],
        ["The NASA CEOs met two HR VIPs and some PhDs from the UN in Sandholm."],
    ],
)
def test_a_heading_glued_to_a_sentence_is_cut_off(sentences: list[str]) -> None:
    """Capitals or an address that lost their line break are a piece of their own."""
    assert texts_of("".join(sentences), "en") == sentences


@given(
    st.text(
        alphabet=st.sampled_from("aB 1.\n\t!?\"“”„«».…。！ءभ😀\u200b\u00a0\u2003\ud800'"),
        max_size=300,
    ),
    st.sampled_from([*codes(), "xx"]),
)
def test_sentences_are_spans_in_order(text: str, code: str) -> None:
    """Whatever the text: spans in order, without overlap, that hold all that is visible."""
    pieces = split(text, language(code))
    bounds = [place for piece in pieces for place in (piece.start, piece.end)]
    assert bounds == sorted(bounds)
    assert all(text[p.start : p.end].strip() == text[p.start : p.end] != "" for p in pieces)
    assert "".join("".join(text[p.start : p.end].split()) for p in pieces) == "".join(text.split())


def hard_cases() -> list[tuple[str, str]]:
    """Language and text of each case in data/splits.toml, bars where sentences end."""
    path = Path(__file__).with_name("data") / "splits.toml"
    return [
        (code, case) for code, cases in tomllib.loads(path.read_text()).items() for case in cases
    ]


@pytest.mark.parametrize(("code", "case"), hard_cases())
def test_hard_cases_are_split_rightly(code: str, case: str) -> None:
    """Abbreviations, ordinals, quotations and brackets of seventeen languages."""
    expected = case.split("|")
    assert texts_of(("" if code in {"zh", "ja"} else " ").join(expected), code) == expected


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000", "\u2028"])
@pytest.mark.parametrize("code", ["en", "fr", "de", "xx"])
def test_a_wide_space_behind_an_initial_is_a_space(space: str, code: str) -> None:
    """A space of several bytes before a stop, on which the splitter's library panics, is let by."""
    text = f"The council chose plan A{space}. Nobody wants plan B{space}."
    assert split(text, language(code))[-1].end == len(text)
