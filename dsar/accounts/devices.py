"""Browsers in which somebody has signed in before.

Wrong tries are counted for each account, and a stranger's apart from those of each such browser: so
nobody can keep an officer out by guessing wrong on purpose.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from dsar.accounts.models import User

COOKIE = f"{settings.COOKIE_PREFIX}desk_device"
DAYS = 90
_SALT = "dsar.accounts.device"


def remember(response: HttpResponse, user: User) -> None:
    """The browser is known for this person for 90 days; that alone opens nothing."""
    value = signing.dumps([user.pk, secrets.token_urlsafe(9)], salt=_SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, email: str) -> str:
    """What to count tries for this address by: the browser, or empty for a stranger's."""
    try:
        pk, device = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=DAYS * 86400
        )
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if User.objects.filter(pk=pk, email=email.lower()).exists() else ""
