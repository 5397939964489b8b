"""How often one caller may do what costs us something, and how often a mailbox is written to.
Without the cache nobody is held up."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

HOUR = 3600
# An office may share one address, so these are far above what one person does.
CODES = ("code", 60, HOUR)
SENDS = ("send", 30, HOUR)
UPLOADS = ("upload", 60, HOUR)
DRAFTS = ("draft", 60, HOUR)
# A stranger's mailbox: the receipt, a code, and one more.
MAILS = ("mail", 3, HOUR)


def allows(limit: tuple[str, int, int], request: HttpRequest) -> bool:
    """Count this one; False when it is one too many for the hour."""
    return _count(limit, _address(request))


def allows_mail(email: str) -> bool:
    """Count this one to the mailbox; False when it is one too many for the hour."""
    mailbox, _, domain = email.strip().casefold().rpartition("@")
    # What follows a plus sign reaches the same mailbox.
    return _count(MAILS, f"{mailbox.partition('+')[0]}@{domain}")


def _count(limit: tuple[str, int, int], whose: str) -> bool:
    name, most, seconds = limit
    # Not the address itself: a cache is no place for personal data.
    key = f"portal:{name}:{salted_hmac('portal.limits', whose).hexdigest()}"
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two
        return True
    except Exception as error:
        logger.warning("limits are not counted: %s", type(error).__name__)
        return True


def _address(request: HttpRequest) -> str:
    """The caller's; behind our proxy the last hop it names, which no caller can forge."""
    if settings.SECURE_PROXY_SSL_HEADER and (hops := request.headers.get("X-Forwarded-For")):
        return hops.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
