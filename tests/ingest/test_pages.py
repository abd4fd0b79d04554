"""Pages of articles whose feed told only a teaser."""

from datetime import timedelta

from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks
from bot.ingest.pages import read_wanted
from bot.ingest.robots import Robots
from bot.model import Article, ArticleId
from bot.store import articles
from bot.store.claims import new_owner
from bot.store.database import Database
from tests import builders
from tests.builders import NOON, a_new_article
from tests.ingest.site import Site

PARAGRAPHS = [
    "The council agreed on Sunday to mend the sea wall before the winter storms arrive.",
    "Work begins on Monday at the northern end, where last year's flood broke the stones.",
    "Ann Lee, who leads the works, said that the harbour would stay open to fishing boats.",
]
PAGE = (
    "<html lang='en'><head><title>Wall to be mended | Coast</title></head><body><article>"
    "<h1>Wall to be mended</h1>{paragraphs}</article></body></html>"
)


def page() -> str:
    """Return a page with an article of three paragraphs."""
    return PAGE.format(paragraphs="".join(f"<p>{one}</p>" for one in PARAGRAPHS))


async def add_wanted(database: Database, url: str) -> ArticleId:
    """Store an article whose page is wanted."""
    async with database.begin() as tx:
        article = a_new_article(url=url, url_key=url, text="A teaser.", page_wanted=True)
        return (await articles.add(tx, article, now=NOON))[0]


async def read(database: Database, fetcher: Fetcher, *, minutes: int = 0) -> int:
    """Read what is wanted so many minutes past noon."""
    return await read_wanted(
        database,
        fetcher,
        Robots(),
        now=NOON + timedelta(minutes=minutes),
        owner=new_owner(),
        n=10,
        lease_seconds=60.0,
    )


async def state_of(database: Database, article_id: ArticleId) -> tuple[str, Article]:
    """Return the state and the article as stored now."""
    async with database.read() as tx:
        return await builders.state_of(tx, article_id), await articles.get(tx, article_id)


async def test_page_gives_the_article_its_text(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """The teaser makes way for the whole text, which then waits for its place."""
    article_id = await add_wanted(
        database, site.says("/wall", page(), Content_Type="text/html; charset=utf-8")
    )
    await read(database, fetcher)
    state, article = await state_of(database, article_id)
    assert (state, article.text) == ("waiting", "\n\n".join(PARAGRAPHS))


async def test_failing_page_is_tried_again_and_then_let_be(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """After three tries the article goes on with its teaser."""
    article_id = await add_wanted(database, site.says("/wall", status=500))
    states = []
    for minutes in (0, 20, 40, 60):
        await read(database, fetcher, minutes=minutes)
        states.append((await state_of(database, article_id))[0])
    assert states == ["wanted", "wanted", "waiting", "waiting"]


async def test_page_that_we_break_on_is_let_be_too(database: Database) -> None:
    """A mistake of ours does not ask the host for the same page for ever."""
    article_id = await add_wanted(database, "https://coast.example/wall")
    never_opened = Fetcher(Networks())
    for minutes in (0, 20, 40):
        await read(database, never_opened, minutes=minutes)
    assert (await state_of(database, article_id))[0] == "waiting"


async def test_page_without_article_is_not_tried_again(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    """A gallery stays a headline."""
    article_id = await add_wanted(database, site.says("/wall", "<html><body></body></html>"))
    await read(database, fetcher)
    state, article = await state_of(database, article_id)
    assert (state, article.text) == ("waiting", "A teaser.")


async def test_robots_are_obeyed(database: Database, site: Site, fetcher: Fetcher) -> None:
    """A page that its host forbids to robots is not asked for."""
    site.says("/robots.txt", "User-agent: *\nDisallow: /wall")
    await add_wanted(database, site.says("/wall", page()))
    await read(database, fetcher)
    assert site.paths == ["/robots.txt"]
