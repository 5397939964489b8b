"""How often one caller may do what costs us something. Without the cache nobody is held up."""

import logging
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from dsar.security_events import happened

logger = logging.getLogger(__name__)

HOUR = 3600
# Whoever has one address of IPv6 mostly has all that begin with the same bits.
IPV6_BITS = 64
# Its name, how many, in how many seconds.
Limit = tuple[str, int, int]


def allows(limit: Limit, request: HttpRequest) -> bool:
    """Count this one of the caller's address; False when it is one too many."""
    return allows_of(limit, address_of(request))


def allows_of(limit: Limit, whose: str) -> bool:
    """Count this one; False when it is one too many."""
    name, most, seconds = limit
    key = _key(name, whose)
    try:
        cache.add(key, 0, seconds)
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        return True
    except Exception as error:
        logger.warning("limits are not counted: %s", type(error).__name__)
        return True
    if count == most + 1:  # told once a window: whoever goes on fills no log
        happened("limit.reached", limit=name)
    return bool(count <= most)


def is_spent(limit: Limit, whose: str) -> bool:
    """Whether the next would be one too many; counts nothing. For doors that count failures."""
    name, most, _ = limit
    try:
        return bool(cache.get(_key(name, whose), 0) >= most)
    except Exception as error:
        logger.warning("limits are not counted: %s", type(error).__name__)
        return False


def _key(name: str, whose: str) -> str:
    # Not the address itself: a cache is no place for personal data.
    return f"limit:{name}:{salted_hmac('dsar.limits', whose).hexdigest()}"


def address_of(request: HttpRequest) -> str:
    """The caller's; behind our proxy the last hop it names, which no caller can forge. Of IPv6 its
    network: a caller could take another address for every try."""
    if settings.SECURE_PROXY_SSL_HEADER and (hops := request.headers.get("X-Forwarded-For")):
        return _network_of(hops.split(",")[-1].strip())
    return _network_of(str(request.META.get("REMOTE_ADDR", "")))


def _network_of(text: str) -> str:
    """What is no address counts as it stands."""
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return str(address)
    if inside := address.ipv4_mapped:
        return str(inside)
    return str(ip_network((address, IPV6_BITS), strict=False))
