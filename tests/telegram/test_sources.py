"""Sources by chat: found behind a link, chosen, listed, lost; lists of them in and out."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.ingest.poll import poll_due
from bot.model import FEED_TOPIC, ChatId, FeedId, Preferences
from bot.playground.chats import Chat, Person
from bot.store import chats, feeds, subscriptions
from bot.store.claims import new_owner
from bot.store.feeds import NewFeed
from tests.ingest.site import Site, running_fetcher, running_site
from tests.telegram.house import KEY, PATIENCE_SECONDS, House, buttons
from tests.telegram.test_handlers import add_digest
from tests.waiting import until

RSS = "<rss version='2.0'><channel><title>{title}</title></channel></rss>"
PAGE = "<html><head><title>Coast</title>{links}</head><body><p>News.</p></body></html>"
LINK = "<link rel='alternate' type='application/rss+xml' title='{title}' href='{href}'>"
LIST = """<opml version="2.0"><body><outline text="Sea">
<outline type="rss" text="Harbour Times" xmlUrl="{origin}/harbour"/>
<outline type="rss" text="Coast Daily" xmlUrl="{origin}/coast"/></outline>
<outline type="rss" text="Router" xmlUrl="http://10.0.0.1/feed"/></body></opml>"""

WALL = (
    "A part of the old sea wall at Brindle fell into the harbour on Sunday, and nobody was hurt.",
    "The council closed the lower road and asked the owners of forty boats to move them.",
    "Engineers had warned in spring that the wall would not stand another winter without repair.",
    "The repair was put off because the money went into the new ferry landing, the mayor said.",
    "She promised that masons would begin on Monday and that the road would open within two weeks.",
)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """An empty web site."""
    async with running_site() as found:
        yield found


async def add_source(house: House, person: Person | Chat, url: str) -> FeedId:
    """Store a digest of *person* with one own source beside a topic."""
    digest = await add_digest(house, person)
    async with house.database.begin() as tx:
        feed, _ = await feeds.add(
            tx, NewFeed(url=url, url_key=url, title="Harbour Times", topics=()), now=house.now
        )
        wishes = Preferences(topics=("world", feed.topic))
        await subscriptions.change(tx, digest.id, wishes=wishes)
    return feed.id


async def own(house: House, person: Person) -> list[str]:
    """The titles of a person's sources, by title."""
    async with house.database.read() as tx:
        known = await subscriptions.of_chat(tx, house.bot_id, ChatId(person.id))
        topics = {topic for one in known for topic in one.preferences.topics}
        numbers = [t.removeprefix(FEED_TOPIC) for t in topics if t.startswith(FEED_TOPIC)]
        return [f.title for f in await feeds.by_ids(tx, [FeedId(int(n)) for n in numbers])]


async def poll(house: House, now: datetime) -> None:
    """Look at the feeds that are due then."""
    async with running_fetcher() as fetcher:
        await poll_due(
            house.database,
            fetcher,
            now=now,
            owner=new_owner(),
            n=5,
            lease_seconds=60.0,
            least_seconds=300.0,
            button_key=KEY,
        )


async def test_a_lost_source_is_told_once_with_a_way_out(house: House, site: Site) -> None:
    """After two days each chat that has it hears so in its language, and the button works."""
    ada, kai = house.reader(), house.reader("Kai", language_code="de")
    url = site.says("/feed", status=503, Retry_After="600")
    for person in (ada, kai):
        await add_source(house, person, url)
    async with house.database.begin() as tx:
        await chats.change(tx, house.bot_id, ChatId(kai.id), {"language": "de"})
    for n_days in (0, 1, 3, 5, 12):
        await poll(house, house.now + timedelta(days=n_days))
    async with house.running(publishes=False):
        [told] = await house.answers(ada, 1)
        await house.answers(kai, 1)
        said = [*house.texts(ada), *house.texts(kai)]
        await house.presses(ada, told, "Remove it")
        await house.becomes(ada, told["message_id"], "Removed: Harbour Times")
    assert ["asks to be left alone" in said[0], "in Ruhe gelassen" in said[1]] == [True, True]
    assert (len(house.texts(ada)), len(house.texts(kai))) == (1, 1)
    assert (await own(house, ada), await own(house, kai)) == ([], ["Harbour Times"])


async def test_who_keeps_a_channel_hears_of_its_lost_source(house: House, site: Site) -> None:
    """Not the channel, whose readers can do nothing, but who let the bot in, in private."""
    ada = house.reader()
    await house.plan(ada)
    channel = house.playground.channel("Harbour news", admins=[ada])
    async with house.running(publishes=False):
        await until_kept(house, channel)
        await add_source(house, channel, site.says("/feed", status=410))
        await poll(house, house.now)
        [told] = await house.answers(ada, 1)
    assert "has ended" in told["text"]
    assert "your channel Harbour news" in told["text"]
    assert house.playground.from_bot(channel) == []


async def until_kept(house: House, channel: Chat) -> None:
    """Wait until it is known who let the bot into a channel."""
    await until(
        house.database,
        lambda tx: chats.get(tx, house.bot_id, ChatId(channel.id)),
        lambda known: known is not None and known.keeper_id is not None,
        seconds=PATIENCE_SECONDS,
    )


async def test_nothing_is_told_while_this_machine_is_cut_off(house: House, site: Site) -> None:
    """When no feed at all can be read it is not theirs; two days later each speaks for itself."""
    ada = house.reader()
    await add_source(house, ada, site.says("/feed", status=500))
    other = site.says("/other", status=500)
    async with house.database.begin() as tx:
        await feeds.add(
            tx, NewFeed(url=other, url_key=other, title="Coast", topics=()), now=house.now
        )
    counts = []
    for n_days in (0, 3, 4, 5, 6):
        if n_days > 3:
            site.says("/other", RSS.format(title="Coast"))
        await poll(house, house.now + timedelta(days=n_days))
        counts.append(await house.n_open())
    assert (counts[:3], counts[-1]) == ([0, 0, 0], 1)


async def test_a_source_that_has_ended_may_be_kept(house: House, site: Site) -> None:
    """410 is told at once; to keep it changes nothing, and `/sources` says how it is."""
    ada = house.reader()
    await add_source(house, ada, site.says("/feed", status=410))
    await poll(house, house.now)
    async with house.running(publishes=False):
        [told] = await house.answers(ada, 1)
        said = told["text"]
        await house.presses(ada, told, "Keep it")
        await house.becomes(ada, told["message_id"], "stays among your sources")
        [listed] = await house.asks(ada, "/sources")
    assert "has ended" in said
    assert "ended: the site says" in listed["text"]


async def test_a_source_that_returns_is_welcomed_silently(house: House, site: Site) -> None:
    """Nothing is told of a failure of one night, nor of its end."""
    ada = house.reader()
    await add_source(house, ada, site.says("/feed", status=500))
    await poll(house, house.now)
    site.says("/feed", RSS.format(title="Harbour Times"))
    await poll(house, house.now + timedelta(days=3))
    async with house.running(publishes=False):
        [listed] = await house.asks(ada, "/sources")
    assert "read Wed 25 Nov" in listed["text"]
    assert len(house.texts(ada)) == 1


async def test_several_feeds_are_offered_as_buttons(house: House, site: Site) -> None:
    """A link to a front page offers its feeds; the one that is pressed is added."""
    ada = house.reader()
    await add_digest(house, ada)
    for name in ("news", "sport"):
        site.says(f"/{name}.xml", RSS.format(title=f"Coast {name}"))
    links = "".join(LINK.format(title=f"Coast {n}", href=f"/{n}.xml") for n in ("news", "sport"))
    front = site.says("/", PAGE.format(links=links))
    async with house.running(publishes=False):
        [choice] = await house.asks(ada, front)
        await house.presses(ada, choice, "Coast sport")
        [_, added] = await house.answers(ada, 2)
    assert [button["text"] for button in buttons(choice)] == ["1. Coast news", "2. Coast sport"]
    assert added["text"] == "Added: Coast sport"
    assert await own(house, ada) == ["Coast sport"]


async def test_a_link_to_an_article_is_read_and_its_site_can_be_added(
    house: House, site: Site
) -> None:
    """The article is told, not its site's feed; a button adds that."""
    ada = house.reader()
    await add_digest(house, ada)
    site.says("/rss.xml", RSS.format(title="Coast Daily"))
    head = LINK.format(title="Coast Daily", href="/rss.xml")
    body = "".join(f"<p>{sentence}</p>" for sentence in WALL)
    link = site.says(
        "/wall.html",
        f"<html><head><title>The wall fell</title>{head}</head><body><article><h1>The wall fell"
        f"</h1>{body}</article></body></html>",
        Content_Type="text/html",
    )
    async with house.running(publishes=False):
        [told] = await house.asks(ada, link)
        before = await own(house, ada)
        await house.presses(ada, told, "Subscribe to this site")
        *_, added = await house.answers(ada, 2)
    assert "sea wall" in told["text"]
    assert (before, added["text"]) == ([], "Added: Coast Daily")


async def test_a_link_to_a_feed_adds_it(house: House, site: Site) -> None:
    """Whatever its address looks like, and though its entries read like an article."""
    ada = house.reader()
    await add_digest(house, ada)
    news = "<item><title>Wall</title><description>&lt;p&gt;It fell.&lt;/p&gt;</description></item>"
    url = site.says(
        "/news.xml", RSS.format(title="Coast").replace("</channel>", f"{news}</channel>")
    )
    async with house.running(publishes=False):
        [added] = await house.asks(ada, url)
    assert (added["text"], await own(house, ada)) == ("Added: Coast", ["Coast"])


async def test_a_command_and_a_link_add_a_feed(house: House, site: Site) -> None:
    """`/sources` and a link, which is how the admins of a group add one."""
    ada = house.reader()
    await add_digest(house, ada)
    host = site.says("/feed", RSS.format(title="Coast")).removeprefix("http://")
    async with house.running(publishes=False):
        [added] = await house.asks(ada, f"/sources http://{host}")
    assert added["text"] == "Added: Coast"


async def test_a_list_is_added_after_its_button(house: House, site: Site) -> None:
    """A document is asked about, added with its folders, and comes out again as a document."""
    ada = house.reader()
    await add_digest(house, ada)
    body = LIST.format(origin=site.origin).encode()
    async with house.running(publishes=False):
        house.playground.says(ada, "", sender=ada, document=("feeds.opml", body))
        [question] = await house.answers(ada, 1)
        said, before = question["text"], await own(house, ada)
        await house.presses(ada, question, "Add 2 feeds")
        added = await house.becomes(ada, question["message_id"], "Added 2 feeds")
        [listed] = await house.asks(ada, "/sources")
        await house.presses(ada, listed, "As a file")
        *_, file = await house.answers(ada, 3)
        [settings] = await house.asks(ada, "/settings")
    written = house.playground.state.files[file["document"]["file_id"]].content.decode()
    assert "1 address is not on the public internet" in said
    assert (before, await own(house, ada)) == ([], ["Coast Daily", "Harbour Times"])
    assert "Your sources" in str(buttons(added))
    assert "World and Sea" in settings["text"]
    assert written.count(f'xmlUrl="{site.origin}/') == 2
    assert '<outline text="Sea">' in written


async def test_a_file_that_is_no_list_is_said_to_be_none(house: House) -> None:
    """Neither an error of ours nor silence."""
    ada = house.reader()
    async with house.running(publishes=False):
        house.playground.says(ada, "", sender=ada, document=("feeds.opml", b"Not a list."))
        [told] = await house.answers(ada, 1)
    assert "I found no feeds in that file" in told["text"]
