"""Which addresses Telegram accepts in links and buttons, by td's rules.

Imports nothing of the project.
"""

import re

_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_USER_LINK = re.compile(r"tg:(?://)?user\?id=(\d+)$", re.IGNORECASE)
_OWN_SCHEME = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!//)[^/?#]*@")
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+")
_USERINFO = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_OWN_HOST = re.compile(r"[A-Za-z0-9\-_.]+")
_IPV6 = re.compile(r"\[[0-9a-fA-F:.]+\]")
_MAX_PORT = 65_535


class LinkError(ValueError):
    """An address that Telegram does not take; the text is its reason."""


def user_of(link: str) -> int | None:
    """Return the user that a ``tg://user?id=`` link names, or None."""
    found = _USER_LINK.match(link)
    return int(found[1]) if found and int(found[1]) > 0 else None


def changes_its_meaning(link: str) -> bool:
    """Return whether Telegram takes another scheme for a user name: ``mailto:a@b.c`` → http."""
    return _OTHER_SCHEME.match(link) is not None and _OWN_SCHEME.match(link) is None


def checked(link: str) -> str:
    """Return the address as Telegram shows it.

    Raises:
        LinkError: another protocol, no host, a host without a dot, disallowed characters.
    """
    own = _OWN_SCHEME.match(link)
    rest = link[own.end() :] if own else link
    protocol, authority, tail = _parts(rest)
    userinfo, host, port = _authority(authority)
    if own:
        return _checked_own(own[1].lower(), host, tail, plain=not (userinfo or port))
    if not _IPV6.fullmatch(host):
        _check_host(host, userinfo)
    at = f"{userinfo}@" if userinfo else ""
    return f"{protocol}://{at}{host.lower()}{port}{tail}"


def _parts(link: str) -> tuple[str, str, str]:
    scheme = _SCHEME.match(link)
    protocol = scheme[1].lower() if scheme else "http"
    if protocol not in {"http", "https"}:
        raise LinkError("Unsupported URL protocol")
    rest = link[scheme.end() :] if scheme else link
    end = next((i for i, letter in enumerate(rest) if letter in "/?#"), len(rest))
    return protocol, rest[:end], _tail(rest[end:])


def _tail(text: str) -> str:
    text = text.rstrip(" \t\r\n\v\0") or "/"
    text = text if text.startswith("/") else f"/{text}"
    return "".join(f"%{ord(c):02X}" if c <= " " else c for c in text)


def _authority(text: str) -> tuple[str, str, str]:
    """Return userinfo, host and ``:port`` (empty when none is given)."""
    userinfo, at, host = text.rpartition("@")
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]") or not name:
        name, port = host, ""
    elif not port.isascii() or not port.isdigit() or not 0 < int(port) <= _MAX_PORT:
        raise LinkError("Wrong port number specified in the URL")
    if not name:
        raise LinkError("URL host is empty")
    if name == ".":
        raise LinkError("Host is invalid")
    return userinfo if at else "", name, f":{int(port)}" if port else ""


def _check_host(host: str, userinfo: str) -> None:
    if not _HOST.fullmatch(host):
        raise LinkError("Disallowed character in URL host")
    if not _USERINFO.fullmatch(userinfo):
        raise LinkError("Disallowed character in URL userinfo")
    if "." not in host:
        raise LinkError("Wrong HTTP URL")


def _checked_own(scheme: str, host: str, tail: str, *, plain: bool) -> str:
    if not plain:
        raise LinkError("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    if not _OWN_HOST.fullmatch(host) or ("." in host and scheme != "tonsite"):
        raise LinkError("Unallowed characters in URL host")
    return f"{scheme}://{host}{tail.removeprefix('/') if tail.startswith('/?') else tail}"
