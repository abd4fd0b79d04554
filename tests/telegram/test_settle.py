"""Whose limit a flood answer is about: the chat's or the token's."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.telegram.settle import is_chat_at_its_limit
from tests.telegram.house import House, a_part

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds_ago", "expected"),
    [([], False), ([0.5], True), ([2.0], False), (range(2, 20), True), (range(2, 15), False)],
)
def test_a_chat_at_its_own_pace_is_what_a_flood_is_about(
    seconds_ago: list[float], *, expected: bool
) -> None:
    """A message just now, or nearly twenty in a minute: then only this chat has to wait."""
    arrived_at = [NOON - timedelta(seconds=seconds) for seconds in seconds_ago]
    assert is_chat_at_its_limit(arrived_at, NOON) is expected


async def test_a_flood_in_one_chat_stops_no_other(house: House) -> None:
    """A chat that has just been written to waits alone; the others are written to meanwhile."""
    ada, ben = house.reader("Ada"), house.reader("Ben")
    await house.plan(ada, a_part("one"), a_part("two"))
    await house.plan(ben, a_part("one"), a_part("two"), a_part("three"))
    house.playground.add_fault(
        "429", method="sendMessage", chat_id=ada.id, text_contains="two", retry_after=3
    )
    began = house.now
    while len(house.texts(ben)) < 3:
        await house.deliver()
    took = house.now - began
    assert house.texts(ada) == ["one"]
    assert took < timedelta(seconds=3)
