"""Where a call may arrive: the public internet, not the network that we stand in."""

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# An IPv4 address travels in the last 32 bits of these (RFC 6052).
_NAT64 = ip_network("64:ff9b::/96")
# Python 3.11 takes these for the internet.
_INSIDE_TOO = tuple(
    map(
        ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "2001:20::/28", "3fff::/20"),
    )
)
_INTERNET_6 = ip_network("2000::/3")
# 2130706433, 0x7f.1, 0177.0.0.1, 127.1: a resolver reads them as an address, and each its own way.
_LIKE_A_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)

Address = IPv4Address | IPv6Address


class Refused(Exception):
    """Nobody was called. `code` names the cause without personal data."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code = code
        # Another try cannot help.
        self.for_good = for_good


def resolve(
    host: str, port: int, *, allow_private: bool = False, inside: Iterable[str] = ()
) -> str:
    """An address to connect to. The caller connects to it and not to the name, whose next
    answer may be another one (DNS rebinding).

    Raises Refused where any of the name's addresses is neither public nor among `inside`: names of
    hosts, and networks. What belongs to no host (0.0.0.0, 169.254.169.254, 224.0.0.1) never is.
    """
    if not allow_private and _is_odd(host):
        raise Refused("odd-address", for_good=True)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused("no-such-host") from error
    addresses = [str(entry[4][0]) for entry in found]
    named = host.lower().rstrip(".") in {name.lower() for name in inside}
    networks = [ip_network(each) for each in inside if _is_network(each)]
    for address in addresses:
        allowed = allow_private or named or any(_bare(address) in network for network in networks)
        if not is_public(address) and not (allowed and is_a_host(address)):
            raise Refused("private-address", for_good=True)
    return addresses[0]


def is_public(text: str) -> bool:
    address = _innermost(_bare(text))
    if any(address in network for network in _INSIDE_TOO):
        return False
    if isinstance(address, IPv6Address) and address not in _INTERNET_6:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_a_host(text: str) -> bool:
    """One machine on a network that somebody runs; not all of them, nor a cloud's own service."""
    address = _innermost(_bare(text))
    return not (address.is_unspecified or address.is_multicast or address.is_link_local)


def is_rule(text: str) -> bool:
    """A network, or the name of a host, as `inside` takes them."""
    return (
        _is_network(text)
        or re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", text.lower()) is not None
    )


def _is_odd(host: str) -> bool:
    if _LIKE_A_NUMBER.fullmatch(host.rstrip(".")):
        return not _is_address(host)
    return "%" in host


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    try:
        return bool(ip_network(text))
    except ValueError:
        return False


def _bare(text: str) -> Address:
    return ip_address(text.split("%", maxsplit=1)[0])


def _innermost(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1]) or address
