"""One language: its catalogue (Project Fluent) and its customs (CLDR, through babel).

Imported by `bot.render.words` alone, and only when a language is first used, as both libraries
together cost 16 MB. Reads the catalogue's file once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_skeleton,
    format_timedelta,
    get_timezone,
    get_timezone_location,
)
from babel.lists import format_list
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

# British English, for a clock of 24 hours and "Mon 23 Nov".
_LOCALES = {"en": "en_GB", "zh": "zh_Hans"}


class Language:
    """A language that has a catalogue.

    Args:
        code: two letters, e.g. ``de``.
    """

    def __init__(self, code: str) -> None:
        self._locale = Locale.parse(_LOCALES.get(code, code))
        # Isolating marks would count as characters and be copied along; Telegram sets the
        # direction of each paragraph, so left-to-right languages do without them.
        self._bundle = FluentBundle(
            [str(self._locale).replace("_", "-")],
            use_isolating=self._locale.text_direction == "rtl",
        )
        source = files("bot.render.translations").joinpath(f"{code}.ftl").read_text("utf-8")
        self._bundle.add_resource(FluentResource(source))

    def text(self, message: str, values: Mapping[str, str | int | float]) -> str | None:
        """Return the message with its placeholders filled; None if the catalogue lacks it."""
        if not self._bundle.has_message(message):
            return None
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            return None
        text, _ = self._bundle.format_pattern(pattern, dict(values))
        return str(text)

    def time(self, at: datetime, skeleton: str) -> str:
        """Return a local time by a CLDR skeleton: ``Mon 23 Nov`` for ``MMMEd``."""
        return format_skeleton(skeleton, at, locale=self._locale, tzinfo=at.tzinfo)

    def weekday(self, weekday: int) -> str:
        """Return ``Mon`` for 0."""
        # 5 January 1970 was a Monday.
        return format_date(date(1970, 1, 5 + weekday), "ccc", locale=self._locale)

    def city(self, zone: str) -> str:
        """Return the city that a zone is named for; the zone's own name if it has none (UTC)."""
        if "/" not in zone:
            return zone
        try:
            known = get_timezone(zone)
        except LookupError:
            return zone
        return get_timezone_location(known, locale=self._locale, return_city=True) or zone

    def number(self, number: int) -> str:
        """Return ``12,345``."""
        return format_decimal(number, locale=self._locale)

    def period(self, period: timedelta) -> str:
        """Return ``5 days``."""
        return format_timedelta(period, threshold=1, locale=self._locale)

    def listed(self, items: Sequence[str]) -> str:
        """Return ``a, b and c``."""
        return format_list(list(items), locale=self._locale)


def own_name(code: str) -> str:
    """Return ``Deutsch`` for ``de``; the code for a language that CLDR does not know."""
    try:
        locale = Locale.parse(_LOCALES.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code
    name = locale.language_name or code
    return name[:1].upper() + name[1:]


@cache
def language(code: str) -> Language:
    """Return the language, read once in the life of the process."""
    return Language(code)
