"""Moments counted from the opening of the newsroom: offsets, and dates inside prose.

A text says ``{weekday:-9h}``, ``{date:+2d}`` or ``{time:-90m}`` where a newspaper would print the
weekday, the date or the hour; so every outlet names the same moment alike, whenever the newsroom
opens. Imports nothing of the project.
"""

import re
from datetime import datetime, timedelta

_OFFSET = re.compile(r"(?P<sign>[+-])(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")
_TOKEN = re.compile(r"\{(?P<kind>weekday|date|time):(?P<offset>[+-][0-9dhm]+)\}")

# Printed hours are rounded down to this, as reporters do.
_MINUTES_STEP = 5

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
        *("September", "Oktober", "November", "Dezember"),
    ),
}


def offset(text: str) -> timedelta:
    """Return the offset that *text* writes as ``-1d2h30m`` or ``+45m``.

    Raises:
        ValueError: *text* is no offset.
    """
    match = _OFFSET.fullmatch(text)
    if match is None or not any(match.group("days", "hours", "minutes")):
        raise ValueError(f"{text!r} is no offset; write it like -1d2h30m.")
    days, hours, minutes = (int(part or 0) for part in match.group("days", "hours", "minutes"))
    size = timedelta(days=days, hours=hours, minutes=minutes)
    return -size if match["sign"] == "-" else size


def fill(text: str, started_at: datetime, *, language: str) -> str:
    """Return *text* with its moments printed in the words of *language* (``en`` or ``de``)."""

    def printed(match: re.Match[str]) -> str:
        moment = started_at + offset(match["offset"])
        return _print(match["kind"], moment, language)

    return _TOKEN.sub(printed, text)


def _print(kind: str, moment: datetime, language: str) -> str:
    if kind == "weekday":
        return _WEEKDAYS[language][moment.weekday()]
    if kind == "time":
        minute = moment.minute - moment.minute % _MINUTES_STEP
        return f"{moment.hour:02}.{minute:02}" if language == "de" else f"{moment.hour}:{minute:02}"
    month = _MONTHS[language][moment.month - 1]
    return f"{moment.day}. {month}" if language == "de" else f"{moment.day} {month}"
