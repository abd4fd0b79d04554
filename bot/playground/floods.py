"""Telegram's limits on sending, as far as they are known: settings, not facts.

Imports nothing of the project.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

_SECOND = 1.0
_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodRules:
    """Limits. Telegram's own numbers are unpublished; these are those of its FAQ.

    Attributes:
        token_per_second: messages of the whole bot in any second.
        chat_per_second: messages to one chat, evenly.
        chat_burst: how many a chat takes at once before that pace counts.
        group_per_minute: messages to one group in any minute.
        penalty_seconds: how long a hit shuts the chat or the token.
        paid_per_second: limit for calls with `allow_paid_broadcast`.
        stars: balance in Telegram Stars; a paid message costs 0.1.
    """

    token_per_second: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20
    penalty_seconds: float = 3.0
    paid_per_second: int = 1000
    stars: float = 0.0


_STARS_A_MESSAGE = 0.1


@dataclass(slots=True)
class Floods:
    """Counts sends and says when the next one may come. No rules: everything may come."""

    rules: FloodRules | None = None
    stars: float = 0.0
    _token: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _debts: dict[int, tuple[float, float]] = field(default_factory=dict)
    _shut_until: dict[int | None, float] = field(default_factory=dict)

    def set_rules(self, rules: FloodRules | None) -> None:
        """Begin anew with other rules."""
        self.rules = rules
        self.stars = rules.stars if rules else 0.0
        self._token.clear()
        self._groups.clear()
        self._debts.clear()
        self._shut_until.clear()

    def penalty(self, chat_id: int, now_seconds: float) -> int:
        """Return the whole seconds that an earlier hit still shuts this chat or the token."""
        until = max(
            self._shut_until.get(None, 0.0),
            self._shut_until.get(chat_id, 0.0),
        )
        return max(0, math.ceil(until - now_seconds))

    def hit(self, chat_id: int, now_seconds: float, *, is_group: bool, is_paid: bool) -> int:
        """Count one send; return 0, or the seconds of a new penalty when it is one too many."""
        if self.rules is None:
            return 0
        scope: int | None = chat_id
        if self._is_token_full(self.rules, now_seconds, is_paid=is_paid):
            scope = None
        elif not (
            self._is_chat_full(self.rules, chat_id, now_seconds)
            or (is_group and self._is_group_full(self.rules, chat_id, now_seconds))
        ):
            self._count(self.rules, chat_id, now_seconds, is_group=is_group)
            return 0
        self._shut_until[scope] = now_seconds + self.rules.penalty_seconds
        return math.ceil(self.rules.penalty_seconds)

    def _is_token_full(self, rules: FloodRules, now: float, *, is_paid: bool) -> bool:
        _forget(self._token, now - _SECOND)
        if is_paid and self.stars >= _STARS_A_MESSAGE:
            self.stars -= _STARS_A_MESSAGE
            return len(self._token) >= rules.paid_per_second
        return len(self._token) >= rules.token_per_second

    def _is_chat_full(self, rules: FloodRules, chat_id: int, now: float) -> bool:
        return self._debt(rules, chat_id, now) + 1 > rules.chat_burst

    def _is_group_full(self, rules: FloodRules, chat_id: int, now: float) -> bool:
        _forget(self._groups[chat_id], now - _MINUTE)
        return len(self._groups[chat_id]) >= rules.group_per_minute

    def _count(self, rules: FloodRules, chat_id: int, now: float, *, is_group: bool) -> None:
        self._token.append(now)
        self._debts[chat_id] = (self._debt(rules, chat_id, now) + 1, now)
        if is_group:
            self._groups[chat_id].append(now)

    def _debt(self, rules: FloodRules, chat_id: int, now: float) -> float:
        """Return how many sends lie over the even pace; it melts with time."""
        debt, since = self._debts.get(chat_id, (0.0, now))
        return max(0.0, debt - (now - since) * rules.chat_per_second)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()
