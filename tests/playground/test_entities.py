"""Tests of how Telegram puts entities in order."""

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import Entity, Formatted, cleaned, formatted, is_empty
from bot.playground.markup import parse_html

_KINDS = ["bold", "italic", "code", "pre", "text_link", "blockquote", "spoiler"]


def shown(source: str) -> Formatted:
    """A text with tags as a message shows it."""
    parsed = parse_html(source)
    text, entities = cleaned(parsed.text, parsed.entities)
    return formatted(text, entities)


def places(source: str) -> list[tuple[str, int, int]]:
    """Kind, offset and length of its entities."""
    return [(e.type, e.offset, e.length) for e in shown(source).entities]


def test_white_space_at_the_ends_is_trimmed() -> None:
    """Offsets move with the text."""
    result = shown(" \n <b>a</b> b \n")
    assert (result.text, result.entities[0].offset) == ("a b", 0)


def test_white_space_under_a_format_stays_at_the_start() -> None:
    """The start is trimmed only up to the first entity."""
    assert shown("  <i> a</i>").text == " a"


def test_carriage_returns_disappear_and_tabs_become_spaces() -> None:
    """Control characters never arrive, and entities behind them move."""
    result = shown("a\r\n\tb <b>c</b>")
    assert (result.text, result.entities[0].offset) == ("a\n b c", 5)


def test_bold_is_split_around_a_link() -> None:
    """Bold over a link becomes three pieces, as td sends it."""
    assert places('<b>a<a href="http://x.example/">b</a>c</b>') == [
        ("bold", 0, 1),
        ("text_link", 1, 1),
        ("bold", 1, 1),
        ("bold", 2, 1),
    ]


def test_code_takes_no_other_format() -> None:
    """Bold over code is lost within the code."""
    assert places("<b>a<code>b</code></b>") == [("bold", 0, 1), ("code", 1, 1)]


def test_a_link_holds_no_code() -> None:
    """Of two formats that exclude each other the outer one stays."""
    assert places('<a href="http://x.example/">a<code>b</code></a>') == [("text_link", 0, 2)]


def test_quotations_do_not_nest_but_hold_links() -> None:
    """A quotation keeps its link and loses its inner quotation."""
    source = '<blockquote>a<blockquote>b</blockquote><a href="http://x.example/">c</a></blockquote>'
    assert places(source) == [("blockquote", 0, 3), ("text_link", 2, 1)]


def test_touching_bold_is_one() -> None:
    """Neighbours of one kind are joined."""
    assert places("<b>a</b><b>b</b>") == [("bold", 0, 2)]


def test_bold_is_lost_before_links() -> None:
    """Of 60 bold links all links stay and only 40 are bold."""
    result = shown(
        "\n".join(f'<b><a href="http://x.example/{n}">story {n}</a></b>' for n in range(60))
    )
    kinds = [e.type for e in result.entities]
    assert (kinds.count("text_link"), kinds.count("bold"), result.n_lost) == (60, 40, 20)


def test_a_text_of_invisible_letters_is_empty() -> None:
    """Zero-width letters and no-break spaces show nothing."""
    assert is_empty("\u200b \u00a0\ufeff")


@given(
    st.text(alphabet="ab \n😀\t\r", min_size=1, max_size=30),
    st.lists(st.tuples(st.sampled_from(_KINDS), st.integers(0, 20), st.integers(1, 10))),
)
def test_entities_stay_within_the_text(text: str, given: list[tuple[str, int, int]]) -> None:
    """Each entity covers some of the text, and code overlaps nothing but quotations."""
    entities = [Entity(type=kind, offset=start, length=n) for kind, start, n in given]
    plain, moved = cleaned(text, entities)
    result = formatted(plain, moved)
    length = len(plain.encode("utf-16-le")) // 2
    assert all(0 <= e.offset < e.end <= length for e in result.entities)
    code = [e for e in result.entities if e.type in {"code", "pre"}]
    others = [e for e in result.entities if e.type != "blockquote"]
    assert not any(c.overlaps(o) for c in code for o in others if o is not c)
