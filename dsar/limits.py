"""How often one caller may do what costs us something. Without the cache nobody is held up."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from dsar.security_events import happened

logger = logging.getLogger(__name__)

HOUR = 3600
# Its name, how many, in how many seconds.
Limit = tuple[str, int, int]


def allows(limit: Limit, request: HttpRequest) -> bool:
    """Count this one of the caller's address; False when it is one too many."""
    return allows_of(limit, _address(request))


def allows_of(limit: Limit, whose: str) -> bool:
    """Count this one; False when it is one too many."""
    name, most, seconds = limit
    # Not the address itself: a cache is no place for personal data.
    key = f"limit:{name}:{salted_hmac('dsar.limits', whose).hexdigest()}"
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


def _address(request: HttpRequest) -> str:
    """The caller's; behind our proxy the last hop it names, which no caller can forge."""
    if settings.SECURE_PROXY_SSL_HEADER and (hops := request.headers.get("X-Forwarded-For")):
        return hops.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
