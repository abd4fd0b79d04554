"""A digest that was made can be explained, and what it left out can be had."""

from datetime import timedelta

from bot.digests.past import below_cut, edition, last_edition
from bot.digests.preview import preview
from bot.digests.publish import publish_due
from bot.model import EditionId, Preferences
from bot.render.words import Words
from bot.store.database import Database
from tests.digests.stored import (
    NEXT_MORNING,
    a_means,
    a_reader,
    deliver,
    stored_story,
)


async def test_a_digest_can_be_explained(database: Database) -> None:
    """The last digest comes back with its stories, their reasons and what was left out."""
    for number in (1, 2, 3):
        await stored_story(database, number)
    reader = await a_reader(database, wishes=Preferences(topics=("world",), n_stories=2))
    await publish_due(database, NEXT_MORNING, a_means())
    async with database.read() as tx:
        last = await last_edition(tx, reader.id)
    assert last is not None
    assert [told.story.id for told in last.told] == [1, 2]
    assert set(last.reasons.values()) == {"outlets=1 hours=19"}
    assert last.n_below_cut == 1


async def test_a_silent_digest_has_no_stories(database: Database) -> None:
    """Even silence can be asked about; before the first digest there is nothing to explain."""
    reader = await a_reader(database)
    async with database.read() as tx:
        assert await last_edition(tx, reader.id) is None
        assert await edition(tx, EditionId(404)) is None
    await publish_due(database, NEXT_MORNING, a_means())
    async with database.read() as tx:
        last = await last_edition(tx, reader.id)
    assert last is not None
    assert last.told == ()


async def test_more_tells_what_was_below_the_cut(database: Database) -> None:
    """After a digest of two of three stories, the third one is what is left."""
    for number in (1, 2, 3):
        await stored_story(database, number)
    reader = await a_reader(database, wishes=Preferences(topics=("world",), n_stories=2))
    await publish_due(database, NEXT_MORNING, a_means())
    await deliver(database)
    async with database.read() as tx:
        left = await below_cut(tx, reader, since=reader.told_until, until=NEXT_MORNING)
    assert [story.id for story in left] == [3]


async def test_a_preview_reads_well_in_a_terminal(database: Database) -> None:
    """Headline, address, sentences and coverage, each in its lines, none wider than 78."""
    await stored_story(database)
    words = Words("en", zone="Europe/Berlin")
    text = await preview(database, NEXT_MORNING, words=words, topics=["world"])
    assert text.splitlines() == [
        "Your digest · Mon 23 Nov, 08:00",
        "",
        " 1. Headline 1",
        "    https://harbour.example/1",
        "    Bridge 1 closes. Ferry 1 runs. (Harbour Times)",
        "    single source · Sun 22 Nov, 13:00 Harbour Times",
        "",
        "new since Sun 22 Nov, 08:00",
    ]


async def test_an_empty_preview_says_so(database: Database) -> None:
    """A window without news is one line."""
    words = Words("en", zone="Europe/Berlin")
    text = await preview(database, NEXT_MORNING, words=words, window=timedelta(hours=1))
    assert text.endswith("Nothing new since 07:00.")
