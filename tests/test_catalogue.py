"""The catalogue: data that readers choose from."""

from dataclasses import replace

from bot import catalogue
from bot.ingest import urls
from bot.ingest.networks import Networks
from bot.model import FeedOrigin
from bot.render import words
from bot.store import feeds
from bot.store.database import Database
from bot.store.feeds import NewFeed
from tests.builders import NOON

LANGUAGES = "en de es fr pt it ru uk tr ar hi id zh ja".split()
"""Those of the product, which topics are named in."""

N_TOPICS_OF_LANGUAGE = {"ar": 3, "hi": 2, "tr": 3}
"""How many topics have a feed in a language, at least: five, or what Kagi's collection has."""


def test_there_is_a_choice() -> None:
    """At least twenty-five topics, each of several outlets."""
    topics = catalogue.topics()
    assert len(topics) >= 25
    assert min(len({feed.title for feed in topic.feeds}) for topic in topics) >= 3


def test_every_topic_has_names() -> None:
    """Each topic can be shown in each language of the product, by a name of its own."""
    topics = catalogue.topics()
    for language in {*words.languages(), *LANGUAGES}:
        names = [topic.names[language].strip() for topic in topics]
        assert all(names)
        assert len(set(names)) == len(names)


def test_every_topic_is_told_in_english() -> None:
    """What a reader's language has no feed for is told in English, so that must be there."""
    for topic in catalogue.topics():
        assert "en" in {feed.language for feed in topic.feeds}, topic.key


def test_every_language_has_the_world_and_more() -> None:
    """Who reads a language finds in it the news of the world from several outlets, and topics."""
    for language in {feed.language for feed in catalogue.sources()} | set(LANGUAGES):
        of_topics = [
            {feed.title for feed in topic.feeds if feed.language == language}
            for topic in catalogue.topics()
        ]
        assert len(of_topics[0]) >= 3
        assert sum(map(bool, of_topics)) >= N_TOPICS_OF_LANGUAGE.get(language, 5), language


def test_a_topic_has_an_outlet_once() -> None:
    """No topic lists one address twice, and none an outlet twice in one language."""
    for topic in catalogue.topics():
        feeds_of = [(feed.language, feed.title) for feed in topic.feeds]
        assert len(set(feeds_of)) == len(feeds_of), topic.key


def test_addresses_pass_our_own_guard_and_are_different() -> None:
    """No feed of the catalogue is refused by the bot, and none stands there twice."""
    keys = [urls.canonical(urls.check(source.url, Networks())) for source in catalogue.sources()]
    assert len(keys) == len(set(keys))
    assert all(source.url.startswith("https://") for source in catalogue.sources())


async def test_catalogue_is_taken_in_once(database: Database) -> None:
    """A feed that the owner removed does not come back with the next start."""
    new = [NewFeed(url="https://a.example/f", url_key="a", title="A", topics=("world",))]
    counts = []
    async with database.begin() as tx:
        for edition in (1, 1, 2):
            counts.append(await feeds.seed(tx, new, edition=edition, now=NOON))
            for feed in await feeds.every(tx):
                await feeds.remove(tx, feed.id)
    assert counts == [1, 0, 1]


async def test_known_feed_joins_the_topics_of_the_catalogue(database: Database) -> None:
    """What a reader has added before keeps its row, and brings its articles to the topic, too."""
    brought = NewFeed(url="https://a.example/f", url_key="a", title="A", origin=FeedOrigin.READER)
    listed = replace(brought, topics=("world",), origin=FeedOrigin.CATALOGUE)
    other = NewFeed(url="https://b.example/f", url_key="b", title="B", topics=("sport",))
    async with database.begin() as tx:
        known, _ = await feeds.add(tx, brought, now=NOON)
        n_new = await feeds.seed(tx, [listed, other], edition=1, now=NOON)
        first, second = await feeds.every(tx)
    assert (n_new, first.id, first.topics) == (1, known.id, ("world",))
    assert second.topics == ("sport",)
