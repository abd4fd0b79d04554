"""A window holds what its reader can read, and what is new to that reader."""

from dataclasses import replace
from datetime import timedelta

from bot.digests.window import developments, stories_of, topics_of, windows_of
from bot.model import ChatId, Mark, MarkKind, Preferences, StoryId
from bot.store import chats, events, feeds
from bot.store.database import Database
from bot.store.feeds import NewFeed
from tests.builders import BOT, NOON, save_story
from tests.digests.builders import a_quotation, a_story
from tests.digests.stored import NEXT_MORNING, a_reader, stored_story

DAY = timedelta(days=1)


async def told_to(database: Database, wishes: Preferences, language: str) -> list[int]:
    """The ids of the stories that a reader's digest may hold, in order."""
    async with database.read() as tx:
        found = await stories_of(
            tx, wishes, language=language, since=NOON - DAY, until=NEXT_MORNING
        )
    return sorted(story.id for story in found)


async def add_feed(database: Database, topic: str, language: str) -> None:
    """Store a feed of a topic."""
    url = f"https://{topic}.example/{language}"
    async with database.begin() as tx:
        await feeds.add(
            tx,
            NewFeed(url=url, url_key=url, title="F", topics=(topic,), language=language),
            now=NOON,
        )


async def test_stories_in_the_readers_language(database: Database) -> None:
    """Who reads English is not told German stories."""
    await stored_story(database, 1)
    await stored_story(database, 2, language="de")
    assert await told_to(database, Preferences(), "en") == [1]


async def test_own_sources_are_understood(database: Database) -> None:
    """Who added a German source reads it, and German news of nothing else."""
    await stored_story(database, 1)
    await stored_story(database, 2, language="de")
    async with database.begin() as tx:
        await save_story(tx, a_story(3, language="de"), now=NOON, topics=("feed:12", "world"))
    assert await told_to(database, Preferences(topics=("world", "feed:12")), "en") == [1, 3]


async def test_another_language_is_better_than_none(database: Database) -> None:
    """Where nothing is there in the reader's language, all is told; not if languages were named."""
    await stored_story(database, 1)
    await stored_story(database, 2, language="de")
    assert await told_to(database, Preferences(), "tr") == [1, 2]
    assert await told_to(database, Preferences(languages=("tr",)), "en") == []


async def test_a_topic_without_feeds_in_the_language_is_told_in_english(
    database: Database,
) -> None:
    """Of two topics the one that has German feeds is told in German, the other in English."""
    for topic, languages in {"world": ("de", "en"), "space": ("en", "fr")}.items():
        for language in languages:
            await add_feed(database, topic, language)
    async with database.begin() as tx:
        for number, (topic, language) in enumerate(
            [("world", "de"), ("world", "en"), ("space", "en"), ("space", "fr")], start=1
        ):
            await save_story(tx, a_story(number, language=language), now=NOON, topics=(topic,))
    wishes = Preferences(topics=("world", "space"))
    assert await told_to(database, wishes, "de") == [1, 3]
    assert await told_to(database, replace(wishes, languages=("de", "fr")), "en") == [1, 4]


async def test_languages_that_were_chosen_count(database: Database) -> None:
    """Wishes that name languages hold, whatever the language of the chat."""
    await stored_story(database, 1)
    await stored_story(database, 2, language="de")
    readers = [
        await a_reader(database, n, wishes=Preferences(languages=languages))
        for n, languages in enumerate([(), ("de",), ("de", "en")], start=1)
    ]
    async with database.read() as tx:
        windows = await windows_of(tx, readers, NEXT_MORNING)
    found = [sorted(story.id for story in windows[one.id].stories) for one in readers]
    assert found == [[1], [2], [1, 2]]


async def test_each_chat_has_its_own_marks(database: Database) -> None:
    """Chats whose stories are read together keep their marks apart."""
    await stored_story(database)
    readers = [await a_reader(database, number) for number in (1, 2)]
    follow = Mark(story_id=StoryId(1), kind=MarkKind.FOLLOWED, at=NOON)
    async with database.begin() as tx:
        await chats.mark(tx, BOT, ChatId(2), follow)
        windows = await windows_of(tx, readers, NEXT_MORNING)
    assert [dict(windows[one.id].marks) for one in readers] == [
        {},
        {(StoryId(1), MarkKind.FOLLOWED): follow},
    ]


async def test_topics_have_names(database: Database) -> None:
    """Topics by the catalogue, own sources by their folder or title, what is gone by its key."""
    async with database.begin() as tx:
        feed, _ = await feeds.add(
            tx,
            NewFeed(
                url="https://harbour.example/feed.xml",
                url_key="https://harbour.example/feed.xml",
                title="Harbour Times",
                topics=(),
            ),
            now=NOON,
        )
        wishes = Preferences(topics=("world", f"feed:{feed.id}", "feed:404", "feed:x", "odd"))
        folder = replace(wishes, folders=((feed.topic, "Sea"), ("feed:9", "Not held")))
        by_folder = await topics_of(tx, folder, {"world": "World"})
        found = await topics_of(tx, wishes, {"world": "World"})
    assert list(found.values()) == ["World", "Harbour Times", "feed:404", "feed:x", "odd"]
    assert list(by_folder.values()) == ["World", "Sea", "feed:404", "feed:x", "odd"]


async def test_the_latest_development_comes_first(database: Database) -> None:
    """Of what is new in a known story a digest has room for little: it begins with the latest."""
    story = await stored_story(database)
    reader = await a_reader(database)
    seen = Mark(story_id=story.id, kind=MarkKind.SEEN, at=NOON)
    async with database.begin() as tx:
        await chats.mark(tx, BOT, reader.chat_id, seen)
        for version, hours in ((1, -48), (2, 1), (3, 2)):
            event = events.Event(
                story_id=story.id,
                article_id=story.coverage[0].article_id,
                version=version,
                at=NOON + timedelta(hours=hours),
                known_at=NOON + timedelta(hours=hours),
                kind="added",
                sentences=[a_quotation(f"{hours}a."), a_quotation(f"{hours}b.")],
            )
            await events.add(tx, [event])
        windows = await windows_of(tx, [reader], NEXT_MORNING)
        found = await developments(tx, windows[reader.id])
    assert [quotation.text for quotation in found[story.id]] == ["2a.", "2b.", "1a.", "1b."]
