"""The catalogue: data that readers choose from."""

from bot import catalogue
from bot.ingest import urls
from bot.ingest.guard import Networks
from bot.render import words
from bot.store import feeds
from bot.store.database import Database
from tests.builders import NOON

LANGUAGES = "en de es fr pt it ru uk tr ar hi id zh ja"
_BASIC = 8
"""The first topics, which newcomers are offered, are read in each interface language."""


def test_there_is_a_choice() -> None:
    """At least twenty-five topics, each of several outlets."""
    topics = catalogue.topics()
    assert len(topics) >= 25
    assert min(len({feed.title for feed in topic.feeds}) for topic in topics) >= 3


def test_every_topic_has_names_and_feeds() -> None:
    """Each topic can be shown in each language of the product, the first ones read in ours."""
    named = set(words.languages()) | set(LANGUAGES.split())
    assert all(named <= set(topic.names) for topic in catalogue.topics())
    assert all(name.strip() for topic in catalogue.topics() for name in topic.names.values())
    for topic in catalogue.topics()[:_BASIC]:
        assert set(words.languages()) <= {feed.language for feed in topic.feeds}


def test_addresses_pass_our_own_guard_and_are_different() -> None:
    """No feed of the catalogue is refused by the bot, and none stands there twice."""
    keys = [urls.canonical(urls.check(source.url, Networks())) for source in catalogue.sources()]
    assert len(keys) == len(set(keys))


async def test_catalogue_is_taken_in_once(database: Database) -> None:
    """A feed that the owner removed does not come back with the next start."""
    new = [{"url": "https://a.example/f", "url_key": "a", "title": "A", "topics": ("world",)}]
    counts = []
    async with database.begin() as tx:
        for edition in (1, 1, 2):
            counts.append(await feeds.seed(tx, new, edition=edition, now=NOON))
            for feed in await feeds.every(tx):
                await feeds.remove(tx, feed.id)
    assert counts == [1, 0, 1]
