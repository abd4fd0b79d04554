"""Pages and plain text become clean articles."""

import json
from datetime import UTC, datetime

import pytest

from bot.errors import NoArticleText
from bot.ingest import page
from bot.model import Page

PARAGRAPHS = [
    "The council agreed on Sunday to mend the sea wall before the winter storms arrive.",
    "Work begins on Monday at the northern end, where last year's flood broke the stones.",
    "Ann Lee, who leads the works, said that the harbour would stay open to fishing boats.",
]
BROKEN_DATA = '{"@type": "NewsArticle", "headline": [[5]], "author": {"name": {"name": []}}}'
AGREED = (
    "<meta property='og:title' content='Wendmouth: The wall is mended'>"
    "<script type='application/ld+json'>"
    '{"@type": "NewsArticle", "headline": "Wendmouth: The wall is mended"}</script>'
)
URL = "https://www.coast.example/news/wall"


def html(*, head: str = "", top: str = "<h1>Wall to be mended</h1>", bottom: str = "") -> str:
    """Return a page with an article of three paragraphs."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<html lang='en-GB'><head>{head}</head><body><article>{top}{body}</article>{bottom}"
        "</body></html>"
    )


def read(markup: str) -> Page:
    """Read *markup* as it came from `URL`."""
    return page.read(markup.encode(), url=URL)


def test_reads_text_and_metadata() -> None:
    """Paragraphs, title, people, day, language, site, picture and own address."""
    data = {
        "@type": "NewsArticle",
        "headline": "Wall to be mended before winter",
        "datePublished": "2026-11-22T00:30:00+02:00",
        "author": [{"name": "Ann Lee"}, {"name": "Bo Berg"}],
    }
    found = read(
        html(
            head=f"<script type='application/ld+json'>{json.dumps(data)}</script>"
            "<meta property='og:site_name' content='Coast'>"
            "<meta property='og:title' content='Wall to be mended | Coast'>"
            "<meta property='og:image' content='/wall.jpg'>"
            "<link rel=canonical href='https://coast.example/news/wall'>"
        )
    )
    assert found == Page(
        url=URL,
        title="Wall to be mended",
        text="\n\n".join(PARAGRAPHS),
        author="Ann Lee, Bo Berg",
        published_at=datetime(2026, 11, 21, 22, 30, tzinfo=UTC),
        language="en",
        image="https://www.coast.example/wall.jpg",
        site="Coast",
        canonical="https://coast.example/news/wall",
    )


def test_day_is_the_pages_own() -> None:
    """Half past midnight in Athens is that day, though it is yesterday in UTC."""
    stamp = "2026-11-22T00:30:00+02:00"
    found = read(html(head=f"<meta property='article:published_time' content='{stamp}'>"))
    assert found.published_at is not None
    assert found.published_at.isoformat() == stamp


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Sea walls: costs and terms</title>", "How are sea walls paid?", None),
        ("<title>Sea walls paid</title>", "News - Sea walls paid for", "Sea walls paid"),
        ("<title>Wall to be mended soon</title>", "Wall to rise", "Wall to be mended soon"),
        (
            AGREED,
            "The wall is mended",
            "Wendmouth: The wall is mended",
        ),
    ],
)
def test_heading_is_weighed_against_the_other_titles(
    head: str, heading: str, title: str | None
) -> None:
    """One of its own wins; one that holds or begins another loses; an agreed kicker stays."""
    found = read(html(head=head, top=f"<h1>{heading}</h1>"))
    assert found.title == (title or heading)


def test_name_of_the_site_is_no_title() -> None:
    """A first heading that leads home is passed over."""
    top = "<h1><a href='/'>Coast Journal</a></h1><h1>Wall to be mended</h1>"
    found = read(html(head="<title>Wall to be mended - Coast Journal</title>", top=top))
    assert found.title == "Wall to be mended"


def test_comment_form_and_teasers_go() -> None:
    """What stands around an article does not come with it."""
    bottom = (
        "<div><p>Read more: Storm</p><h3>Leave a Reply</h3>"
        "<p>Your email address will not be published.</p></div>"
    )
    assert read(html(bottom=bottom)).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/i.png", "http://127.0.0.1:8080/admin", "javascript:x"]
)
def test_claims_of_the_page_are_only_claims(place: str) -> None:
    """A canonical address of another site is not believed."""
    found = read(html(head=f"<link rel=canonical href='{place}'><base href='{place}'>"))
    assert found.canonical is None


def test_hidden_characters_go() -> None:
    """Text is clean whatever the page holds."""
    assert "\u202e" not in read(html(top="<h1>W\u202eall to be mended\x00</h1>")).text


def test_a_file_that_is_no_text_is_named() -> None:
    """A picture or an archive under the name of a text."""
    with pytest.raises(NoArticleText) as caught:
        page.read(bytes(range(256)) * 20, url=None)
    assert caught.value.reason == "binary"


@pytest.mark.parametrize(
    "markup", ["<html><body></body></html>", "", "<html><body><nav>Home</nav></body></html>"]
)
def test_page_without_article_is_named(markup: str) -> None:
    """A named error and no empty article."""
    with pytest.raises(NoArticleText):
        read(markup)


@pytest.mark.parametrize(
    "head",
    [
        "<script type='application/ld+json'>" + "[" * 200_000 + "</script>",
        "<script type='application/ld+json'>" + BROKEN_DATA + "</script>",
        "<script type='application/ld+json'>not json</script>",
        "<meta property='article:published_time' content='9999-99-99'>",
    ],
)
def test_broken_metadata_costs_no_text(head: str) -> None:
    """The article stands whatever the page says of itself."""
    assert read(html(head=head)).text == "\n\n".join(PARAGRAPHS)


def test_plain_text_is_read_by_its_lines() -> None:
    """A file of text has a title and paragraphs."""
    found = page.read("\n".join(["Wall to be mended | Coast", *PARAGRAPHS]).encode(), url=None)
    assert (found.title, found.text) == ("Wall to be mended", "\n\n".join(PARAGRAPHS))


def test_less_than_signs_make_no_page() -> None:
    """Text with an angle bracket stays text."""
    assert page.read_text("Five < seven\nThat is so.").title == "Five < seven"
