"""When to look at a feed again: by its own rhythm, what it says of itself, and how it fails.

Pure: arithmetic over instants. Cf. the entry-frequency scheduler of miniflux.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

HOURS_A_DAY = 24
HOURS_A_WEEK = 7 * HOURS_A_DAY
DAY_SECONDS = 86_400.0
WEEK_SECONDS = 7 * DAY_SECONDS

N_GAPS = 20
"""Newest entries whose gaps are looked at: about a day of a newspaper."""

_MIN_DATED = 3
_UNKNOWN_FACTOR = 6
_JITTER = 0.1

QUIET_SECONDS = 3600.0
QUIET_GROWTH = 1.1
"""A feed that says nothing new is asked a tenth less often each time, down to once an hour: over a
night a five-minute feed costs 20 looks in place of 100, and its first news comes at most an hour
late."""

_WEEKLY_AFTER = 30
"""Failures in a row after which a feed is asked but once a week."""

GIVE_UP_AFTER = timedelta(days=60)


def interval_seconds(
    published: Sequence[datetime], *, least: float, ttl_seconds: float | None = None
) -> float:
    """Return how long a feed may be left alone: half its median gap, between *least* and a day.

    Args:
        published: instants of its entries, in any order; fewer than three tell nothing.
        least: the setting `NUTGRAF_POLL_MIN_SECONDS`.
        ttl_seconds: how long the feed says that it stays as it is.
    """
    newest = sorted(published, reverse=True)[:N_GAPS]
    if len(newest) < _MIN_DATED:
        own = least * _UNKNOWN_FACTOR
    else:
        gaps = [(late - early).total_seconds() for late, early in pairwise(newest)]
        own = median(gaps) / 2
    return min(max(own, least, ttl_seconds or 0.0), DAY_SECONDS)


def quieter_seconds(interval: float) -> float:
    """Return the interval after a look that found nothing new."""
    return max(interval, min(interval * QUIET_GROWTH, QUIET_SECONDS))


def backoff_seconds(interval: float, failures: int) -> float:
    """Return how long to leave a feed alone that has failed *failures* times in a row."""
    if failures > _WEEKLY_AFTER:
        return WEEK_SECONDS
    return min(interval * 2.0 ** min(failures, _WEEKLY_AFTER), DAY_SECONDS)


def next_look_at(
    now: datetime,
    seconds: float,
    *,
    seed: str,
    least_seconds: float = 0.0,
    silent_hours: Sequence[int] = (),
) -> datetime:
    """Return the instant of the next look: *seconds* from *now*, a tenth more or less.

    The spread comes from *seed*, so that feeds added together part ways, and from *now*, so that
    they do not meet again.

    Args:
        now: when this look is.
        seconds: how long the feed is left alone.
        seed: names the feed.
        least_seconds: what a host demands; no spread makes it shorter.
        silent_hours: hours of the week (UTC, Monday midnight is 0) that are passed over.
    """
    digest = hashlib.blake2b(f"{seed} {now.isoformat()}".encode(), digest_size=4).digest()
    share = int.from_bytes(digest) / 0xFFFF_FFFF  # in [0, 1]
    spread_seconds = seconds * (1 + _JITTER * (2 * share - 1))
    found = now + timedelta(seconds=max(spread_seconds, least_seconds))
    for _ in range(HOURS_A_WEEK):
        if found.weekday() * HOURS_A_DAY + found.hour not in silent_hours:
            break
        found += timedelta(hours=1)
    return found
