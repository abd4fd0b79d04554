"""What hosts allow robots to read (RFC 9309). For pages that we read on our own initiative.

Feeds were chosen by a person and links were sent by one: those are not asked about here.
"""

import re
import time
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.errors import FetchError
from bot.ingest.answer import Fetched
from bot.ingest.fetch import Fetcher

AGENT = "nutgraf"
MAX_CHARACTERS = 500_000
MAX_RULES = 2_000
KEEP_SECONDS = 86_400.0
_MAX_HOSTS = 2_000


class Rule(NamedTuple):
    """One line of a group: a path pattern and whether it allows."""

    pattern: str
    allows: bool


class Robots:
    """Remembers for a day what each host allows; in memory, a restart asks again."""

    def __init__(self) -> None:
        self._rules: dict[str, tuple[float, tuple[Rule, ...]]] = {}

    async def allow(self, fetcher: Fetcher, url: str) -> bool:
        """Tell whether *url* may be read; a host that cannot say allows everything."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        until, rules = self._rules.get(origin, (0.0, ()))
        if until < time.monotonic():
            rules = await _fetched(fetcher, origin)
            if len(self._rules) >= _MAX_HOSTS:
                self._rules.clear()
            self._rules[origin] = (time.monotonic() + KEEP_SECONDS, rules)
        return is_allowed(rules, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")


def parse(text: str, *, agent: str = AGENT) -> tuple[Rule, ...]:
    """Return the rules for *agent*: those of its own group, else those for everybody."""
    own: list[Rule] = []
    everybody: list[Rule] = []
    groups: list[list[Rule]] = []
    in_head = is_named = False
    for line in text[:MAX_CHARACTERS].splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            groups = groups if in_head else []
            in_head = True
            if value == "*":
                groups.append(everybody)
            elif value.lower() == agent:
                is_named = True
                groups.append(own)
        elif name in {"allow", "disallow"}:
            in_head = False
            if value and len(own) + len(everybody) < MAX_RULES:
                for group in groups:
                    group.append(Rule(value, name == "allow"))
    return tuple(own if is_named else everybody)


def is_allowed(rules: tuple[Rule, ...], path: str) -> bool:
    """Tell whether the longest rule that fits *path* allows it; ties allow."""
    fitting = [rule for rule in rules if _fits(rule.pattern, path)]
    if not fitting:
        return True
    longest = max(len(rule.pattern) for rule in fitting)
    return any(rule.allows for rule in fitting if len(rule.pattern) == longest)


async def _fetched(fetcher: Fetcher, origin: str) -> tuple[Rule, ...]:
    try:
        found = await fetcher.fetch(f"{origin}/robots.txt", kind="page")
    except FetchError:
        return ()
    return parse(found.body.decode("utf-8", "replace")) if isinstance(found, Fetched) else ()


def _fits(pattern: str, path: str) -> bool:
    """Match a path by the stars and the final dollar of a rule, part by part and so linearly."""
    must_end = pattern.endswith("$")
    head, *rest = re.split(r"\*+", pattern.removesuffix("$"))
    if not path.startswith(head):
        return False
    at = len(head)
    for part in rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not must_end or at == len(path):
        return True
    return bool(rest) and path.endswith(rest[-1])
