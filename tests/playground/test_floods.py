"""Tests of the limits on sending."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import RetryAfter

from bot.playground.chats import Person
from bot.playground.floods import FloodRules, Floods
from bot.playground.server import Playground


def floods(**rules: float) -> Floods:
    """Limits with these changes to the rules."""
    result = Floods()
    result.set_rules(FloodRules(**rules))  # type: ignore[arg-type]  # by name
    return result


def hit(limits: Floods, chat_id: int, now: float, *, is_group: bool = False) -> int:
    """One send that nobody paid for."""
    return limits.hit(chat_id, now, is_group=is_group, is_paid=False)


def test_thirty_in_any_second_for_the_token() -> None:
    """The 31st message within a second is one too many, a second later it is not."""
    limits = floods()
    waits = [hit(limits, chat, 0.5) for chat in range(31)]
    assert (waits[:30], waits[30]) == ([0] * 30, 3)
    assert hit(limits, 99, 1.5) == 0


def test_a_chat_takes_a_burst_and_then_one_a_second() -> None:
    """Five at once, then only what the even pace allows."""
    limits = floods()
    assert [hit(limits, 7, 0.0) > 0 for _ in range(6)] == [False] * 5 + [True]
    assert [hit(limits, 7, second) for second in (1.0, 2.0)] == [0, 0]


def test_twenty_a_minute_in_a_group() -> None:
    """The 21st message to a group within a minute is one too many, at whatever pace."""
    limits = floods()
    waits = [hit(limits, -7, 2.0 * n, is_group=True) for n in range(21)]
    assert (max(waits[:20]), waits[20]) == (0, 3)
    assert hit(limits, -7, 61.0, is_group=True) == 0


def test_a_hit_shuts_the_chat_for_the_penalty() -> None:
    """A chat that was hit stays shut for its time, others go on."""
    limits = floods(chat_burst=1, penalty_seconds=4.0)
    hit(limits, 7, 0.0)
    assert hit(limits, 7, 0.0) == 4
    assert [limits.penalty(7, now) for now in (0.5, 3.5, 4.0)] == [4, 1, 0]
    assert limits.penalty(8, 0.5) == 0


def test_a_hit_on_the_token_shuts_every_chat() -> None:
    """The token's own limit stops all chats."""
    limits = floods(token_per_second=1)
    hit(limits, 7, 0.0)
    hit(limits, 8, 0.0)
    assert limits.penalty(9, 0.0) == 3


def test_paid_messages_have_their_own_limit_while_the_stars_last() -> None:
    """A paid message may pass the token's limit and costs a tenth of a Star."""
    limits = floods(token_per_second=1, stars=0.2)
    waits = [limits.hit(chat, 0.0, is_group=False, is_paid=True) for chat in range(4)]
    assert [wait > 0 for wait in waits] == [False, False, True, True]


@given(st.lists(st.tuples(st.floats(0, 0.3), st.integers(1, 12)), max_size=120))
def test_what_is_let_through_keeps_the_limits(sends: list[tuple[float, int]]) -> None:
    """However calls come, no second holds more than the limit."""
    limits, now, passed = floods(token_per_second=5, penalty_seconds=0.1), 0.0, [0.0][:0]
    for pause, chat in sends:
        now += pause
        if not hit(limits, chat, now):
            passed.append(now)
    assert all(sum(t <= other < t + 1 for other in passed) <= 5 for t in passed)


async def test_a_flood_is_a_429_and_disobedience_is_counted(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """The refusal says how long to wait, and each call before that is counted."""
    playground.set_flood(FloodRules(chat_burst=1, penalty_seconds=2.0))
    await bot.send_message(ada.id, "one")
    for _ in range(3):
        with pytest.raises(RetryAfter, match="Retry in 0:00:02"):
            await bot.send_message(ada.id, "two")
    report = playground.report()
    assert (report.penalties, report.calls_inside_penalties, len(report.deliveries)) == (1, 2, 1)
