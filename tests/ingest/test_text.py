"""Plain text out of hostile markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Rain <b>at</b> last", "Rain at last"),
        ("AT&amp;T &lt; 5", "AT&T < 5"),
        ("5 < 7 > 3", "5 < 7 > 3"),
        ("<script>alert(1)</script>Calm", "Calm"),
        ('<img alt="a > b">After', "After"),
        ("safe\u202egpj.exe\u202c", "safegpj.exe"),
        ("a\u200bb\ufeffc\x00d", "abcd"),
        ("two\r\n lines\u2028here", "two lines here"),
        ("broken \ud800 half", "broken \ufffd half"),
        ("tag\U000e0041ged", "tagged"),
        ("cooler\x97\x93lean\x94\x81", "cooler—“lean”"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_title_is_plain_text(markup: str, expected: str) -> None:
    """A title has no markup and nothing that a reader cannot see."""
    assert text.title(markup) == expected


def test_title_keeps_three_marks_on_a_letter() -> None:
    """A letter under two hundred accents stays readable."""
    assert text.title("x" + "\u0336" * 200) == "x" + "\u0336" * 3


def test_long_title_is_cut_between_letters() -> None:
    """A cut never parts a letter from its accent."""
    assert text.cut("abcde\u0301fgh", 6) == "abcd…"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One.</p>\n<p>Two <i>words</i>.</p>", "One.\n\nTwo words."),
        ("One.<br>Two.", "One.\n\nTwo."),
        ("<P>One.</P><DIV>Two<BR>more.</DIV>", "One.\n\nTwo more."),
        ("<p>Due in 2026<sup>2</sup>, they say.</p>", "Due in 2026 2, they say."),
        ('<p>See <a href="/a<br />">this</a>.</p>', "See this."),
        ("<p>Wide   words</p><p> </p><p>here</p>", "Wide words\n\nhere"),
        ("plain\n\nparagraphs\nwrapped", "plain\n\nparagraphs wrapped"),
        ("<style>p{}</style>Text<!-- no -->.", "Text ."),
        ('Cut off <a href="http://news.exa', "Cut off"),
        ("a &amp; b &#8220;c&#8221;", "a & b “c”"),
    ],
)
def test_fragment_keeps_its_paragraphs(markup: str, expected: str) -> None:
    """The text of a feed's body has its paragraphs and nothing else of its markup."""
    assert text.from_html(markup) == expected


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=200))
def test_any_text_can_be_stored(anything: str) -> None:
    """Whatever comes, the result is valid Unicode and cleaning it again changes nothing."""
    once = text.clean(anything)
    assert text.clean(once.encode().decode()) == once


@pytest.mark.parametrize(
    "flood",
    ["<a <b " * 100_000, "<" * 500_000, "<script>" * 50_000, '<a "' * 100_000, "&amp" * 200_000],
)
def test_floods_cost_linear_time(flood: str) -> None:
    """No pattern backtracks over a long input; the test would hang."""
    assert len(text.from_html(flood)) <= len(flood)
