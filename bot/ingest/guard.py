"""The network guard: a connector that reaches no address but those that sources may lie at.

The rule is asked at the last moment, for the address of every connection; what a name or a
redirect claims before does not count. Imports aiohttp and `networks`.
"""

import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.ingest.networks import Networks, is_allowed

MAX_CONNECTIONS = 100
"""Open connections over all hosts."""


class ForbiddenAddress(OSError):
    """A connection to an address outside the public internet was about to be made."""


def connector(
    networks: Networks, *, resolver: AbstractResolver | None = None
) -> aiohttp.TCPConnector:
    """Return a connector that opens sockets only to allowed addresses.

    Both halves are needed: aiohttp asks no resolver for a literal address, and the socket factory
    sees one address at a time, not that a name has answered with a public and a private one.

    Args:
        networks: what is allowed besides the public internet.
        resolver: who resolves names; the system's by default.
    """

    def open_socket(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        if not is_allowed(str(place[0]), networks):
            raise ForbiddenAddress("the address is not on the public internet")
        return socket.socket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(
        resolver=GuardedResolver(resolver or aiohttp.ThreadedResolver(), networks),
        socket_factory=open_socket,
        limit=MAX_CONNECTIONS,
        ttl_dns_cache=60,
    )


class GuardedResolver(AbstractResolver):
    """Resolves names, and refuses a name when a single one of its addresses is forbidden."""

    def __init__(self, inner: AbstractResolver, networks: Networks) -> None:
        self._inner = inner
        self._networks = networks

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of *host*.

        Raises:
            ForbiddenAddress: one of them is not allowed.
        """
        found = await self._inner.resolve(host, port, family)
        if not all(is_allowed(result["host"], self._networks) for result in found):
            raise ForbiddenAddress("the name leads to an address that is not public")
        return found

    async def close(self) -> None:
        """Close the resolver within."""
        await self._inner.close()
