"""The report tells a careful sender from a careless one, when answers get lost."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp import ClientError

from bot.playground.chats import Person
from bot.playground.faults import FaultKind
from bot.playground.floods import FloodRules
from bot.playground.server import Playground
from tests.playground.wire import Wire

N_CHATS = 10
PARTS = [f"part {n}" for n in range(1, 13)]


@pytest.fixture
def readers(playground: Playground) -> Sequence[Person]:
    """Chats whose answers get lost, or come as errors, after one message in seven arrived."""
    people = [playground.person(f"Reader{n}") for n in range(N_CHATS)]
    for person in people:
        playground.says(person, "/start", sender=person)
    for kind in (FaultKind.RESET, FaultKind.SERVER_ERROR, FaultKind.HTML):
        playground.add_fault(kind, after_delivery=True, times=None, probability=0.05)
    return people


async def arrives(wire: Wire, chat_id: int, text: str) -> bool:
    """Send once; False when the answer tells nothing."""
    try:
        answer = await wire.attempt("sendMessage", chat_id=chat_id, text=text)
    except ClientError:
        return False
    return answer.code < 500


async def send_once(wire: Wire, chat_id: int) -> int:
    """Send all parts in order, none twice; return how many answers told nothing."""
    return sum([not await arrives(wire, chat_id, part) for part in PARTS])


async def send_until_sure(wire: Wire, chat_id: int) -> int:
    """Send all parts in order, each until an answer comes; return how many were repeated."""
    n_repeats = 0
    for part in PARTS:
        while not await arrives(wire, chat_id, part):
            n_repeats += 1
    return n_repeats


async def test_a_careful_sender_repeats_nothing(wire: Wire, readers: Sequence[Person]) -> None:
    """Sent once each, everything arrives once and in order, whatever the answers said."""
    unknown = await asyncio.gather(*(send_once(wire, reader.id) for reader in readers))
    report = wire.playground.report()
    assert sum(unknown) == sum(report.faults.values()) > 0
    assert (report.unique, report.duplicates) == (N_CHATS * len(PARTS), 0)
    assert all(texts == PARTS for texts in report.order.values())


async def test_a_careless_sender_is_found_out(wire: Wire, readers: Sequence[Person]) -> None:
    """Each repetition after a lost answer is a duplicate in the report."""
    repeats = await asyncio.gather(*(send_until_sure(wire, reader.id) for reader in readers))
    report = wire.playground.report()
    assert (report.unique, report.duplicates) == (N_CHATS * len(PARTS), sum(repeats))


async def test_a_hasty_sender_is_found_out(wire: Wire, readers: Sequence[Person]) -> None:
    """Without pace the limits strike, and calls inside the penalty are counted."""
    wire.playground.clear_faults()
    wire.playground.set_flood(FloodRules(token_per_second=10, penalty_seconds=30.0))
    await asyncio.gather(*(send_once(wire, reader.id) for reader in readers))
    report = wire.playground.report()
    assert (len(report.deliveries), report.penalties) == (10, 1)
    assert report.calls_inside_penalties == N_CHATS * len(PARTS) - 11
