"""A place on the globe → its time zone, by the nearest of the cities that zones are named for.

Pure. The table is that of the zone data itself (`tzdata`): wrong near some borders, which the
set-up shows at once, as it tells the clock there.
"""

import math
import re
from functools import cache
from importlib.resources import files

_COORDINATES = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


def nearest_zone(latitude: float, longitude: float) -> str:
    """The zone whose city is nearest; degrees, north and east positive."""
    here = (math.radians(latitude), math.radians(longitude))
    return min(_cities(), key=lambda city: _distance(here, city[1]))[0]


@cache
def _cities() -> tuple[tuple[str, tuple[float, float]], ...]:
    table = files("tzdata.zoneinfo").joinpath("zone1970.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple((row[2], _radians(row[1])) for row in rows)


def _radians(written: str) -> tuple[float, float]:
    """Read ``+5230+01322``: degrees and minutes, perhaps seconds, of latitude and longitude."""
    found = _COORDINATES.fullmatch(written)
    if found is None:
        raise ValueError(f"no coordinates: {written}")
    north, *rest = found.groups(default="0")
    east = rest[3]
    return _angle(north, *rest[:3]), _angle(east, *rest[4:])


def _angle(sign: str, degrees: str, minutes: str, seconds: str) -> float:
    angle = math.radians(int(degrees) + int(minutes) / 60 + int(seconds) / 3600)
    return -angle if sign == "-" else angle


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The angle between two places (haversine, without what does not change the order)."""
    (a, b), (c, d) = one, other
    return math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
