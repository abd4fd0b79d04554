"""Real processes, killed and stopped: nothing lost, nothing twice, order kept."""

from collections import defaultdict
from collections.abc import Mapping

from bot.model import BotId, ChatId, ChatKind, Priority
from bot.playground.floods import FloodRules
from bot.playground.server import Playground, open_playground
from bot.store import chats, inbox, leases, outbox
from bot.store.claims import new_owner
from bot.store.database import Database, open_database
from tests.builders import NOON, a_message
from tests.faults.processes import LEASE_SECONDS, bot_process, kill, stop
from tests.waiting import until

_N_CHATS = 30
_N_PARTS = 2


async def _plan(database: Database, playground: Playground) -> None:
    """A digest of two parts for each of many readers."""
    async with database.begin() as tx:
        for i in range(_N_CHATS):
            person = playground.person(f"Reader {i}")
            playground.says(person, "hello", sender=person)
            await chats.meet(
                tx,
                bot_id=BotId(playground.bot.id),
                chat_id=ChatId(person.id),
                kind=ChatKind.PRIVATE,
                title="",
                language="en",
                zone="UTC",
                now=NOON,
            )
            await outbox.add(
                tx,
                bot_id=BotId(playground.bot.id),
                chat_id=ChatId(person.id),
                key="digest",
                messages=[a_message(f"{i}: part {part}") for part in range(1, _N_PARTS + 1)],
                priority=Priority.DIGEST,
                now=NOON,
            )
    # Their greetings only open the chats: an answer to each would be counted too.
    playground.state.updates.clear()


async def _settled(database: Database) -> Mapping[str, int]:
    """The states of all deliveries, once none is on its way."""

    def is_settled(counts: Mapping[str, int]) -> bool:
        return not counts.get("ready") and not counts.get("sending")

    return await until(database, outbox.counts, is_settled, seconds=60)


async def _stored(database: Database) -> None:
    """Wait until an update is in the inbox."""
    await until(database, inbox.counts, seconds=30)


async def test_killed_replica_loses_and_repeats_nothing(migrated_url: str) -> None:
    """One of two senders dies: each message arrives once, in order, or counts as unknown."""
    flood = FloodRules()
    async with open_playground(flood=flood) as playground, open_database(migrated_url) as database:
        await _plan(database, playground)
        async with (
            bot_process(playground, migrated_url, roles="deliver") as first,
            bot_process(playground, migrated_url, roles="deliver"),
        ):
            await playground.wait_for(
                lambda: len(playground.report().deliveries) >= _N_CHATS // 2, timeout_seconds=30
            )
            await kill(first)
            counts = await _settled(database)
        texts = [delivery.text for delivery in playground.report().deliveries]
    assert len(texts) == len(set(texts))
    lost = counts.get("unknown", 0) + counts.get("held", 0)
    assert counts.get("sent", 0) + lost == _N_CHATS * _N_PARTS
    assert set(counts) <= {"sent", "unknown", "held"}
    assert lost <= 2 * _N_PARTS * 3
    parts = defaultdict(list)
    for text in texts:
        reader, _, part = text.partition(": ")
        parts[reader].append(part)
    assert all(found == sorted(found) for found in parts.values())
    assert playground.report().calls_inside_penalties == 0


async def test_stopped_bot_ends_in_order(migrated_url: str) -> None:
    """SIGTERM while sending: exit 0, nothing unknown, leases free, and the next one goes on."""
    async with open_playground() as playground, open_database(migrated_url) as database:
        await _plan(database, playground)
        async with bot_process(playground, migrated_url) as process:
            await playground.wait_for(
                lambda: len(playground.report().deliveries) >= _N_CHATS // 2, timeout_seconds=30
            )
            assert await stop(process) == 0
        async with database.begin() as tx:
            counts = await outbox.counts(tx)
            free = await leases.take(
                tx, f"updates:{playground.bot.id}", owner=new_owner(), seconds=0.001
            )
        async with bot_process(playground, migrated_url, roles="deliver"):
            after = await _settled(database)
    assert free is not None
    assert "unknown" not in counts
    assert after == {"sent": _N_CHATS * _N_PARTS}


async def test_question_survives_a_kill(migrated_url: str) -> None:
    """A bot killed right after a question came in answers it once when it is back."""
    async with open_playground() as playground, open_database(migrated_url) as database:
        person = playground.person("Ada")
        async with bot_process(playground, migrated_url, roles="updates") as process:
            playground.says(person, "/help", sender=person)
            await _stored(database)
            await kill(process)
        async with bot_process(playground, migrated_url, roles="updates,deliver"):
            answers = await playground.wait_for_messages(
                person, 1, timeout_seconds=LEASE_SECONDS + 10
            )
    assert len(answers) == 1
