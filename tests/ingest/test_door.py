"""The one door: links, texts, files, pushes."""

import asyncio

import pytest

from bot.errors import NoArticleText
from bot.ingest import door
from bot.ingest.fetch import Fetcher
from bot.model import ArticleId, NewArticle, Page
from bot.store import articles, feeds
from bot.store.database import Database
from bot.store.feeds import NewFeed
from tests.builders import NOON, a_new_article
from tests.ingest.site import Site
from tests.ingest.test_pages import PARAGRAPHS, page


async def test_link_is_read_and_stored_once(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """The same link twice is one article."""
    found = await door.read_link(fetcher, site.says("/wall?utm_source=chat", page()))
    first, is_new = await door.take_in(database, found, now=NOON)
    again, is_new_again = await door.take_in(database, found, now=NOON)
    assert (first, is_new, is_new_again) == (again, True, False)


async def test_page_of_a_stranger_stands_for_nobody_else(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """A reader's link has its host as outlet, whatever name the page gives itself."""
    claim = '<head><meta property="og:site_name" content="Harbour Times">'
    found = await door.read_link(fetcher, site.says("/x", page().replace("<head>", claim)))
    article_id, _ = await door.take_in(database, found, now=NOON)
    async with database.read() as tx:
        outlet = (await articles.get(tx, article_id)).outlet
    assert (found.site, outlet) == ("Harbour Times", "127.0.0.1")


@pytest.mark.parametrize(
    ("feed_url", "address", "outlet"),
    [
        ("https://feeds.harbour.example/rss", "https://www.harbour.example/wall", "Harbour Times"),
        ("https://harbour.co.uk/rss", "https://coast.co.uk/wall", "coast.co.uk"),
        ("https://github.com/harbour/releases", "https://github.com/coast/wall", "github.com"),
    ],
)
async def test_a_publisher_has_one_name(
    database: Database, feed_url: str, address: str, outlet: str
) -> None:
    """A link is its feed's if the registered domain is one, and no place that many share."""
    async with database.begin() as tx:
        await feeds.add(
            tx, NewFeed(url=feed_url, url_key=feed_url, title="Harbour Times", topics=()), now=NOON
        )
    found = Page(url=address, title="Wall", text="The wall fell.")
    article_id, _ = await door.take_in(database, found, now=NOON)
    async with database.read() as tx:
        assert (await articles.get(tx, article_id)).outlet == outlet


async def test_file_of_a_stranger_has_no_address(database: Database) -> None:
    """A file that names an address as its own neither takes that address nor its outlet."""
    address = "https://harbour.example/wall"
    found = Page(url=None, title="Wall", text="It fell.", site="Harbour Times", canonical=address)
    article_id, _ = await door.take_in(database, found, now=NOON)
    async with database.read() as tx:
        article = await articles.get(tx, article_id)
        taken = await articles.known_keys(tx, [address])
    assert (article.outlet, taken) == (door.OWN_OUTLET, set())


async def test_link_of_a_reader_is_no_version_of_what_a_feed_told(database: Database) -> None:
    """The page that a reader sends leaves the stored article as it is."""
    address = "https://harbour.example/wall"
    told = a_new_article(url=address, url_key=address, title="Wall", text="The wall fell.")
    async with database.begin() as tx:
        await door.store(tx, [told], now=NOON)
    found = Page(url=address, title="Wall", text="The wall fell. Share this.")
    article_id, is_new = await door.take_in(database, found, now=NOON)
    async with database.read() as tx:
        kept = (await articles.get(tx, article_id)).text
    assert (is_new, kept) == (False, "The wall fell.")


async def test_feeds_that_overlap_wait_for_nobody(database: Database) -> None:
    """Two looks that bring the same articles in opposite orders are both stored."""
    addresses = [f"https://harbour.example/{number:03}" for number in range(200)]
    found = [a_new_article(url=address, url_key=address) for address in addresses]

    async def store(articles_found: list[NewArticle]) -> list[ArticleId]:
        async with database.begin() as tx:
            return [one for one, _ in await door.store(tx, articles_found, now=NOON)]

    forwards, backwards = await asyncio.gather(store(found), store(found[::-1]))
    assert forwards == backwards[::-1]


async def test_pasted_text_has_a_title_and_paragraphs() -> None:
    """The first line of a pasted article is its title, without the name of the site."""
    found = await door.read_pasted("Wall to be mended soon | Coast\n" + "\n".join(PARAGRAPHS))
    assert (found.title, found.text, found.language) == (
        "Wall to be mended soon",
        "\n\n".join(PARAGRAPHS),
        "en",
    )


@pytest.mark.parametrize("pasted", ["", "  \n ", "👍👍", "\u200b"])
async def test_what_holds_no_text_is_named(pasted: str) -> None:
    """A message of only emoji is no article."""
    with pytest.raises(NoArticleText):
        await door.read_pasted(pasted)


async def test_file_of_html_is_read_as_a_page() -> None:
    """The kind of a file is told by its bytes."""
    assert (await door.read_file(page().encode())).title == "Wall to be mended"


async def test_unclaimed_text_has_its_own_identity(database: Database) -> None:
    """A text without an address is known by its words."""
    found = Page(url=None, title="One", text="Text of one.")
    article_id, _ = await door.take_in(database, found, now=NOON)
    async with database.read() as tx:
        assert (await articles.get(tx, article_id)).published_at == NOON
