"""Tests of faults on request, over the wire."""

import asyncio
import random

import pytest
from aiohttp import ClientPayloadError, ServerDisconnectedError
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.playground.chats import Person
from bot.playground.faults import Fault, FaultKind, Faults
from bot.playground.server import Playground
from tests.playground.wire import Wire


async def test_a_429_is_obeyed_once_and_then_over(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """A fault strikes as often as it says."""
    playground.add_fault("429", method="sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as flooded:
        await bot.send_message(ada.id, "one")
    await bot.send_message(ada.id, "two")
    assert flooded.value.retry_after.total_seconds() == 7  # type: ignore[union-attr]  # a timedelta here
    assert [m["text"] for m in playground.from_bot(ada)] == ["two"]


ANSWERS = [
    ("500", 500, "Internal Server Error"),
    ("502html", 502, "<html>"),
    ("garbled", 200, '{"ok":true,"result":{"mess'),
    ("forbidden", 403, "bot was blocked by the user"),
]


@pytest.mark.parametrize(("kind", "status", "words"), ANSWERS)
@pytest.mark.parametrize("after_delivery", [False, True])
async def test_an_answer_is_spoilt_before_or_after_delivery(
    wire: Wire, ada: Person, kind: str, status: int, words: str, *, after_delivery: bool
) -> None:
    """The message went out exactly if the fault comes after it."""
    playground = wire.playground
    playground.add_fault(kind, after_delivery=after_delivery)
    url = f"{playground.url}/bot{playground.token}/sendMessage"
    async with wire.session.post(url, data={"chat_id": str(ada.id), "text": "x"}) as response:
        assert (response.status, words in await response.text()) == (status, True)
    assert len(playground.from_bot(ada)) == int(after_delivery)


@pytest.mark.parametrize("after_delivery", [False, True])
async def test_a_connection_is_cut(wire: Wire, ada: Person, *, after_delivery: bool) -> None:
    """A reset loses the answer, and the message only when it comes first."""
    playground = wire.playground
    playground.add_fault("reset", after_delivery=after_delivery)
    with pytest.raises((ServerDisconnectedError, ClientPayloadError, ConnectionError)):
        await wire.call("sendMessage", chat_id=ada.id, text="x")
    assert len(playground.from_bot(ada)) == int(after_delivery)


async def test_a_hanging_answer_ends_in_a_timeout(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """The client gives up, although the message arrived."""
    playground.add_fault("hang", after_delivery=True)
    with pytest.raises(TimedOut):
        await bot.send_message(ada.id, "x", read_timeout=0.1)
    assert len(playground.from_bot(ada)) == 1


async def test_a_late_answer_comes(wire: Wire, ada: Person) -> None:
    """A delay only delays."""
    wire.playground.add_fault("delay", seconds=0.1)
    started = asyncio.get_running_loop().time()
    answer = await wire.call("sendMessage", chat_id=ada.id, text="x")
    assert answer.result["text"] == "x"
    assert asyncio.get_running_loop().time() - started >= 0.1


async def test_any_refusal_can_be_asked_for(playground: Playground, bot: Bot, ada: Person) -> None:
    """Code and words are free."""
    playground.add_fault("refused", code=400, description="Bad Request: TOPIC_CLOSED")
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(ada.id, "x")


async def test_a_fault_is_for_those_it_names(playground: Playground, bot: Bot, ada: Person) -> None:
    """Method, chat and text narrow a fault down."""
    ben = playground.person("Ben")
    playground.says(ben, "/start", sender=ben)
    playground.add_fault("forbidden", chat_id=ben.id, text_contains="news", times=None)
    await bot.send_message(ada.id, "news")
    await bot.send_message(ben.id, "weather")
    with pytest.raises(Forbidden):
        await bot.send_message(ben.id, "more news")
    playground.clear_faults()
    await bot.send_message(ben.id, "news at last")
    assert playground.report().faults == {"forbidden": 1}


async def test_a_fault_can_wait_for_its_call(playground: Playground, bot: Bot, ada: Person) -> None:
    """The third of three parts fails when two are skipped."""
    playground.add_fault("500", method="sendMessage", skip=2)
    await bot.send_message(ada.id, "part 1")
    await bot.send_message(ada.id, "part 2")
    with pytest.raises(NetworkError):
        await bot.send_message(ada.id, "part 3")


async def test_faults_of_other_methods(playground: Playground, bot: Bot) -> None:
    """Every method can fail."""
    playground.add_fault("500", method="getme")
    with pytest.raises(NetworkError):
        await bot.get_me()


def test_a_probability_strikes_about_that_often() -> None:
    """A fault of one in twenty strikes about one call in twenty, the same each run."""
    rule = Fault(kind=FaultKind.RESET, times=None, probability=0.05)
    faults = Faults(rules=[rule], chance=random.Random(7))  # noqa: S311 - no secret
    struck = sum(faults.strike("sendMessage", 1, "x") is not None for _ in range(2000))
    assert 60 <= struck <= 140
