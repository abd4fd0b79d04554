"""The days after: the clock is moved, and what comes is what a reader would want."""

import re

from bot.demo import Demonstration
from bot.tour import Reader

_DAY = 86_400.0


def _numbered(text: str) -> list[str]:
    return re.findall(r"^\d+\. (.+)$", text, flags=re.MULTILINE)


async def test_next_morning_tells_only_news(own: Demonstration) -> None:
    """A story told yesterday comes back only with news and marked as an update."""
    reader = Reader(own)
    await reader.set_up()
    [first] = await reader.digests_of(1)
    own.playground.shift_clock(_DAY)
    _, second = await reader.digests_of(2)
    again = set(_numbered(first["text"])) & set(_numbered(second["text"]))
    assert not again
    assert "Update" in second["text"]
    assert own.playground.report().violations == []


async def test_three_days_away_bring_one_digest(own: Demonstration) -> None:
    """After a long stop there is one digest for all that happened, and it says that it is late."""
    reader = Reader(own)
    await reader.set_up()
    await reader.digests_of(1)
    own.playground.shift_clock(3 * _DAY)
    digests = await reader.digests_of(2)
    status = await reader.asks("/status")
    assert len(digests) == len(reader.digests()) == 2
    assert "late" in digests[1]["text"].lower()
    assert status["text"]
