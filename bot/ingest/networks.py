"""Which addresses sources may lie at: the public internet, and what the owner allows besides. Pure.

Imports nothing of the project.
"""

import ipaddress
from dataclasses import dataclass
from typing import Self

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# `is_global` changed its meaning between patch releases of Python, so the table stands here.
# Source: the IANA special-purpose address registries, and the metadata services of large clouds.
_FORBIDDEN_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's metadata service
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",  # 192.0.0.192 is Oracle's metadata service
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_FORBIDDEN_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/32", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_WRAPPED_4 = tuple(ipaddress.IPv6Network(network) for network in ("::ffff:0:0/96", "64:ff9b::/96"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Networks:
    """Networks that sources may lie in besides the public internet."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read networks in CIDR form, parted by commas or spaces.

        Raises:
            ValueError: one of them is not a network.
        """
        parts = text.replace(",", " ").split()
        return cls(allowed=tuple(ipaddress.ip_network(part) for part in parts))

    def __contains__(self, address: Address) -> bool:
        return any(address in network for network in self.allowed)


def is_allowed(address: str, networks: Networks) -> bool:
    """Tell whether a connection to the literal *address* may be made.

    An IPv6 scope, and whatever is no address, is refused.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id is not None:
            return False
        parsed = _unwrapped(parsed)
    return parsed in networks or _is_public(parsed)


def _unwrapped(address: ipaddress.IPv6Address) -> Address:
    """Return the IPv4 address that *address* wraps, or *address* itself."""
    if any(address in network for network in _WRAPPED_4):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _FORBIDDEN_4)
    return address in _PUBLIC_6 and not any(address in network for network in _FORBIDDEN_6)
