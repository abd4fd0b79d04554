"""What hosts allow robots to read."""

import pytest

from bot.ingest import robots

TEXT = """
User-agent: other
Disallow: /

User-agent: *
Disallow: /private   # not for robots
Allow: /private/open
Disallow: /*.pdf$
Disallow: /a*b*c
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/paper.pdf", False),
        ("/paper.pdf?x", True),
        ("/a1b2c3", False),
        ("/acb", True),
    ],
)
def test_longest_rule_decides(path: str, *, allowed: bool) -> None:
    """Stars, ends and exceptions mean what RFC 9309 says."""
    assert robots.is_allowed(robots.parse(TEXT), path) is allowed


def test_own_group_comes_before_everybodys() -> None:
    """A host that names us means us."""
    rules = robots.parse("User-agent: *\nDisallow: /\n\nUser-agent: Nutgraf\nDisallow: /x")
    assert robots.is_allowed(rules, "/news")


def test_own_group_may_forbid_nothing() -> None:
    """A host that shuts all others out, and lets us in by name, lets us in."""
    rules = robots.parse("User-agent: nutgraf\nDisallow:\n\nUser-agent: *\nDisallow: /")
    assert robots.is_allowed(rules, "/news")


def test_many_stars_cost_little() -> None:
    """A rule of stars over a long path is matched part by part; the test would hang."""
    rules = robots.parse("User-agent: *\nDisallow: /" + "*a" * 5_000 + "$")
    assert robots.is_allowed(rules, "/" + "a" * 4_999)
