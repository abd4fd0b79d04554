"""The placing stage: articles become stories, once, whatever is cut or restarted."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.ingest.place import Placer
from bot.model import ArticleId, NewArticle, StoryId
from bot.store import articles, claims, events, leases, search, stories
from bot.store.database import Database, open_database
from summaries.stories import N_COUNTED
from tests.builders import a_new_article, articles_of
from tests.postgres import until_someone_waits

BRIDGE = """The harbour bridge at Tolmouth was closed on Monday after inspectors found cracks in \
two of its steel girders.

Some 14,000 vehicles cross the bridge every day, the city council said. Ferries will replace \
buses until Friday, harbour master Ines Carrow told reporters.

"We will not open it again before every weld has been tested," said Carrow."""

BRIDGE_TOO = """Tolmouth's harbour bridge is shut: inspectors have found cracks in two steel \
girders, the council announced on Monday.

Commuters face a detour of 22 kilometres, according to the transport office. Repairs may cost \
up to three million crowns, engineer Pavel Orne said."""

ELECTION = """Voters in the island republic of Sarn chose a new parliament on Sunday. The Green \
Alliance won 41 of 80 seats, the electoral commission said.

Turnout reached 71 percent, the highest since independence, commission head Mira Dahl added."""


def _article(name: str, text: str, **changes: object) -> NewArticle:
    url = f"https://{name}.example/news"
    article = a_new_article(url=url, url_key=url, text=text, outlet=name.title())
    return replace(article, **changes)  # type: ignore[arg-type]  # by name


BRIDGE_AT_HERALD = _article("herald", BRIDGE, title="Cracks close Tolmouth harbour bridge")
BRIDGE_AT_POST = _article(
    "post", BRIDGE_TOO, title="Tolmouth harbour bridge shut over cracked girders"
)
SARN = _article("courier", ELECTION, title="Greens win in Sarn")


async def _store(database: Database, now: datetime, *new: NewArticle) -> list[ArticleId]:
    async with database.begin() as tx:
        return [(await articles.add(tx, article, now=now))[0] for article in new]


def _placer(database: Database, *, lease_seconds: float = 60) -> Placer:
    return Placer(database, owner=claims.new_owner(), lease_seconds=lease_seconds)


async def _stories_of(database: Database, ids: Sequence[ArticleId]) -> list[StoryId | None]:
    async with database.read() as tx:
        return [(await articles.get(tx, article_id)).story_id for article_id in ids]


async def test_one_event_is_one_story(database: Database, now: datetime) -> None:
    """Two outlets on one event share a story; another event has its own."""
    ids = await _store(database, now, BRIDGE_AT_HERALD, BRIDGE_AT_POST, SARN)
    await _placer(database).place_waiting(now)
    first, second, third = await _stories_of(database, ids)
    assert first == second != third


async def test_a_look_and_the_placer_never_wait_for_each_other(
    postgres_url: str, now: datetime
) -> None:
    """Articles that a look changes while they are placed: both end, in whatever order they began.

    The first to be stored has the last key, so that ids and keys are in different orders.
    """
    changed = [
        replace(one, text=f"{one.text} It rains.") for one in (BRIDGE_AT_HERALD, BRIDGE_AT_POST)
    ]
    async with open_database(postgres_url) as database:
        ids = await _store(database, now, BRIDGE_AT_POST, BRIDGE_AT_HERALD)
        async with database.begin() as look:
            await articles.add(look, changed[0], now=now)
            placing = asyncio.create_task(_placer(database).place_waiting(now))
            await until_someone_waits(database)
            await articles.add(look, changed[1], now=now)
        assert await placing == 2
        async with database.read() as tx:
            found = await articles.by_ids(tx, ids)
    assert [(one.version, one.story_id is not None) for one in found] == [(2, True), (2, True)]


async def test_summary_is_verbatim_and_linked(database: Database, now: datetime) -> None:
    """Every sentence of a story stands word for word at its place in its article."""
    ids = await _store(database, now, BRIDGE_AT_HERALD, BRIDGE_AT_POST)
    await _placer(database).place_waiting(now)
    async with database.read() as tx:
        [story_id, _] = await _stories_of(database, ids)
        assert story_id is not None
        story = await stories.get(tx, story_id)
        texts = {article.id: article.text for article in await articles_of(tx, story.id)}
    assert story.summary
    assert all(texts[q.article_id][q.start : q.end] == q.text for q in story.summary)
    assert {q.outlet for q in story.summary} == {"Herald", "Post"}


async def test_copy_is_folded(database: Database, now: datetime) -> None:
    """The same text at another outlet joins the story as a copy and counts for nothing."""
    wire = _article("gazette", BRIDGE, title="Bridge closed")
    await _store(database, now, BRIDGE_AT_HERALD)
    placer = _placer(database)
    await placer.place_waiting(now)
    [copy_id] = await _store(database, now, wire)
    await placer.place_waiting(now + timedelta(minutes=5))
    async with database.read() as tx:
        story = await stories.get(tx, StoryId(1))
        copy = await articles.get(tx, copy_id)
    assert (copy.copy_of, story.outlets, story.revision) == (1, ("Herald",), 1)
    assert story.news_at == now


async def test_news_grows_the_revision(database: Database, now: datetime) -> None:
    """A second outlet's article is news: the revision grows, and the timeline tells what came."""
    placer = _placer(database)
    await _store(database, now, BRIDGE_AT_HERALD)
    await placer.place_waiting(now)
    later = now + timedelta(hours=1)
    await _store(database, later, BRIDGE_AT_POST)
    await placer.place_waiting(later)
    async with database.read() as tx:
        story = await stories.get(tx, StoryId(1))
        told = await events.of_story(tx, story.id)
    assert (story.revision, story.news_at) == (2, later)
    assert [event.kind for event in told] == ["begun", "added"]


async def test_changed_article_is_news_only_with_facts(database: Database, now: datetime) -> None:
    """A new version with a new sentence is told as changed; one with a comma more is not."""
    placer = _placer(database)
    await _store(database, now, BRIDGE_AT_HERALD)
    await placer.place_waiting(now)
    comma = replace(BRIDGE_AT_HERALD, text=BRIDGE.replace("Friday, harbour", "Friday harbour"))
    fact = replace(
        BRIDGE_AT_HERALD,
        text=BRIDGE + "\n\nA third crack was found on Tuesday night in the northern pylon, the"
        " council said.",
    )
    revisions = []
    for hours, version in enumerate((comma, fact), start=1):
        at = now + timedelta(hours=hours)
        await _store(database, at, version)
        await placer.place_waiting(at)
        async with database.read() as tx:
            revisions.append((await stories.get(tx, StoryId(1))).revision)
    async with database.read() as tx:
        last = (await events.of_story(tx, StoryId(1)))[-1]
    assert revisions == [1, 2]
    assert "third crack" in last.sentences[0].text


async def test_a_new_version_speaks_when_it_came(database: Database, now: datetime) -> None:
    """What an old article says anew stands behind what others said before that."""
    placer = _placer(database)
    fact = "The harbour bridge at Tolmouth was opened again on Tuesday, inspector Pavel Orne said."
    changed = replace(BRIDGE_AT_HERALD, text=fact)
    post = replace(BRIDGE_AT_POST, published_at=now + timedelta(hours=1))
    for hours, article in enumerate((BRIDGE_AT_HERALD, post, changed)):
        at = now + timedelta(hours=hours)
        await _store(database, at, article)
        await placer.place_waiting(at)
    async with database.read() as tx:
        story = await stories.get(tx, StoryId(1))
        last = (await events.of_story(tx, story.id))[-1]
    assert (story.first_at, story.last_at) == (BRIDGE_AT_HERALD.published_at, at)
    assert (last.at, story.summary[-1].text) == (at, fact)


async def test_restart_changes_nothing(database: Database, now: datetime) -> None:
    """A placer that takes over after each article places like one that ran through."""
    new = [BRIDGE_AT_HERALD, SARN, BRIDGE_AT_POST]
    found = []
    for article in new:
        found += await _store(database, now, article)
        owner = claims.new_owner()
        await Placer(database, owner=owner, lease_seconds=60).place_waiting(now)
        async with database.begin() as tx:
            await leases.release_all(tx, owner=owner)
    bridge, sarn, bridge_too = await _stories_of(database, found)
    assert bridge == bridge_too != sarn


async def test_only_the_lease_holder_places(database: Database, now: datetime) -> None:
    """A second placer of the same language does nothing while the first one's lease runs."""
    ids = await _store(database, now, BRIDGE_AT_HERALD)
    first = _placer(database)
    await first.place_waiting(now)
    ids += await _store(database, now, SARN)
    assert await _placer(database).place_waiting(now) == 0
    assert await first.place_waiting(now) == 1
    assert None not in await _stories_of(database, ids)


async def test_two_placers_at_once_place_each_article_once(
    database: Database, now: datetime
) -> None:
    """Whoever loses the race writes nothing: each article has one place, each event one story."""
    ids = await _store(database, now, BRIDGE_AT_HERALD, SARN, BRIDGE_AT_POST)
    placers = [_placer(database, lease_seconds=0.001) for _ in range(2)]
    async with asyncio.timeout(30):
        while None in await _stories_of(database, ids):
            await asyncio.gather(*(placer.place_waiting(now) for placer in placers))
            placers = [_placer(database) for _ in range(2)]
    async with database.read() as tx:
        assert await stories.count(tx) == 2


async def test_story_is_found_by_its_words(database: Database, now: datetime) -> None:
    """What was placed can be searched at once, by words and by stems."""
    await _store(database, now, BRIDGE_AT_HERALD, SARN)
    await _placer(database).place_waiting(now)
    async with database.read() as tx:
        by_word = await search.find(tx, search.parse("tolmouth bridge"))
        by_stem = await search.related(tx, ("parliament",))
    assert len(by_word) == 1
    assert by_stem == [2]


async def test_headline_is_the_one_that_most_agree_with(database: Database, now: datetime) -> None:
    """The headline says most of what the others say, and why it was chosen is kept."""
    third = _article("mail", "", title="Tolmouth harbour bridge is shut over cracked steel")
    ids = await _store(database, now, BRIDGE_AT_HERALD, BRIDGE_AT_POST, third)
    await _placer(database).place_waiting(now)
    async with database.read() as tx:
        story = await stories.get(tx, StoryId(1))
        reason = await stories.headline_reason(tx, StoryId(1))
    assert story.headline == BRIDGE_AT_POST.title
    assert (reason["article_id"], reason["n_titles"]) == (ids[1], 3)
    assert reason["agreement"] > 0


async def test_headline_without_text_is_a_story(database: Database, now: datetime) -> None:
    """An article of which only the headline is known gets a story without sentences."""
    await _store(database, now, _article("flash", "", title="Lighthouse reopens at Cape Venn"))
    await _placer(database).place_waiting(now)
    async with database.read() as tx:
        story = await stories.get(tx, StoryId(1))
    assert (story.headline, story.summary) == ("Lighthouse reopens at Cape Venn", ())


@pytest.mark.parametrize(
    "off", [timedelta(days=-20_000), timedelta(days=400)], ids=["1970", "future"]
)
async def test_article_of_an_impossible_time_is_placed(
    database: Database, now: datetime, off: timedelta
) -> None:
    """The doors let no such time in; were it in the store, the other articles would not care."""
    odd = _article("gazette", ELECTION, title="Sarn elects the Greens", published_at=now + off)
    first, last, strange = await _store(database, now, BRIDGE_AT_HERALD, BRIDGE_AT_POST, odd)
    await _placer(database).place_waiting(now)
    bridge, bridge_too, other = await _stories_of(database, [first, last, strange])
    assert bridge == bridge_too != other
    assert other is not None


async def test_large_story_counts_its_first_articles_alone(
    database: Database, now: datetime
) -> None:
    """A placer that takes over counts the words of those articles again that were counted."""
    updates = [
        _article(f"outlet{n}", "", title=f"Tolmouth harbour bridge shut over cracks: update {n}")
        for n in range(1, N_COUNTED + 4)
    ]
    ids = await _store(database, now, *updates)
    await _placer(database).place_waiting(now)
    async with database.read() as tx:
        counted = await articles.counted_since(tx, "en", now - timedelta(days=1))
    assert len(set(await _stories_of(database, ids))) == 1
    assert len(counted) == N_COUNTED
