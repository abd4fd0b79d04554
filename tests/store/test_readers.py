"""Chats, subscriptions and editions: what a reader chose, and up to where it was told."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import (
    ChatId,
    ChatKind,
    ChatState,
    DeliveryId,
    EditionId,
    Length,
    Mark,
    MarkKind,
    Preferences,
    Slot,
    StoryId,
    SubscriptionId,
)
from bot.store import bots, chats, claims, editions, endings, outbox, subscriptions, tables
from bot.store.database import Database
from bot.store.editions import NewEdition
from tests.builders import BOT, NOON, a_message, add_chat, add_story, add_subscription


async def test_chat_is_met_once_and_comes_back(database: Database) -> None:
    """A chat that was paused is active again by its next message, its settings still there."""
    async with database.begin() as tx:
        await add_chat(tx, zone="Asia/Tokyo")
        await chats.pause(tx, BOT, ChatId(1), reason="blocked")
        await add_chat(tx, zone="Europe/Berlin")
        chat = await chats.get(tx, BOT, ChatId(1))
    assert chat is not None
    assert (chat.state, chat.zone) == (ChatState.ACTIVE, "Asia/Tokyo")


async def test_subscription_comes_back_as_chosen(database: Database) -> None:
    """Slot and preferences survive the database, shared rows or not."""
    slot = Slot(zone="Europe/Berlin", minutes=(480, 1110), weekdays=(0, 4))
    wishes = Preferences(topics=("world", "feed:3"), n_stories=5, length=Length.FULL)
    async with database.begin() as tx:
        made = await add_subscription(tx, await add_chat(tx), slot=slot, wishes=wishes)
        await add_subscription(tx, await add_chat(tx, 2), slot=slot, wishes=wishes)
        found = await subscriptions.get(tx, made.id)
    assert (found.slot, found.preferences) == (slot, wishes)


async def test_due_subscriptions_of_active_chats_only(database: Database) -> None:
    """Neither a future digest nor a paused chat's is claimed."""
    async with database.begin() as tx:
        due = await add_subscription(tx, await add_chat(tx, 1))
        later = NOON + timedelta(hours=1)
        await add_subscription(tx, await add_chat(tx, 2), next_due_at=later)
        await add_subscription(tx, await add_chat(tx, 3))
        await chats.pause(tx, BOT, ChatId(3), reason="blocked")
        before = await subscriptions.any_due(tx, now=NOON)
        claimed = await subscriptions.claim_due(
            tx, now=NOON, n=10, owner=claims.new_owner(), lease_seconds=60
        )
        after = await subscriptions.any_due(tx, now=NOON)
    assert [one.id for one in claimed] == [due.id]
    assert (before, after) == (True, False)


async def test_equal_wishes_are_claimed_together(database: Database) -> None:
    """Of those due at one instant the first bite holds equal ones, whoever came first."""
    few, many = (Preferences(topics=("world",), n_stories=n) for n in (3, 9))
    async with database.begin() as tx:
        made = [
            await add_subscription(tx, await add_chat(tx, chat), wishes=wishes)
            for chat, wishes in enumerate((few, many, few, many), start=1)
        ]
        claimed = await subscriptions.claim_due(
            tx, now=NOON, n=2, owner=claims.new_owner(), lease_seconds=60
        )
    assert [one.id for one in claimed] == [made[0].id, made[2].id]


async def test_advancing_needs_the_lease(database: Database) -> None:
    """Only who claimed a subscription moves it to its next due instant."""
    owner, later = claims.new_owner(), NOON + timedelta(days=1)
    async with database.begin() as tx:
        made = await add_subscription(tx, await add_chat(tx))
        await subscriptions.claim_due(tx, now=NOON, n=1, owner=owner, lease_seconds=60)
        moved = [
            await subscriptions.advance_all(tx, [made.id], owner=one, next_due=lambda _slot: later)
            for one in (claims.new_owner(), owner)
        ]
        assert moved == [set(), {made.id}]
        assert (await subscriptions.get(tx, made.id)).next_due_at == later


async def _planned_edition(database: Database, now: datetime) -> tuple[SubscriptionId, EditionId]:
    async with database.begin() as tx:
        chat = await add_chat(tx)
        subscription = await add_subscription(tx, chat)
        story = await add_story(tx)
        told = Mark(
            story_id=story.id, kind=MarkKind.SEEN, at=now, revision=1, texts=("It closes.",)
        )
        body = await editions.add_body(
            tx, key="k", messages=[a_message()], told=[told], why={}, now=now
        )
        new = NewEdition(
            subscription_id=subscription.id,
            due_at=now,
            since=subscription.told_until,
            until=now,
            body_id=body,
            late=False,
        )
        edition = (await editions.add_all(tx, [new], now=now))[subscription.id]
        await outbox.add(
            tx,
            bot_id=BOT,
            chat_id=chat.id,
            key=f"edition:{edition}",
            messages=[a_message("1"), a_message("2")],
            priority=1,
            now=now,
            edition_id=edition,
        )
    return subscription.id, edition


async def _deliver(database: Database, now: datetime, *, arrived: bool = True) -> None:
    owner = claims.new_owner()
    async with database.begin() as tx:
        await outbox.freeze_chat(tx, BOT, ChatId(1), seconds=-1)
        share = await outbox.claim(tx, BOT, n=1, owner=owner, lease_seconds=60, rate=1000)
        [delivery] = share.deliveries
        if arrived:
            await endings.sent_all(tx, {delivery.id: 1}, owner=owner, now=now)
        else:
            await endings.unknown(tx, delivery.id, owner=owner, reason="timeout", now=now)
        assert delivery.edition_id is not None
        await editions.settle_all(tx, [delivery.edition_id], now=now)


async def test_edition_is_unique_per_due_instant(database: Database, now: datetime) -> None:
    """Two replicas that publish the same instant make one edition."""
    subscription_id, _ = await _planned_edition(database, now)
    async with database.begin() as tx:
        again = NewEdition(
            subscription_id=subscription_id,
            due_at=now,
            since=now,
            until=now,
            body_id=None,
            late=False,
        )
        assert await editions.add_all(tx, [again], now=now) == {}
        assert await editions.under_way(tx, [subscription_id]) == {subscription_id}


async def test_window_moves_only_when_all_parts_arrived(database: Database, now: datetime) -> None:
    """The next window begins after the last part was sent, and then the stories are seen."""
    subscription_id, _ = await _planned_edition(database, now)
    windows, seen = [], []
    for _ in range(2):
        await _deliver(database, now)
        async with database.read() as tx:
            windows.append((await subscriptions.get(tx, subscription_id)).told_until)
            seen.append(await chats.marks_of(tx, BOT, ChatId(1)))
    assert windows == [now - timedelta(days=1), now]
    assert [len(marks) for marks in seen] == [0, 1]
    assert seen[1][0].texts == ("It closes.",)


async def test_perhaps_delivered_counts_as_told(database: Database, now: datetime) -> None:
    """A digest that may have arrived is not told again by itself."""
    subscription_id, _ = await _planned_edition(database, now)
    await _deliver(database, now, arrived=False)
    async with database.read() as tx:
        assert (await subscriptions.get(tx, subscription_id)).told_until == now
        assert await editions.counts(tx) == {"unknown": 1}


async def test_seen_texts_add_up(database: Database, now: datetime) -> None:
    """What a chat has seen of a story grows with each telling, each sentence once."""
    async with database.begin() as tx:
        await add_chat(tx)
        await add_story(tx)
        for texts in (("a", "b"), ("b", "c")):
            mark = Mark(story_id=StoryId(1), kind=MarkKind.SEEN, at=now, texts=texts)
            await chats.mark(tx, BOT, ChatId(1), mark)
        [seen] = await chats.marks_of(tx, BOT, ChatId(1))
    assert seen.texts == ("a", "b", "c")


async def test_migrated_group_keeps_what_was_set(database: Database, now: datetime) -> None:
    """A group whose new id wrote first keeps its zone, its language and all its marks."""
    seen = Mark(story_id=StoryId(1), kind=MarkKind.SEEN, at=now, revision=1, texts=("a",))
    async with database.begin() as tx:
        await add_story(tx)
        await add_chat(tx, -5, kind=ChatKind.GROUP, language="de", zone="Asia/Tokyo")
        await add_chat(tx, -1005, kind=ChatKind.SUPERGROUP)
        for chat in (-5, -1005):
            await chats.mark(tx, BOT, ChatId(chat), seen)
        await chats.migrate(tx, BOT, old=ChatId(-5), new=ChatId(-1005))
        moved = await chats.get(tx, BOT, ChatId(-1005))
        marks = await chats.marks_of(tx, BOT, ChatId(-1005))
    assert moved is not None
    assert (moved.zone, moved.language, len(marks)) == ("Asia/Tokyo", "de", 1)


async def test_editions_that_arrive_together_are_told_together(
    database: Database, now: datetime
) -> None:
    """Readers of one body are settled at once, each with marks of its own."""
    owner = claims.new_owner()
    async with database.begin() as tx:
        story = await add_story(tx)
        told = Mark(story_id=story.id, kind=MarkKind.SEEN, at=now, revision=1, texts=("One.",))
        body = await editions.add_body(
            tx, key="k", messages=[a_message()], told=[told], why={}, now=now
        )
        made = [await add_subscription(tx, await add_chat(tx, chat)) for chat in (1, 2)]
        new = [
            NewEdition(
                subscription_id=one.id,
                due_at=now,
                since=one.told_until,
                until=now,
                body_id=body,
                late=False,
            )
            for one in made
        ]
        ids = await editions.add_all(tx, new, now=now)
        planned = [
            outbox.Planned(
                bot_id=BOT,
                chat_id=one.chat_id,
                key=f"edition:{ids[one.id]}",
                messages=[a_message()],
                priority=1,
                edition_id=ids[one.id],
            )
            for one in made
        ]
        await outbox.add_all(tx, planned, now=now)
        share = await outbox.claim(tx, BOT, n=9, owner=owner, lease_seconds=60, rate=1000)
        arrived: dict[DeliveryId, int | None] = {one.id: 7 for one in share.deliveries}
        await endings.sent_all(tx, arrived, owner=owner, now=now)
        await editions.settle_all(tx, list(ids.values()), now=now)
        told_until = [(await subscriptions.get(tx, one.id)).told_until for one in made]
        marks = [await chats.marks_of(tx, BOT, ChatId(chat)) for chat in (1, 2)]
        counts = await editions.counts(tx)
    assert (told_until, counts) == ([now, now], {"delivered": 2})
    assert [[mark.texts for mark in marked] for marked in marks] == [[("One.",)], [("One.",)]]


async def test_dead_part_leaves_its_stories_untold(database: Database, now: datetime) -> None:
    """When a later part can never arrive, the window stays: the next digest tells it all."""
    subscription_id, _ = await _planned_edition(database, now)
    await _deliver(database, now)
    async with database.begin() as tx:
        for edition_id in await chats.pause(tx, BOT, ChatId(1), reason="blocked"):
            await editions.settle_all(tx, [edition_id], now=now)
    async with database.read() as tx:
        told_until = (await subscriptions.get(tx, subscription_id)).told_until
        assert await editions.counts(tx) == {"dead": 1}
    assert told_until == now - timedelta(days=1)


async def test_forgotten_chat_leaves_nothing(database: Database, now: datetime) -> None:
    """Erasing a chat erases its digests, messages and marks, and the wishes that were its own."""
    subscription_id, _ = await _planned_edition(database, now)
    async with database.begin() as tx:
        await chats.erase(tx, BOT, ChatId(1), last_update=7)
        with pytest.raises(NotFound):
            await subscriptions.get(tx, subscription_id)
        assert await editions.counts(tx) == {}
        assert await outbox.counts(tx) == {}
        assert await chats.get(tx, BOT, ChatId(1)) is None
        for table in (tables.preferences, tables.bodies):
            assert await tx.scalar(sa.select(sa.func.count()).select_from(table)) == 0


async def test_owner_key_works_once(database: Database) -> None:
    """The first who shows the key is the owner; a wrong key or a second try is nobody."""
    async with database.begin() as tx:
        bot = await bots.meet(tx, BOT, username="nutgraf_bot")
        key = bot.owner_key or ""
        assert not await bots.claim_ownership(tx, BOT, user_id=1, key="wrong")
        assert await bots.claim_ownership(tx, BOT, user_id=2, key=key)
        assert not await bots.claim_ownership(tx, BOT, user_id=3, key=key)
        assert (await bots.meet(tx, BOT, username="renamed")).owner_id == 2


async def test_marks_of_many_chats_are_read_at_once(database: Database, now: datetime) -> None:
    """Each chat has its own marks, those on other stories and of other chats left out."""
    async with database.begin() as tx:
        for number in (1, 2, 3):
            await add_chat(tx, number)
            await add_story(tx, number)
            mark = Mark(story_id=StoryId(number), kind=MarkKind.FOLLOWED, at=now)
            await chats.mark(tx, BOT, ChatId(number), mark)
        ids = [ChatId(1), ChatId(2)]
        found = await chats.marks_among(tx, BOT, ids, [StoryId(2), StoryId(3)])
    assert {chat: [mark.story_id for mark in marks] for chat, marks in found.items()} == {2: [2]}
