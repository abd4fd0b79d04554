"""The one door: links, texts, files, pushes."""

import pytest

from bot.errors import NoArticleText
from bot.ingest import door
from bot.ingest.fetch import Fetcher
from bot.model import Page
from bot.store import articles
from bot.store.database import Database
from tests.builders import NOON
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
