"""What the bot did, counted: deliveries, repeats, pace, violations.

Imports nothing of the project.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

_SECOND = 1.0
_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that reached its chat, whether or not the bot heard of it."""

    chat_id: int
    message_id: int
    text: str
    at_seconds: float
    is_group: bool
    thread_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something wrong in a call that Telegram would swallow without a word."""

    method: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A call that was refused."""

    method: str
    code: int
    description: str
    chat_id: int | str | None = None


@dataclass(slots=True)
class Report:
    """Everything seen so far. Times are seconds of a clock that only runs forward."""

    deliveries: list[Delivery] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    not_played: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    calls_inside_penalties: int = 0
    penalties: int = 0
    pressed: int = 0
    answered: int = 0

    @property
    def unique(self) -> int:
        """Number of different messages: chat, topic and text."""
        return len(self._times_by_message())

    @property
    def duplicates(self) -> int:
        """Number of messages that repeat one delivered before, text by text in each chat."""
        return len(self.deliveries) - self.unique

    @property
    def unanswered(self) -> int:
        """Presses that no `answerCallbackQuery` followed yet."""
        return self.pressed - self.answered

    @property
    def order(self) -> dict[int, list[str]]:
        """Texts by chat, in the order of their arrival."""
        texts: dict[int, list[str]] = {}
        for delivery in self.deliveries:
            texts.setdefault(delivery.chat_id, []).append(delivery.text)
        return texts

    @property
    def peak_second(self) -> int:
        """Most deliveries within any one second."""
        return _peak([d.at_seconds for d in self.deliveries], _SECOND)

    @property
    def peak_chat_second(self) -> int:
        """Most deliveries to one chat within any one second."""
        return _peak_by_chat(self.deliveries, _SECOND)

    @property
    def peak_group_minute(self) -> int:
        """Most deliveries to one group within any one minute."""
        return _peak_by_chat([d for d in self.deliveries if d.is_group], _MINUTE)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as it goes over HTTP."""
        return {
            "delivered": len(self.deliveries),
            "unique": self.unique,
            "duplicates": self.duplicates,
            "pressed": self.pressed,
            "unanswered": self.unanswered,
            "peak_second": self.peak_second,
            "peak_chat_second": self.peak_chat_second,
            "peak_group_minute": self.peak_group_minute,
            "penalties": self.penalties,
            "calls_inside_penalties": self.calls_inside_penalties,
            "calls": dict(self.calls),
            "not_played": dict(self.not_played),
            "faults": dict(self.faults),
            "violations": [asdict(v) for v in self.violations],
            "refusals": [asdict(r) for r in self.refusals],
            "order": {str(chat_id): texts for chat_id, texts in self.order.items()},
        }

    def _times_by_message(self) -> Counter[tuple[int, int | None, str]]:
        return Counter((d.chat_id, d.thread_id, d.text) for d in self.deliveries)


def _peak_by_chat(deliveries: Iterable[Delivery], seconds: float) -> int:
    times: dict[int, list[float]] = {}
    for delivery in deliveries:
        times.setdefault(delivery.chat_id, []).append(delivery.at_seconds)
    return max((_peak(t, seconds) for t in times.values()), default=0)


def _peak(times: Sequence[float], seconds: float) -> int:
    """Return the most times that lie in any half-open window of so many seconds."""
    peak = first = 0
    for last, time in enumerate(times):
        while time - times[first] >= seconds:
            first += 1
        peak = max(peak, last - first + 1)
    return peak
