"""What the bot says, in the language of a chat: texts, times and lists in their zone.

May import `bot.render.language`, and that late: it costs memory that a bot which answers nobody
does not need.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from bot.render.language import Language

FALLBACK = "en"
# From here on a date tells its year instead of its hour.
LONG_AGO = timedelta(days=180)

Value = str | int | float


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, sorted: ``("de", "en", …)``."""
    names = (entry.name for entry in files("bot.render.translations").iterdir())
    return tuple(sorted(name.removesuffix(".ftl") for name in names if name.endswith(".ftl")))


def best_language(tag: str | None) -> str:
    """Return the catalogue for a language tag such as ``de-AT``; English if there is none."""
    language = (tag or FALLBACK).replace("_", "-").split("-")[0].lower()
    return language if language in languages() else FALLBACK


def language_name(language: str) -> str:
    """Return the language's name in itself, ``Deutsch``; of any language, spoken here or not."""
    from bot.render.language import own_name  # noqa: PLC0415 - late, see above

    return own_name(language)


def zone_of(name: str) -> ZoneInfo:
    """Return the zone; UTC for a name that the zone data does not know."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return ZoneInfo("UTC")


def clock(minute_of_day: int) -> str:
    """Return ``08:00`` for 480: a time of the day in whatever zone."""
    return f"{minute_of_day // 60:02}:{minute_of_day % 60:02}"


class Words:
    """The voice of one language in one zone.

    Args:
        language: a language tag; an unknown one speaks English.
        zone: IANA name in which times are told; an unknown one tells them in UTC.
    """

    def __init__(self, language: str, *, zone: str = "UTC") -> None:
        self.language = best_language(language)
        self.zone = zone
        self._zone = zone_of(zone)

    def __call__(self, message: str, **values: Value) -> str:
        """Return a text of the catalogue with its placeholders filled.

        A message that this language lacks is told in English; one that no catalogue has is a
        mistake of ours and comes back as its own name, so that a reader still gets an answer.
        """
        for code in (self.language, FALLBACK):
            text = _language(code).text(message, values)
            if text is not None:
                return text
        return message

    def local(self, at: datetime) -> datetime:
        """Return the instant on the clocks of the chat."""
        return at.astimezone(self._zone)

    def time(self, at: datetime) -> str:
        """Return ``07:12``."""
        return _language(self.language).time(self.local(at), "Hm")

    def day(self, at: datetime) -> str:
        """Return ``Mon 23 Nov``."""
        return _language(self.language).time(self.local(at), "MMMEd")

    def date(self, at: datetime) -> str:
        """Return ``23 Nov 2026``."""
        return _language(self.language).time(self.local(at), "yMMMd")

    def moment(self, at: datetime, now: datetime) -> str:
        """Return an instant as one says it: ``07:12``, ``Sun 22 Nov, 07:12``, ``3 Nov 2025``."""
        if self.local(at).date() == self.local(now).date():
            return self.time(at)
        if abs(now - at) > LONG_AGO:
            return self.date(at)
        return f"{self.day(at)}, {self.time(at)}"

    def day_in_words(self, at: datetime, now: datetime) -> str:
        """Return ``today``, ``tomorrow, Mon 23 Nov`` or ``Tue 24 Nov``."""
        n_days = (self.local(at).date() - self.local(now).date()).days
        if n_days == 0:
            return self("day-today")
        return self("day-tomorrow", day=self.day(at)) if n_days == 1 else self.day(at)

    def weekday(self, weekday: int) -> str:
        """Return ``Mon`` for 0."""
        return _language(self.language).weekday(weekday)

    def city(self, zone: str | None = None) -> str:
        """Return the city that a zone is named for, ``New York``; by default of the own zone."""
        return _language(self.language).city(self.zone if zone is None else zone)

    def period(self, period: timedelta) -> str:
        """Return ``5 days``."""
        return _language(self.language).period(period)

    def number(self, number: int) -> str:
        """Return ``12,345`` with the separators of the language."""
        return _language(self.language).number(number)

    def listed(self, items: Sequence[str]) -> str:
        """Return ``a, b and c``."""
        return _language(self.language).listed(items)


def _language(code: str) -> Language:
    from bot.render.language import language  # noqa: PLC0415  # 16 MB, see the module

    return language(code)
