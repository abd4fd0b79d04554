"""Tests of Telegram's HTML rules."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.markup import parse_html
from bot.playground.refusals import RefusedError

# What td refuses, and how it says so; all after "Bad Request: can't parse entities: ".
REFUSED = [
    ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ("é<P>b", 'Unsupported start tag "p" at byte offset 2'),
    ("<h1>b</h1>", 'Unsupported start tag "h1" at byte offset 0'),
    ("<a/>", 'Unsupported start tag "a/" at byte offset 0'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ("<", "Unclosed start tag at byte offset 0"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href='x", "Unclosed start tag at byte offset 0"),
    ("<a ='x'>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a /href='x'>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=http://x.example>y</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("</b>", "Unexpected end tag at byte offset 0"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    (
        "<b><i>x</b></i>",
        'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    ),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    (
        "&#xd83d;",
        (
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        ),
    ),
]

KINDS = [
    ("<b>x</b>", "bold"),
    ("<STRONG>x</strong>", "bold"),
    ("<i>x</i>", "italic"),
    ("<em>x</em>", "italic"),
    ("<u>x</u>", "underline"),
    ("<ins>x</ins>", "underline"),
    ("<s>x</s>", "strikethrough"),
    ("<strike>x</strike>", "strikethrough"),
    ("<del>x</del>", "strikethrough"),
    ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
    ('<span class="tg-spoiler">x</span>', "spoiler"),
    ("<code>x</code>", "code"),
    ("<pre>x</pre>", "pre"),
    ("<blockquote>x</blockquote>", "blockquote"),
    ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
    ('<a href="http://x.example/">x</a>', "text_link"),
    ('<a href="tg://user?id=7">x</a>', "text_mention"),
    ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
    ('<tg-time unix="1647531900" format="wDT">x</tg-time>', "date_time"),
]

SHOWN = [
    ("&lt;&gt;&amp;&quot;", '<>&"'),
    ("&lt x", "< x"),
    ("&#39;&#x27;", "''"),
    ("&nbsp;&mdash;&apos;", "&nbsp;&mdash;&apos;"),
    ("fish & chips", "fish & chips"),
    ("&#0; &#99999999;", "&#0; &#99999999;"),
    ("a > b", "a > b"),
]

SWALLOWED = [
    ('<b class="big">x</b>', 'attribute "class" of the tag "b" is ignored'),
    ("<b>x</>", 'the end tag "</>" is read as "</b>"'),
    ("x<b></b>", 'the empty element "b" is dropped'),
    ('<a href="/news">x</a>', 'the link "/news" is dropped: URL host is empty'),
    ('<a href="mailto:a">x</a>', 'the link "mailto:a" is dropped: Wrong port number'),
    ('<a href="javascript:f()">x</a>', "is dropped: Wrong port number"),
    ('<a href="http://localhost/">x</a>', 'the link "http://localhost/" is dropped: Wrong HTTP'),
    ('<a href="mailto:a@b.example">x</a>', 'is read as "http://mailto:a@b.example/"'),
    ("<tg-time>x</tg-time>", 'a "tg-time" without a time is dropped'),
]


@pytest.mark.parametrize(("source", "words"), REFUSED)
def test_refuses_with_the_words_and_the_offset_of_td(source: str, words: str) -> None:
    """Broken markup is a 400 that says what and where, in bytes."""
    with pytest.raises(RefusedError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(("source", "kind"), KINDS)
def test_every_tag_makes_its_entity(source: str, kind: str) -> None:
    """Each tag that Telegram knows becomes one entity over its text."""
    parsed = parse_html(source)
    assert [(e.type, e.offset, e.length) for e in parsed.entities] == [(kind, 0, 1)]


@pytest.mark.parametrize(("source", "text"), SHOWN)
def test_only_four_names_and_numbers_are_decoded(source: str, text: str) -> None:
    """Other references and single ampersands are shown as they are written."""
    assert parse_html(source).text == text


@pytest.mark.parametrize(("source", "words"), SWALLOWED)
def test_tells_what_telegram_swallows(source: str, words: str) -> None:
    """What Telegram drops without a word is named."""
    assert any(words in swallowed for swallowed in parse_html(source).swallowed)


def test_offsets_count_utf16_units() -> None:
    """A letter outside the basic plane counts twice."""
    entities = parse_html("😀 <b>𝔟old</b>").entities
    assert [(e.offset, e.length) for e in entities] == [(3, 5)]


def test_code_in_pre_gives_the_language() -> None:
    """`pre` around `code` with a language is one block of that language."""
    parsed = parse_html('<pre><code class="language-python">x</code></pre>')
    assert [(e.type, e.language) for e in parsed.entities] == [("pre", "python")]


@given(st.text())
def test_escaped_text_comes_back(text: str) -> None:
    """Escaping is enough for any text."""
    assert parse_html(html.escape(text)).text == text


@given(st.text(alphabet="<>/ab=\"'&#x;1 😀ipre", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    """No input breaks the parser, and no entity leaves the text."""
    try:
        parsed = parse_html(source)
    except RefusedError:
        return
    length = len(parsed.text.encode("utf-16-le")) // 2
    assert all(e.offset >= 0 and e.length > 0 and e.end <= length for e in parsed.entities)
