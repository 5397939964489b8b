"""Which hosts a webhook may reach: the public internet, not the network that we stand in."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from dsar.outbox.channels.base import NotSent

# An IPv4 address travels in the last 32 bits of these (RFC 6052).
_NAT64 = ip_network("64:ff9b::/96")
# Python 3.11 takes these for the internet.
_INSIDE_TOO = (ip_network("192.0.0.0/24"), ip_network("64:ff9b:1::/48"))


def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """An address to connect to. The caller connects to it and not to the name, whose next
    answer may be another one (DNS rebinding).

    Raises NotSent where any of the name's addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent("no-such-host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise NotSent("private-address", for_good=True)
    return addresses[0]


def is_public(text: str) -> bool:
    address = _innermost(ip_address(text.split("%", maxsplit=1)[0]))
    if any(address in network for network in _INSIDE_TOO):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1]) or address
