"""The outbox under any sequence of plans, claims, endings, deaths and take-overs."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any, TypeVar

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.model import ChatId, Delivery, DeliveryId, DeliveryState
from bot.store import claims, endings, outbox
from bot.store.database import Database, Transaction, open_database
from bot.store.tables import chats as chat_rows
from bot.store.tables import gate as gate_rows
from bot.store.tables import outbox as rows
from tests.builders import BOT, NOON, a_message, add_chat

T = TypeVar("T")
CHATS = (1, 2)
WORKERS = 3
_runs = itertools.count(1)


class OutboxMachine(RuleBasedStateMachine):
    """Three workers over one outbox; each may die at any moment with what it holds."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = open_database(self.url)
        self.database: Database = self.do(self.stack.__aenter__())
        # Each example has rows of its own under one bot id: begin with none.
        self.do(self.clear())
        self.owners = [claims.new_owner() for _ in range(WORKERS)]
        self.held: list[list[Delivery]] = [[] for _ in range(WORKERS)]
        self.n_planned = 0
        self.sent: dict[int, list[tuple[str, int]]] = defaultdict(list)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run one step to its end."""
        return self.runner.run(work)

    async def clear(self) -> None:
        """An empty outbox, two chats and an open gate."""
        async with self.database.begin() as tx:
            for table in (rows, chat_rows, gate_rows):
                await tx.execute(sa.delete(table))
            for chat in CHATS:
                await add_chat(tx, chat)

    @rule(chat=st.sampled_from(CHATS), parts=st.integers(1, 3), priority=st.integers(0, 1))
    def plan(self, chat: int, parts: int, priority: int) -> None:
        """Plan some parts, and plan them again as after a crash."""
        key = f"key:{next(_runs)}"
        self.do(self.plan_twice(key, chat, parts, priority))
        self.n_planned += parts

    async def plan_twice(self, key: str, chat: int, parts: int, priority: int) -> None:
        """Plan the same key twice."""
        for _ in range(2):
            async with self.database.begin() as tx:
                await outbox.add(
                    tx,
                    bot_id=BOT,
                    chat_id=ChatId(chat),
                    key=key,
                    messages=[a_message() for _ in range(parts)],
                    priority=priority,
                    now=NOON,
                )

    @rule(worker=st.integers(0, WORKERS - 1), n=st.integers(1, 4))
    def claim(self, worker: int, n: int) -> None:
        """A worker takes a share."""

        async def step() -> tuple[Delivery, ...]:
            async with self.database.begin(durable=True) as tx:
                await _open_everything(tx)
                share = await outbox.claim(
                    tx, BOT, n=n, owner=self.owners[worker], lease_seconds=600, rate=10_000
                )
            return share.deliveries

        self.held[worker] += self.do(step())

    @rule(
        worker=st.integers(0, WORKERS - 1),
        end=st.sampled_from(["sent", "retry", "unknown", "dead", "back"]),
    )
    def end(self, worker: int, end: str) -> None:
        """One send of a worker ends."""
        if not self.held[worker]:
            return
        delivery = self.held[worker].pop(0)
        arrived = self.do(self.settle(delivery, self.owners[worker], end))
        if end == "sent" and arrived:
            self.sent[delivery.chat_id].append((delivery.key, delivery.part))

    async def settle(self, delivery: Delivery, owner: claims.Owner, end: str) -> bool:
        """Write how it ended."""
        async with self.database.begin() as tx:
            if end == "sent":
                done = await endings.sent_all(tx, {delivery.id: 1}, owner=owner, now=NOON)
                return bool(done)
            if end == "retry":
                return await endings.retry(
                    tx, delivery.id, owner=owner, wait_seconds=-1, reason="429"
                )
            if end == "unknown":
                return await endings.unknown(
                    tx, delivery.id, owner=owner, reason="timeout", now=NOON
                )
            if end == "dead":
                return await endings.dead(tx, delivery.id, owner=owner, reason="403", now=NOON)
            await outbox.give_back(tx, [delivery.id], owner=owner)
            return True

    @rule(worker=st.integers(0, WORKERS - 1))
    def die(self, worker: int) -> None:
        """A worker is killed; its leases run out, and another cleans up after it."""

        async def step() -> None:
            async with self.database.begin() as tx:
                await tx.execute(
                    sa.update(rows).where(rows.c.owner == self.owners[worker]).values(lease_until=0)
                )
                await endings.expire(tx, now=NOON)

        self.do(step())
        self.held[worker] = []
        self.owners[worker] = claims.new_owner()

    @rule(chat=st.sampled_from(CHATS))
    def send_again(self, chat: int) -> None:
        """A reader asks for what may not have arrived."""

        async def step() -> int:
            async with self.database.begin() as tx:
                lost = await outbox.of_chat(
                    tx, BOT, ChatId(chat), states=[DeliveryState.UNKNOWN], limit=1
                )
                again = [
                    await endings.send_again(tx, BOT, ChatId(chat), DeliveryId(row.id), now=NOON)
                    for row in lost
                ]
                return sum(again)

        self.n_planned += self.do(step())

    @invariant()
    def one_sender_a_chat(self) -> None:
        """Never are two messages of a chat on their way at once."""
        busy = self.do(self.sending_by_chat())
        assert all(n <= 1 for n in busy.values())

    async def sending_by_chat(self) -> dict[int, int]:
        """How many rows of each chat are being sent."""
        query = (
            sa.select(rows.c.chat_id, sa.func.count())
            .where(rows.c.state == DeliveryState.SENDING)
            .group_by(rows.c.chat_id)
        )
        async with self.database.read() as tx:
            return {row[0]: row[1] for row in await tx.execute(query)}

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every planned message is somewhere."""

        async def step() -> int:
            async with self.database.read() as tx:
                return sum((await outbox.counts(tx)).values())

        assert self.do(step()) == self.n_planned

    @invariant()
    def sent_once_and_in_order(self) -> None:
        """No part is sent twice, and parts of one key are sent in order."""
        for sent in self.sent.values():
            assert len(sent) == len(set(sent))
            by_key: dict[str, list[int]] = defaultdict(list)
            for key, part in sent:
                by_key[key].append(part)
            assert all(parts == sorted(parts) for parts in by_key.values())

    def teardown(self) -> None:
        """Close the database of this example."""
        self.do(self.stack.__aexit__(None, None, None))
        self.runner.close()


async def _open_everything(tx: Transaction) -> None:
    """Let no pace keep a claim from what the states allow."""
    await tx.execute(sa.update(chat_rows).values(next_send_at=0))
    await tx.execute(sa.delete(gate_rows))


def test_outbox_holds_under_any_sequence(migrated_url: str) -> None:
    """Whatever happens in whatever order: one sender a chat, nothing lost, nothing sent twice."""
    machine = type("Machine", (OutboxMachine,), {"url": migrated_url})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=20, stateful_step_count=25, deadline=None)
    )
