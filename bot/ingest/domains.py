"""Which domain stands for a publisher, so that two feeds of one site are one outlet. Pure."""

from collections import Counter
from collections.abc import Iterable

from bot.ingest import urls

HOME_SHARE = 0.8
"""Share of a feed's links that lead to one domain, if that is its publisher's: an aggregator's lead
to many, and a publisher's own to one or, for the odd video or partner, two."""

N_LINKS = 5
"""Links from which such a share says anything."""

# Many publishers share these and are told apart by a path, if at all.
_SHARED_WORDS = """
    medium.com youtube.com google.com github.com gitlab.com codeberg.org t.me telegram.me reddit.com
    facebook.com instagram.com x.com twitter.com linkedin.com tumblr.com vk.com feedburner.com
    substack.com wordpress.com archive.org mastodon.social bsky.app
"""
_SHARED = frozenset(_SHARED_WORDS.split())
# Portals that give each of many outlets a name below their own.
_PORTALS = frozenset("uol.com.br sapo.pt iol.pt ig.com.br abril.com.br qq.com yahoo.com".split())


def publisher(url: str | None) -> str:
    """Return the domain that stands for who publishes there: ``bbc.co.uk``.

    Empty where no domain does: without an address, on a host without a name, and where many
    publishers share one.
    """
    host = urls.host(url or "")
    domain = urls.registrable_domain(host)
    if not domain.rpartition(".")[2].isalpha() or domain in _SHARED:
        return ""
    return host.removeprefix("www.") if domain in _PORTALS else domain


def home(links: Iterable[str]) -> str:
    """Return the publisher's domain that most of a feed's links lead to; empty where they do not.

    Feeds often stand at another domain than the articles they tell of.
    """
    domains = [publisher(link) for link in links]
    if len(domains) < N_LINKS:
        return ""
    [(most, n)] = Counter(domains).most_common(1)
    return most if n >= HOME_SHARE * len(domains) else ""
