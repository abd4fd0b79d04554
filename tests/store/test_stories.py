"""Stories: lasting ids, windows of news; and how they are found."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import NotFound
from bot.model import ArticleId, ChatId, Mark, MarkKind, Quotation, StoryId
from bot.store import articles, chats, search, stories
from bot.store.database import Database
from tests.builders import BOT, NOON, a_new_article, a_story, add_chat, add_story, save_story


async def test_story_comes_back_as_it_was_saved(database: Database) -> None:
    """Summary, times, topics and coverage survive the database."""
    quotation = Quotation(
        text="The old bridge closes.",
        article_id=ArticleId(1),
        start=0,
        end=22,
        outlet="Harbour Times",
        url="https://harbour.example/1",
    )
    async with database.begin() as tx:
        story = await add_story(tx, summary=(quotation,))
    assert (story.summary, story.topics, story.outlets) == (
        (quotation,),
        ("world",),
        ("Harbour Times",),
    )


async def test_old_id_of_a_fused_story_stays_valid(database: Database) -> None:
    """A story that met another is found by its old id, with the articles of both."""
    async with database.begin() as tx:
        for number in (1, 2, 3):
            await add_story(tx, number)
        for old, lasting in ((3, 2), (2, 1)):
            await stories.fuse(tx, old=StoryId(old), lasting=StoryId(lasting))
            await articles.move(tx, old=StoryId(old), lasting=StoryId(lasting))
        found = [await stories.get(tx, StoryId(number)) for number in (1, 2, 3)]
    assert {story.id for story in found} == {1}
    assert len(found[2].coverage) == 3


async def test_marks_follow_a_fused_story(database: Database, now: datetime) -> None:
    """Who saw or follows a story that met another has seen and follows that one, as a new one."""
    async with database.begin() as tx:
        for number in (1, 2):
            await add_story(tx, number)
            await add_chat(tx, number)
        seen = Mark(
            story_id=StoryId(2), kind=MarkKind.SEEN, at=now, revision=7, texts=("It closes.",)
        )
        await chats.mark(tx, BOT, ChatId(1), seen)
        await chats.mark(tx, BOT, ChatId(2), seen)
        both = replace(seen, story_id=StoryId(1), revision=3)
        await chats.mark(tx, BOT, ChatId(2), both)
        await stories.fuse(tx, old=StoryId(2), lasting=StoryId(1))
        found = [await chats.marks_of(tx, BOT, ChatId(chat)) for chat in (1, 2)]
    assert found == [[replace(seen, story_id=StoryId(1), revision=0)], [both]]


async def test_a_story_in_short_is_covered_by_the_first_of_each_outlet(database: Database) -> None:
    """Its outlets and who was first are as with all its articles, and no more is read.

    Two feeds of one publisher are one outlet, by whatever names they go.
    """
    names = ["Harbour Times", "Quay Post", "Harbour Sport"]
    async with database.begin() as tx:
        await save_story(tx, a_story(1), now=NOON)
        placings = []
        for number, name in enumerate(names):
            url = f"https://harbour.example/part/{number}"
            at = NOON + timedelta(hours=number)
            new = a_new_article(url=url, url_key=url, outlet=name, published_at=at)
            new = replace(new, publisher="harbour.example" if "Harbour" in name else "")
            article_id, _ = await articles.add(tx, new, now=NOON)
            placings.append(
                articles.Placing(
                    article_id=article_id,
                    version=1,
                    story_id=StoryId(1),
                    copy_of=None,
                    fingerprint=b"",
                    placement={},
                )
            )
        await articles.set_placed(tx, placings, now=NOON)
        [whole], [short] = (
            await stories.by_ids(tx, [StoryId(1)]),
            await stories.in_short(tx, [StoryId(1)]),
        )
        n_outlets = await articles.n_outlets(tx, StoryId(1))
    assert short.coverage == whole.coverage[:2]
    assert short.outlets == whole.outlets == tuple(names[:2])
    assert n_outlets == 2


async def test_earlier_story_is_found_by_any_of_its_ids(database: Database) -> None:
    """What the placer named stays linked when it fuses; a story never precedes itself."""
    async with database.begin() as tx:
        for number in (1, 2, 3):
            await add_story(tx, number)
        placing = articles.Placing(
            article_id=ArticleId(3),
            version=1,
            story_id=StoryId(3),
            copy_of=None,
            fingerprint=b"",
            placement={"earlier": 2},
        )
        await articles.set_placed(tx, [placing], now=NOON)
        await stories.fuse(tx, old=StoryId(2), lasting=StoryId(1))
        found = [await stories.earlier(tx, StoryId(number)) for number in (1, 3)]
        await stories.fuse(tx, old=StoryId(1), lasting=StoryId(3))
        itself = await stories.earlier(tx, StoryId(3))
    assert [story and story.id for story in (*found, itself)] == [None, 1, None]


async def test_unknown_story_is_named(database: Database) -> None:
    """A story that never was is an error with its id."""
    async with database.read() as tx:
        with pytest.raises(NotFound, match="story 99"):
            await stories.get(tx, StoryId(99))


async def test_news_lies_inside_the_window(database: Database) -> None:
    """The window is open at its begin and closed at its end, so no news is told twice."""
    async with database.begin() as tx:
        for number in range(1, 5):
            await add_story(tx, number, news_at=NOON + timedelta(hours=number))
        found = await stories.news(
            tx, since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3)
        )
    assert [story.id for story in found] == [3, 2]


async def test_news_of_a_topic_and_a_language(database: Database) -> None:
    """Only stories of the chosen topics and languages are news."""
    async with database.begin() as tx:
        await save_story(tx, a_story(1), now=NOON, topics=("sport",))
        await save_story(tx, a_story(2), now=NOON, topics=("world",))
        await save_story(tx, a_story(3, language="de"), now=NOON, topics=("world", "sport"))
        since = NOON - timedelta(hours=1)
        sport = await stories.news(tx, since=since, until=NOON, topics=("sport",))
        german = await stories.news(
            tx, since=since, until=NOON, topics=("sport",), languages=("de",)
        )
    assert ({s.id for s in sport}, {s.id for s in german}) == ({1, 3}, {3})


QUERIES = [
    ("bridge", {1, 3}),
    ("BRIDGE repairs", {1}),
    ('"old bridge"', {1}),
    ('"bridge old"', set()),
    ("bridge -ferry", {1}),
    ("“old bridge”", {1}),
    ("bridge –ferry", {1}),
    ("brid*", {1, 3}),
    ("muller", {2}),
    ("Müller", {2}),
    ("мост", {4}),
    ("東京", {5}),
    ("-bridge", set()),
    ("", set()),
    ("'; DROP TABLE stories; --", set()),
    ('NEAR(bridge old) OR "', set()),
    ("c++", {6}),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
async def test_both_engines_find_the_same(
    database: Database, query: str, expected: set[int]
) -> None:
    """One grammar, and no word of a reader is ever an operator of the engine."""
    texts = {
        1: "Old bridge closes for repairs",
        2: "Frau Müller gewinnt die Wahl",
        3: "A ferry replaces the bridge",
        4: "Старый мост закрыт",
        5: "東京で地震",
        6: "A language called C++ turns forty",
    }
    async with database.begin() as tx:
        for number, text in texts.items():
            await save_story(tx, a_story(number), now=NOON)
            await search.index(tx, [search.Entry(story_id=StoryId(number), text=text, stems=())])
        found = await search.find(tx, search.parse(query))
    assert set(found) == expected


async def test_related_stories_share_any_stem_best_first(database: Database) -> None:
    """A question finds stories by some of its stems, the ones that share more first."""
    stems = {1: ("port", "strike"), 2: ("port", "fire", "night"), 3: ("election",)}
    async with database.begin() as tx:
        for number, words in stems.items():
            await save_story(tx, a_story(number), now=NOON)
            await search.index(tx, [search.Entry(story_id=StoryId(number), text="", stems=words)])
        found = await search.related(tx, ("port", "fire"))
    assert found == [2, 1]


async def test_reindexed_story_is_found_by_its_new_words_only(database: Database) -> None:
    """The index follows a story's text."""
    async with database.begin() as tx:
        await save_story(tx, a_story(1), now=NOON)
        await search.index(tx, [search.Entry(story_id=StoryId(1), text="storm", stems=())])
        await search.index(tx, [search.Entry(story_id=StoryId(1), text="flood", stems=())])
        found = [await search.find(tx, search.parse(word)) for word in ("storm", "flood")]
        await search.forget(tx, StoryId(1))
        gone = await search.find(tx, search.parse("flood"))
    assert (found, gone) == ([[], [1]], [])


async def test_silent_stories_are_found_by_three_of_their_words(database: Database) -> None:
    """Who holds most comes first; the live, the old, the fused and other languages stay out."""
    asked = ("ferri", "aurora", "brindl", "coastguard")
    held = {1: asked[:3], 2: asked, 3: asked[:2], 4: asked, 5: asked, 6: asked, 7: asked}
    told = [a_story(number, language="de" if number == 4 else "en") for number in held]
    month = timedelta(days=30)
    told[4] = replace(told[4], news_at=NOON - 2 * month)
    async with database.begin() as tx:
        await stories.save_all(tx, told[:6], now=NOON)
        await stories.save_all(tx, told[6:], now=NOON + timedelta(days=4))
        await search.index(
            tx,
            [
                search.Entry(story_id=StoryId(number), text="", stems=stems)
                for number, stems in held.items()
            ],
        )
        await stories.fuse(tx, old=StoryId(6), lasting=StoryId(1))
        found = [
            await search.silent(
                tx, stems, language="en", since=NOON - month, before=NOON + timedelta(days=1)
            )
            for stems in (asked, asked[:2], (*asked[:2], "…"))
        ]
    assert found == [[2, 1], [], []]
