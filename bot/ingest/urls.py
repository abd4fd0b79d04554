"""Addresses: which may be asked for at all, which name the same article, who owns a host.

Parsed with can_ada, which reads an address as browsers do (WHATWG); the client gets the address
that can_ada wrote, so that no second parser can see another host in it.
"""

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import can_ada

from bot.errors import FetchError
from bot.ingest.networks import Networks, is_allowed

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 4096

_SCHEMES = frozenset({"http:", "https:"})
_PORTS = frozenset({"", "80", "443", "8000", "8008", "8080", "8443", "8888"})
_PRIVATE_SUFFIXES = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "arpa",
    "svc",
    "onion",
    "invalid",
    "test",
)
_FORBIDDEN_CHARACTER = re.compile(r"[\s\x00-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_LITERAL_4 = re.compile(r"\d+\.\d+\.\d+\.\d+")
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)

# Parameters that only tell where a reader came from. Collected from the addresses in feeds and
# newsletters; what may also name an article (source, via, id, q, v, p …) must never stand here.
_TRACKING_WORDS = """
    fbclid gclid dclid mclid tclid yclid msclkid twclid gbraid wbraid mc_cid mc_eid wt_mc wt_zmc
    cmp cmpid ito ocid ncid icid ftag smid smtyp xtor mkt_tok _hsenc _hsmi _ga _gl dicbo spm
    li_fat_id __twitter_impression ref referer referrer referral
"""
_TRACKING = frozenset(_TRACKING_WORDS.split())
_TRACKING_PREFIXES_WORDS = """
    utm_ at_ ns_ igsh guc trk vero_ oly_ ob_ share ref_
"""
_TRACKING_PREFIXES = tuple(_TRACKING_PREFIXES_WORDS.split())


def check(url: str, allowed: Networks) -> str:
    """Return *url* as a browser writes it, without its fragment, if it may be asked for.

    This is the syntax gate; the connection gate (`bot.ingest.guard`) judges what names lead to.

    Raises:
        FetchError: with reason ``address``; the sentence says what is wrong.
    """
    url = url.strip(" ")
    if len(url) > MAX_LENGTH:
        raise _refused("The address is too long.", url)
    if _FORBIDDEN_CHARACTER.search(url):
        raise _refused("The address has a space or a line break inside.", url)
    parsed = _parsed(url)
    if parsed is None or not _names_authority(url):
        raise _refused("That is not a complete web address.", url)
    if parsed.protocol not in _SCHEMES:
        raise _refused("Only http and https addresses can be read.", url)
    if parsed.username or parsed.password:
        raise _refused("An address with a user name in it is not read.", url)
    host = str(parsed.hostname)
    if _is_literal(host):
        if not is_allowed(host.strip("[]"), allowed):
            raise _refused("The address is not on the public internet.", url)
        own = not is_allowed(host.strip("[]"), Networks())
    else:
        own = bool(allowed.allowed)
        if not own and not _is_public_name(host):
            raise _refused("The host is not on the public internet.", url)
    if not own and parsed.port not in _PORTS:
        raise _refused("The address has an unusual port.", url)
    parsed.hash = ""
    return str(parsed.href)


def told(url: str) -> str | None:
    """Return *url* as a feed tells it, absolute or relative; None if it is no http address."""
    url = url.strip()
    if not url or len(url) > MAX_LENGTH or _CONTROL.search(url):
        return None
    scheme = _SCHEME.match(url)
    return url if scheme is None or scheme[0].lower() in _SCHEMES else None


def shown(url: str | None, *, base: str | None = None) -> str | None:
    """Return *url*, resolved against *base*, as a whole http address fit to show; else None."""
    if url is None or told(url) is None:
        return None
    parsed = _parsed(url.strip(), base)
    if parsed is None or parsed.protocol not in _SCHEMES or not parsed.hostname:
        return None
    return str(parsed.href)


def public(url: str | None, *, base: str | None = None) -> str | None:
    """Return what `shown` does if the public internet can be asked for it; else None."""
    whole = shown(url, base=base)
    try:
        return None if whole is None else check(whole, Networks())
    except FetchError:
        return None


def canonical(url: str) -> str:
    """Return the identity of an address: equal for addresses that lead to the same article.

    Scheme and host in lower case, no default port, fragment, session id or tracking parameter,
    parameters sorted. `canonical(canonical(u)) == canonical(u)`. What is no address is returned
    as it is. Cost: about 10 µs.
    """
    parsed = _parsed(url.strip())
    if parsed is None:
        return url
    parsed.hash = ""
    parsed.pathname = _SESSION.sub("", parsed.pathname).replace("%7E", "~").replace("%7e", "~")
    query = parsed.search.removeprefix("?")
    parsed.search = "&".join(sorted(part for part in query.split("&") if _identifies(part)))
    return str(parsed.href).removesuffix("?")


def host(url: str) -> str:
    """Return the host of *url* in lower case, or an empty string."""
    parsed = _parsed(url)
    return "" if parsed is None else str(parsed.hostname)


def path(url: str) -> str:
    """Return the path of *url*, or an empty string."""
    parsed = _parsed(url)
    return "" if parsed is None else str(parsed.pathname)


def registrable_domain(host: str) -> str:
    """Return the part of *host* that one owner registered: ``a.b.co.uk`` → ``b.co.uk``.

    Public suffixes of hosting companies count, so that two blogs of one platform differ. Of a
    name without a known suffix the last two labels count; an address literal is returned whole.
    """
    if _is_literal(host):
        return host
    found = _suffixes()(host).top_domain_under_public_suffix
    return found or ".".join(host.split(".")[-2:])


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses belong to one registered domain."""
    domain = registrable_domain(host(one))
    return bool(domain) and domain == registrable_domain(host(other))


def is_front(url: str) -> bool:
    """Tell whether *url* is the front page of its host."""
    parsed = _parsed(url)
    return parsed is not None and parsed.pathname in {"", "/"} and not parsed.search


def outlet(url: str) -> str:
    """Return what stands for the publisher when nobody names it: the host without ``www.``."""
    return host(url).removeprefix("www.")


def _parsed(url: str, base: str | None = None) -> can_ada.URL | None:
    try:
        return can_ada.parse(urljoin(base, url) if base else url)
    except (ValueError, TypeError):  # of another type: half a character, which is no Unicode
        return None


def _refused(message: str, url: str) -> FetchError:
    return FetchError("address", message, url=url[:MAX_LENGTH])


def _names_authority(url: str) -> bool:
    """Tell whether the address is whole; browsers also take ``http:host`` and ``http:/host``."""
    scheme, colon, rest = url.partition(":")
    return bool(scheme and colon) and (
        scheme.lower() not in {"http", "https"}
        or (rest.startswith("//") and not rest.startswith("///"))
    )


def _is_literal(host: str) -> bool:
    return host.startswith("[") or _LITERAL_4.fullmatch(host) is not None


def _is_public_name(host: str) -> bool:
    labels = host.rstrip(".").split(".")
    return len(labels) > 1 and all(labels) and labels[-1] not in _PRIVATE_SUFFIXES


def _identifies(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return bool(parameter) and not (name in _TRACKING or name.startswith(_TRACKING_PREFIXES))


@cache
def _suffixes() -> "TLDExtract":
    """Return the reader of the public suffix list, from the snapshot that its package ships."""
    import tldextract  # noqa: PLC0415  # its list costs 15 MB, which only a fetching process needs

    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )
