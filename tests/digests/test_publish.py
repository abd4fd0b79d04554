"""Due subscriptions become editions: once, whole, and with what is new since the last one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.digests.publish import publish_due
from bot.model import (
    ChatId,
    DeliveryState,
    EditionId,
    Mark,
    MarkKind,
    Preferences,
    StoryId,
)
from bot.render.buttons import Action, decode
from bot.store import chats, editions, endings, events, outbox, subscriptions
from bot.store.claims import MAX_ATTEMPTS, new_owner
from bot.store.database import Database
from tests.builders import BOT, NOON, add_chat, add_subscription, save_story
from tests.digests.stored import (
    KEY,
    NEXT_MORNING,
    a_means,
    a_quotation,
    a_reader,
    deliver,
    stored_story,
    texts,
)


async def test_a_due_digest_is_planned_with_its_stories(database: Database) -> None:
    """The message names the story and quotes it; the next due instant is tomorrow at eight."""
    await stored_story(database)
    reader = await a_reader(database)
    n_published = await publish_due(database, NEXT_MORNING, a_means())
    (text,) = await texts(database)
    async with database.read() as tx:
        after = await subscriptions.get(tx, reader.id)
    assert n_published == 1
    assert text.startswith("Your digest · Mon 23 Nov, 08:00")
    assert "Bridge 1 closes." in text
    assert after.next_due_at == NEXT_MORNING + timedelta(days=1)


async def test_nothing_is_due_before_its_time(database: Database) -> None:
    """A minute before eight there is nothing to do."""
    await stored_story(database)
    await a_reader(database)
    before = NEXT_MORNING - timedelta(minutes=1)
    assert await publish_due(database, before, a_means()) == 0


async def test_a_second_look_makes_no_second_digest(database: Database) -> None:
    """Running the stage again, in this process or another, changes nothing."""
    await stored_story(database)
    await a_reader(database)
    assert await publish_due(database, NEXT_MORNING, a_means()) == 1
    assert await publish_due(database, NEXT_MORNING, a_means()) == 0
    assert len(await texts(database)) == 1


async def test_replicas_share_the_work(database: Database) -> None:
    """Three processes that look at the same moment make one digest for each of thirty readers."""
    await stored_story(database)
    for number in range(1, 31):
        await a_reader(database, number)
    found = await asyncio.gather(
        *(publish_due(database, NEXT_MORNING, a_means()) for _ in range(3))
    )
    assert sum(found) == 30
    assert [len(await texts(database, number)) for number in range(1, 31)] == [1] * 30


async def test_the_edition_of_a_due_instant_is_unique(database: Database) -> None:
    """Even if the due instant is set back by hand, its digest is not made again."""
    await stored_story(database)
    reader = await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    await deliver(database)
    async with database.begin() as tx:
        changes = {"next_due_at": NEXT_MORNING}
        await subscriptions.change(tx, reader.id, changes=changes)
    assert await publish_due(database, NEXT_MORNING + timedelta(minutes=1), a_means()) == 0
    assert await texts(database) == []


async def test_a_lost_claim_writes_nothing(database: Database) -> None:
    """A process that slept through its lease drops what it made."""
    await stored_story(database)
    await a_reader(database)
    assert await publish_due(database, NEXT_MORNING, a_means(lease_seconds=-1.0)) == 0
    assert await texts(database) == []
    assert await publish_due(database, NEXT_MORNING, a_means()) == 1


async def test_a_story_is_told_once_and_again_only_with_news(database: Database) -> None:
    """The next digest leaves a known story out, or tells its new sentence as an update."""
    first, second = await stored_story(database, 1), await stored_story(database, 2)
    await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    await deliver(database)
    later = NEXT_MORNING + timedelta(hours=3)
    async with database.begin() as tx:
        grown = replace(second, revision=2, news_at=later)
        await save_story(tx, grown, topics=("world",), now=later)
        await save_story(tx, replace(first, news_at=later), topics=("world",), now=later)
        event = events.Event(
            story_id=second.id,
            article_id=second.coverage[0].article_id,
            version=1,
            at=later,
            known_at=later,
            kind="added",
            sentences=[a_quotation("Ferry 2 runs."), a_quotation("A crane arrived.")],
        )
        await events.add(tx, [event])
    await publish_due(database, NEXT_MORNING + timedelta(days=1), a_means())
    (text,) = await texts(database)
    assert "Update · Headline 2\nA crane arrived. (Harbour Times)" in text
    assert "Headline 1" not in text
    assert "1 shown before" in text


async def test_what_comes_to_light_late_is_not_lost(database: Database) -> None:
    """A story placed while the digest was being made, and dated before its end, is in the next."""
    await stored_story(database, 1)
    await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    await deliver(database)
    await stored_story(database, 2, news_at=NEXT_MORNING - timedelta(seconds=3))
    await publish_due(database, NEXT_MORNING + timedelta(days=1), a_means())
    (text,) = await texts(database)
    assert "Headline 2" in text
    assert "Headline 1" not in text


async def test_silence_is_recorded(database: Database) -> None:
    """With nothing new no message goes out, and the edition says why."""
    reader = await a_reader(database)
    assert await publish_due(database, NEXT_MORNING, a_means()) == 1
    async with database.read() as tx:
        last = await editions.last_of(tx, reader.id)
    assert await texts(database) == []
    assert last is not None
    assert (last.state, last.reason) == ("silent", "nothing-new")


async def test_one_line_for_those_who_want_it(database: Database) -> None:
    """By choice an empty digest is one line."""
    wishes = Preferences(topics=("world",), say_when_empty=True)
    await a_reader(database, wishes=wishes, told_until=NOON + timedelta(hours=1))
    await publish_due(database, NEXT_MORNING, a_means())
    assert await texts(database) == ["Nothing new since Sun 22 Nov, 14:00."]


async def test_a_digest_that_was_asked_for_always_answers(database: Database) -> None:
    """Between its times a digest comes because someone asked, so it says that there is nothing."""
    asked_at = NEXT_MORNING + timedelta(hours=2, seconds=7)
    reader = await a_reader(database, next_due_at=asked_at)
    await publish_due(database, asked_at, a_means())
    (text,) = await texts(database)
    async with database.read() as tx:
        after = await subscriptions.get(tx, reader.id)
    assert text.startswith("I have nothing on these topics yet.")
    assert after.next_due_at == NEXT_MORNING + timedelta(days=1)


async def test_after_downtime_there_is_one_late_digest(database: Database) -> None:
    """Three days down: one digest, which says so, and the next one is the first to come."""
    await stored_story(database)
    reader = await a_reader(database)
    back = NEXT_MORNING + timedelta(days=3, hours=1, minutes=12)
    assert await publish_due(database, back, a_means()) == 1
    (text,) = await texts(database)
    async with database.read() as tx:
        after = await subscriptions.get(tx, reader.id)
    assert "late: due Mon 23 Nov, 08:00, sent 09:12" in text
    assert after.next_due_at == NEXT_MORNING + timedelta(days=4)


async def test_the_window_begins_at_the_last_delivered_digest(database: Database) -> None:
    """A digest that never arrived is told again by the next one."""
    await stored_story(database)
    await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    owner = new_owner()
    async with database.begin() as tx:
        share = await outbox.claim(tx, BOT, n=9, owner=owner, lease_seconds=30, rate=1000)
        (lost,) = share.deliveries
        await endings.dead(tx, lost.id, owner=owner, reason="tests", now=NEXT_MORNING)
        await editions.settle_all(tx, [EditionId(lost.edition_id or 0)], now=NEXT_MORNING)
    await publish_due(database, NEXT_MORNING + timedelta(days=1), a_means())
    (text,) = await texts(database)
    assert "Headline 1" in text


async def test_no_digest_is_made_while_the_one_before_is_on_its_way(database: Database) -> None:
    """What was not yet settled may still arrive, so telling it again has to wait."""
    await stored_story(database)
    reader = await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    asked_at = NEXT_MORNING + timedelta(minutes=1)
    async with database.begin() as tx:
        await subscriptions.change(tx, reader.id, changes={"next_due_at": asked_at})
    assert await publish_due(database, asked_at, a_means(lease_seconds=0.0)) == 0
    await deliver(database)
    assert await publish_due(database, asked_at, a_means()) == 1
    assert "Nothing new" in (await texts(database))[0]


async def test_who_comes_back_is_told_again(database: Database) -> None:
    """A chat that blocked the bot with a digest on its way gets the next one, with all of it."""
    await stored_story(database)
    await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    async with database.begin() as tx:
        await chats.pause(tx, BOT, ChatId(1), reason="blocked")
        await add_chat(tx, 1)
    assert await publish_due(database, NEXT_MORNING + timedelta(days=1), a_means()) == 1
    assert "Headline 1" in (await texts(database))[0]


async def test_equal_readers_share_one_body(database: Database) -> None:
    """Two chats with the same wishes get the same stored text; one with a mute gets its own."""
    await stored_story(database, 1)
    await stored_story(database, 2)
    readers = [await a_reader(database, number) for number in (1, 2, 3)]
    async with database.begin() as tx:
        mute = Mark(story_id=StoryId(2), kind=MarkKind.MUTED, at=NOON)
        await chats.mark(tx, BOT, ChatId(3), mute)
    assert await publish_due(database, NEXT_MORNING, a_means()) == 3
    async with database.read() as tx:
        rows = [await editions.last_of(tx, reader.id) for reader in readers]
    bodies = [row.body_id for row in rows if row is not None]
    assert bodies[0] == bodies[1] != bodies[2]
    assert "1 muted" in (await texts(database, 3))[0]


async def test_nothing_is_made_while_the_outbox_is_full(database: Database) -> None:
    """With ten minutes of sending still waiting no more is planned, so digests stay fresh."""
    await stored_story(database)
    await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    await a_reader(database, 2)
    assert await publish_due(database, NEXT_MORNING, a_means(rate=1 / 600)) == 0
    assert await publish_due(database, NEXT_MORNING, a_means()) == 1


async def test_one_broken_subscription_does_not_stop_the_others(database: Database) -> None:
    """A zone that has vanished from the data fails alone."""
    await stored_story(database)
    broken = await a_reader(database, 1)
    await a_reader(database, 2)
    async with database.begin() as tx:
        slot = replace(broken.slot, zone="Atlantis/Sunken")
        await subscriptions.change(tx, broken.id, slot=slot)
    assert await publish_due(database, NEXT_MORNING, a_means()) == 1
    assert len(await texts(database, 2)) == 1


async def test_a_digest_that_cannot_be_made_is_given_up(database: Database) -> None:
    """After its tries the edition stands as failed, and nothing is due until a slot is chosen."""
    reader = await a_reader(database)
    async with database.begin() as tx:
        slot = replace(reader.slot, zone="Atlantis/Sunken")
        await subscriptions.change(tx, reader.id, slot=slot)
    for _ in range(MAX_ATTEMPTS + 1):
        assert await publish_due(database, NEXT_MORNING, a_means()) == 0
        async with database.begin() as tx:
            await subscriptions.change(tx, reader.id, changes={"lease_until": 0})
    async with database.read() as tx:
        last = await editions.last_of(tx, reader.id)
        after = await subscriptions.get(tx, reader.id)
        n_failed = await editions.n_failed(tx, since=NOON)
    assert last is not None
    assert (last.state, last.reason, n_failed) == ("failed", "failed", 1)
    assert (after.next_due_at, after.told_until) == (None, reader.told_until)


async def test_who_was_given_up_is_tried_at_the_next_time(database: Database) -> None:
    """Processes died of a digest again and again: that one is left out, and the next one comes."""
    await stored_story(database)
    reader = await a_reader(database)
    async with database.begin() as tx:
        await subscriptions.change(tx, reader.id, changes={"attempts": MAX_ATTEMPTS})
    assert await publish_due(database, NEXT_MORNING, a_means()) == 0
    assert await publish_due(database, NEXT_MORNING + timedelta(days=1), a_means()) == 1
    assert "Headline 1" in (await texts(database))[0]


async def test_waiting_for_the_edition_before_is_no_failure(database: Database) -> None:
    """However long a digest is on its way, the next one is made when it has arrived."""
    await stored_story(database)
    reader = await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    tomorrow = NEXT_MORNING + timedelta(days=1)
    for _ in range(MAX_ATTEMPTS + 1):
        assert await publish_due(database, tomorrow, a_means(lease_seconds=0.0)) == 0
    await deliver(database)
    await stored_story(database, 2, news_at=NEXT_MORNING + timedelta(hours=1))
    assert await publish_due(database, tomorrow, a_means()) == 1
    async with database.read() as tx:
        last = await editions.last_of(tx, reader.id)
    assert last is not None
    assert last.state == "planned"


async def test_buttons_open_the_stories(database: Database) -> None:
    """The numbers under a digest carry the ids of its stories, signed with the bot's key."""
    story = await stored_story(database)
    await a_reader(database)
    await publish_due(database, NEXT_MORNING, a_means())
    async with database.read() as tx:
        (row,) = await outbox.of_chat(tx, BOT, ChatId(1), states=[DeliveryState.READY])
    press = decode(row.message["buttons"][0][0]["data"], KEY)
    assert press is not None
    assert (press.action, press.number(0)) == (Action.STORY, story.id)


async def test_the_language_and_names_are_the_readers(database: Database) -> None:
    """A German chat is addressed in German."""
    await stored_story(database)
    async with database.begin() as tx:
        chat = await add_chat(tx, 1, language="de")
        await add_subscription(tx, chat, next_due_at=NEXT_MORNING)
    await publish_due(database, NEXT_MORNING, a_means())
    assert (await texts(database))[0].startswith("Dein Überblick · Mo., 23. Nov., 08:00 Uhr")
