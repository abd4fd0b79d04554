"""What people type for a time of day and for a place → minutes and IANA zones. Pure.

May import `bot.errors`. No bare offset is a zone here: it would be wrong for half of the year.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.errors import UsageError

# 7:45, 18.30, 8, 8am, 8:15 pm, 18h30, "um 8 Uhr", 0745. No space before the minutes: "8, 18"
# are two times.
_TIME = re.compile(
    r"""(?:at|um|gegen|@)?\s*
        (?P<hour>\d{1,2}) \s*
        (?:[:.h,](?P<minute>\d{2})|(?P<tight>(?<=\d{2})\d{2}))? \s*
        (?:(?P<half>[ap])\.?\s?m\.?|uhr|o'clock|h)?""",
    re.VERBOSE | re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*[+\-−]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)
NOON = 12
HOURS_A_DAY = 24
MINUTES_AN_HOUR = 60

# The zone of most of a language's readers: a first guess, asked back in the set-up.
ZONES_BY_LANGUAGE = {
    "ar": "Africa/Cairo",
    "de": "Europe/Berlin",
    "en": "Europe/London",
    "es": "Europe/Madrid",
    "fr": "Europe/Paris",
    "hi": "Asia/Kolkata",
    "id": "Asia/Jakarta",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "pt": "America/Sao_Paulo",
    "ru": "Europe/Moscow",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "zh": "Asia/Shanghai",
}
# Where the language tag names the region as well.
ZONES_BY_REGION = {
    "AT": "Europe/Vienna",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CH": "Europe/Zurich",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "TW": "Asia/Taipei",
    "US": "America/New_York",
}
# Big cities, and names in other languages, that name no zone of their own.
CITIES = {
    "almaty": "Asia/Almaty",
    "bangalore": "Asia/Kolkata",
    "barcelona": "Europe/Madrid",
    "basel": "Europe/Zurich",
    "beijing": "Asia/Shanghai",
    "bern": "Europe/Zurich",
    "birmingham": "Europe/London",
    "bombay": "Asia/Kolkata",
    "boston": "America/New_York",
    "calcutta": "Asia/Kolkata",
    "cologne": "Europe/Berlin",
    "delhi": "Asia/Kolkata",
    "dresden": "Europe/Berlin",
    "edinburgh": "Europe/London",
    "frankfurt": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "genf": "Europe/Zurich",
    "glasgow": "Europe/London",
    "graz": "Europe/Vienna",
    "hamburg": "Europe/Berlin",
    "houston": "America/Chicago",
    "kalkutta": "Asia/Kolkata",
    "kiew": "Europe/Kyiv",
    "koln": "Europe/Berlin",
    "leipzig": "Europe/Berlin",
    "lissabon": "Europe/Lisbon",
    "lyon": "Europe/Paris",
    "mailand": "Europe/Rome",
    "manchester": "Europe/London",
    "marseille": "Europe/Paris",
    "melbourne": "Australia/Melbourne",
    "miami": "America/New_York",
    "milan": "Europe/Rome",
    "montreal": "America/Toronto",
    "moskau": "Europe/Moscow",
    "mumbai": "Asia/Kolkata",
    "munchen": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "naples": "Europe/Rome",
    "neapel": "Europe/Rome",
    "new delhi": "Asia/Kolkata",
    "nyc": "America/New_York",
    "ottawa": "America/Toronto",
    "peking": "Asia/Shanghai",
    "philadelphia": "America/New_York",
    "rio": "America/Sao_Paulo",
    "rio de janeiro": "America/Sao_Paulo",
    "rom": "Europe/Rome",
    "saint petersburg": "Europe/Moscow",
    "salzburg": "Europe/Vienna",
    "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "sankt petersburg": "Europe/Moscow",
    "stuttgart": "Europe/Berlin",
    "the hague": "Europe/Amsterdam",
    "turin": "Europe/Rome",
    "warschau": "Europe/Warsaw",
    "washington": "America/New_York",
    "wien": "Europe/Vienna",
    "zurich": "Europe/Zurich",
    "москва": "Europe/Moscow",
    "санкт-петербург": "Europe/Moscow",
}
# Zones that are no cities: offsets in disguise, and names kept for old systems.
_NO_PLACES = (
    "Etc/",
    "SystemV/",
    "posix/",
    "right/",
    "US/",
    "Canada/",
    "Brazil/",
    "Chile/",
    "Mexico/",
)
MAX_FOUND = 8
# Two letters begin half the world; three are a city cut short.
MIN_BEGINNING = 3
# Shorter names are not guessed at: "EST" is like "West" in Australia, and "MSK" like Omsk.
MIN_MISTYPED = 5
# Ratio of difflib from which a name counts as mistyped: "berln", "new yrok" and "pariss" reach it.
LIKENESS = 0.8


def minute_of_day(text: str) -> int:
    """Read a time of day: ``7:45``, ``18.30``, ``8``, ``8 pm`` → minutes since midnight.

    Raises:
        UsageError: ``error-time``; it is no time of a day (``25:99``), or no time at all.
    """
    typed = text.strip()
    found = _TIME.fullmatch(typed)
    if found is None:
        raise UsageError("error-time", text=typed)
    hour, minute = int(found["hour"]), int(found["minute"] or found["tight"] or 0)
    if found["half"]:
        hour = _of_24(hour, found["half"].lower(), typed)
    # 24:00 is how some write the midnight at the end of the day.
    if (hour, minute) == (HOURS_A_DAY, 0):
        hour = 0
    if hour >= HOURS_A_DAY or minute >= MINUTES_AN_HOUR:
        raise UsageError("error-time", text=typed)
    return hour * MINUTES_AN_HOUR + minute


def minutes_of_day(text: str) -> tuple[int, ...]:
    """Read one or several times, parted by spaces, commas or "and"; sorted, each once.

    Raises:
        UsageError: ``error-time``; one of them is no time of a day.
    """
    try:
        return (minute_of_day(text),)
    except UsageError:
        pieces = [
            piece for piece in re.split(r"\s*(?:[,;]\s|\s|\band\b|\bund\b)\s*", text) if piece
        ]
        if len(pieces) <= 1:
            raise
        return tuple(sorted({minute_of_day(piece) for piece in pieces}))


def zones(text: str) -> tuple[str, ...]:
    """Read a zone's name or a city: the IANA zones that are meant, the best first.

    Args:
        text: ``Europe/Berlin``, ``berlin``, ``New York``, ``münchen``.

    Returns:
        One zone if the name says which; several (at most 8) if only its beginning was typed, or
        it was mistyped.

    Raises:
        UsageError: ``error-zone-offset`` for ``UTC+2``; ``error-zone`` if no place is found.
    """
    typed = text.strip()
    if _OFFSET.fullmatch(typed):
        raise UsageError("error-zone-offset", text=typed)
    name = _folded(typed)
    known = _places()
    exact = known.get(name)
    if exact is not None:
        return (exact,)
    begun = [place for place in sorted(known) if place.startswith(name)]
    near = begun or _alike(name, known)
    if len(name) < MIN_BEGINNING or not near:
        raise UsageError("error-zone", text=typed)
    return tuple(dict.fromkeys(known[place] for place in near))[:MAX_FOUND]


def guessed_zone(language_tag: str | None) -> str:
    """Return the likely zone of someone whose client speaks that language (``de-AT``)."""
    language, _, region = (language_tag or "").replace("_", "-").partition("-")
    by_language = ZONES_BY_LANGUAGE.get(language.lower(), "Europe/London")
    return ZONES_BY_REGION.get(region.upper(), by_language)


def _alike(name: str, known: Iterable[str]) -> list[str]:
    """Return the places that may have been mistyped so, the likeliest first."""
    if len(name) < MIN_MISTYPED:
        return []
    return get_close_matches(name, known, n=MAX_FOUND, cutoff=LIKENESS)


def _of_24(hour: int, half: str, typed: str) -> int:
    if not 1 <= hour <= NOON:
        raise UsageError("error-time", text=typed)
    return hour % NOON + (NOON if half == "p" else 0)


@cache
def _places() -> dict[str, str]:
    """Folded names → zones: the zone's own name, its city, and the cities above."""
    named = [zone for zone in sorted(available_timezones()) if not zone.startswith(_NO_PLACES)]
    # Without a region it is a country or an old abbreviation ("EST" knows no summer time);
    # UTC alone is what some people want.
    regional = [zone for zone in named if "/" in zone]
    cities = {_folded(zone.rsplit("/", 1)[1]): zone for zone in reversed(regional)}
    whole = {_folded(zone): zone for zone in [*regional, "UTC"]}
    return {**cities, **whole, **{_folded(city): zone for city, zone in CITIES.items()}}


def _folded(text: str) -> str:
    """Return the name in lower case without accents; "_" and "-" in zone names are spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.replace("_", " ").replace("-", " ").split())
