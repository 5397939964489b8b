"""A form that came in after its session had ended: nothing that was typed is lost.

What was sent goes back to the browser, in a page from which it is sent again after signing in;
none of it stays here. Signing in makes the form's token another one, and whoever could sign
somebody in could have a form of their own sent for them: so the page and the browser keep two
halves of one proof that the form is this browser's, and was ours.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

COOKIE = f"{settings.COOKIE_PREFIX}unsent"
FIELD = "unsent_proof"
SALT = "dsar.unsent"
SECONDS = 3600


def give_back(request: HttpRequest) -> HttpResponse:
    """The page to sign in from, with what was typed; a file cannot be given back."""
    half = secrets.token_urlsafe(24)
    known = {
        "sent": typed(request),
        "field": FIELD,
        "proof": signing.dumps([half, _digest(request)], salt=SALT),
        "files_lost": bool(request.FILES),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': '/desk/'})}",
    }
    response = render(request, "account/signed_out.html", known, status=403)
    response.set_cookie(
        COOKIE,
        half,
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def came_from_here(request: HttpRequest) -> bool:
    """Whether this form, with these words, was given back to this browser within the hour."""
    try:
        half, digest = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return constant_time_compare(half, request.COOKIES.get(COOKIE, "")) and constant_time_compare(
        digest, _digest(request)
    )


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent beside our own fields. Passwords are typed again."""
    own = {"csrfmiddlewaretoken", FIELD}
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in own and "password" not in name
        for value in values
    ]


def _digest(request: HttpRequest) -> str:
    sent: Iterable[object] = [request.path, *typed(request)]
    return hashlib.sha256(json.dumps(list(sent)).encode()).hexdigest()
