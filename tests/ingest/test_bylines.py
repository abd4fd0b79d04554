"""Who the marks in a page's body say wrote it."""

import pytest
from lxml.html import document_fromstring

from bot.ingest import bylines, page

TEXT = "<p>The council of Brindle has agreed to mend the sea wall before winter comes.</p>" * 4
CARD = (
    '<p>Posted by <span class="author vcard"><a class="url fn n" href="/a">skipper</a></span></p>'
)


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        (CARD, ["skipper"]),
        ('<a rel="author" href="/a/jo">Jo Reef</a>', ["Jo Reef"]),
        (
            '<div itemprop="author"><b itemprop="name">Jo Reef</b> writes on ships</div>',
            ["Jo Reef"],
        ),
        ('<meta itemprop="author" content="Jo Reef">', ["Jo Reef"]),
        (
            '<p><a rel="author">Jo Reef</a> and <a rel="author">Mia Sand</a></p>',
            ["Jo Reef", "Mia Sand"],
        ),
        (
            '<p><a rel="author">Jo Reef</a></p><h3>More</h3><p><a rel="author">Ken</a></p>',
            ["Jo Reef"],
        ),
        ('<div class="comments"><span class="author">Troll</span></div>', []),
        (f'<div class="author">{TEXT}</div>', []),
        ('<div class="authority">Harbour office</div>', []),
    ],
)
def test_marks_name_who_wrote(marked: str, names: list[str]) -> None:
    """The first mark counts with those beside it; boxes, comments and other articles do not."""
    found = bylines.claims(document_fromstring(f"<html><body>{marked}{TEXT}</body></html>"))
    assert [name for claim in found for name in claim] == names


def test_a_nickname_in_a_card_is_the_author() -> None:
    """One word is a name where the template says so; what the head says comes first."""
    named = '<meta name="author" content="Jo Reef">'
    authors = [
        page.read_html(
            f"<html><head><title>The wall</title>{head}</head><body>{CARD}<article>{TEXT}</article>"
            "</body></html>",
            url="https://coast.example/wall",
        ).author
        for head in ("", named)
    ]
    assert authors == ["skipper", "Jo Reef"]
