"""Markup becomes what Telegram accepts, whatever the text."""

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import cleaned, formatted
from bot.playground.markup import parse_html
from bot.render.links import linkable
from bot.render.markup import (
    Bold,
    Code,
    Italic,
    Joined,
    Link,
    Node,
    Quote,
    clipped,
    lines,
    paragraphs,
    rendered,
)

NODES: st.SearchStrategy[Node] = st.recursive(
    st.text()
    | st.builds(Code, st.text())
    | st.builds(
        Link, st.text(), st.sampled_from(["https://a.example/x?y=1&z='\"", "mailto:a@b.c"])
    ),
    lambda children: (
        st.builds(Bold, children)
        | st.builds(Italic, children)
        | st.builds(Quote, children, st.booleans())
        | st.builds(Joined, st.tuples(children, children), st.sampled_from(["", " ", "\n"]))
    ),
)


class Tags(HTMLParser):
    """Reads our HTML back: its text, and whether every tag closes the one opened last."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.most_links = 0
        self.n_tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an opening tag."""
        del attrs
        self.open.append(tag)
        self.n_tags += 1
        self.most_links = max(self.most_links, self.open.count("a"), self.open.count("blockquote"))

    def handle_endtag(self, tag: str) -> None:
        """Check that the innermost tag is closed."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.text += data


@given(NODES)
def test_html_is_well_formed_and_says_what_plain_says(node: Node) -> None:
    """Tags nest, nothing but them is markup, and both texts are the same."""
    made = rendered(node)
    reader = Tags()
    reader.feed(made.html)
    reader.close()
    assert (reader.open, reader.text.strip()) == ([], made.plain)


@given(NODES)
def test_entities_are_never_counted_too_low(node: Node) -> None:
    """There are at most as many tags as entities counted, and no link stands in a link."""
    made = rendered(node)
    reader = Tags()
    reader.feed(made.html)
    assert reader.n_tags <= made.n_entities
    assert reader.most_links <= 1


@given(NODES)
def test_telegram_takes_it_as_it_is_meant(node: Node) -> None:
    """By td's rules nothing is refused or swallowed, text and number of entities are as we say."""
    made = rendered(node)
    parsed = parse_html(made.html)
    told = formatted(*cleaned(parsed.text, parsed.entities))
    assert parsed.swallowed == ()
    assert told.text.strip() == made.plain
    assert len(told.entities) <= made.n_entities


def test_a_bold_link_counts_twice() -> None:
    """Headlines are most of what a digest marks, so they must not count for more than they are."""
    made = rendered(Bold(Link("Headline", "https://a.example")))
    parsed = parse_html(made.html)
    told = formatted(*cleaned(parsed.text, parsed.entities))
    assert (made.n_entities, len(told.entities)) == (2, 2)


def test_hostile_text_is_shown_as_written() -> None:
    """A tag in a headline is text, and an entity in it is not decoded."""
    made = rendered(Bold("<script>alert('x')</script> &nbsp; &amp;"))
    assert made.html == "<b>&lt;script&gt;alert('x')&lt;/script&gt; &amp;nbsp; &amp;amp;</b>"
    assert html.unescape(made.html.removeprefix("<b>").removesuffix("</b>")) == made.plain


def test_empty_marks_and_lines_disappear() -> None:
    """Marks around nothing leave no tag and no empty line."""
    made = rendered(
        paragraphs(lines("a", Bold(" "), Italic("")), Link("", "https://a.example"), "b")
    )
    assert made.html == "a\n\nb"


def test_code_stands_alone() -> None:
    """Telegram combines code with no other mark, so inside one it is plain."""
    assert rendered(Bold(Code("x"))).html == "<b>x</b>"
    assert rendered(Quote(Code("x"))).html == "<blockquote><code>x</code></blockquote>"


def test_what_telegram_refuses_is_cleaned_away() -> None:
    """Lone surrogates, direction overrides and control characters are not sent."""
    assert rendered("a\ud800b\u202ec\x00d\r\ne").plain == "abc d\ne"
    assert rendered("A\u030angstro\u0308m").plain == "Ångström"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example.org/a?b=c&d=e#f",
        "http://127.0.0.1:8099/articles/1",
        "HTTPS://müller.example/ü",
        "https://t.me/share/url?url=https%3A%2F%2Fa.example",
    ],
)
def test_addresses_that_become_links(url: str) -> None:
    """Http and https with a dotted host is linked as it stands."""
    assert linkable(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "/relative",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "ftp://example.org/",
        "https://localhost/",
        "https://[::1]/",
        "https://bank.example@evil.example/",
        "https://exa mple.org/",
        "https://example.org/\nx",
        "https://example..org/",
        "https://example.org:99999/",
        "https://example.org/" + "x" * 3000,
        "https://[bad/",
    ],
)
def test_addresses_that_stay_text(url: str | None) -> None:
    """What Telegram would drop or refuse, or what hides its host, is no link."""
    assert linkable(url) is None
    assert rendered(Link("here", url)).html == "here"


@given(st.text(), st.integers(min_value=4, max_value=60))
def test_clipped_text_fits(text: str, n_characters: int) -> None:
    """A clipped text is one line, fits, and is whole if it was short enough."""
    made = clipped(text, n_characters)
    whole = " ".join(text.split())
    assert len(made) <= n_characters
    assert made == whole or made.endswith("…")


def test_clipped_text_ends_at_a_word() -> None:
    """No word is cut in two where there are spaces."""
    assert clipped("The ferry to Halden sails again", 20) == "The ferry to Halden…"
