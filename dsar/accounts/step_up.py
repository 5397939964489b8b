"""Prove again: an open session alone must not do what cannot be taken back.

Whoever sits down at an unlocked computer, or holds a stolen cookie, has the session and neither
the password nor the second factor.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dsar.accounts import oidc
from dsar.accounts.forms import ProveForm
from dsar.accounts.models import User

P = ParamSpec("P")


def recently_proved(request: HttpRequest, now: datetime) -> bool:
    """Whether this session saw a password or a factor in the last PROOF_MINUTES.

    Signing in counts. A moment that is still to come does not: the clock was set back.
    """
    records = get_authentication_records(request, request.user)  # none for nobody
    if not records:
        return False
    age = timedelta(seconds=now.timestamp() - records[-1]["at"])
    return timedelta(0) <= age <= timedelta(minutes=settings.PROOF_MINUTES)


def ask_again(request: HttpRequest) -> HttpResponse:
    """The page to prove it on, for somebody signed in; afterwards they are where they were.

    A form that was sent is carried along in that page and sent on once they have proved it, so
    that nothing is typed twice and no word of it is kept in the session. A file cannot be
    carried: then its page opens again.
    """
    if request.method != "POST":
        onward = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account_reauthenticate')}?{onward}")
    return proving_page(request, onward=request.get_full_path(), status=403)


def proved(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For a view of somebody signed in that nobody enters without having proved it lately."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated and not recently_proved(request, timezone.now()):
            return ask_again(request)
        return view(request, *args, **kwargs)

    return guarded


def proving_page(
    request: HttpRequest, *, onward: str, form: ProveForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # the callers let nobody else in
    form = form or ProveForm(user=user)
    known = {
        "form": form,
        "options": json.dumps(begin_authentication(user), default=dict) if form.has_passkey else "",
        "onward": onward,
        "carried": _carried(request),
        "files_lost": bool(request.FILES),
        "sends": _sends(request),
        "outside": settings.OIDC_NAME if oidc.is_on() and user.outside_identities.exists() else "",
    }
    return render(request, "account/prove.html", known, status=status)


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent beside our own fields. Passwords are typed again."""
    own = {"csrfmiddlewaretoken", *ProveForm.OWN}
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in own and "password" not in name
        for value in values
    ]


def _sends(request: HttpRequest) -> bool:
    """Whether what was sent goes on afterwards: all of it is here, or it was so on this page."""
    if "prove_form" in request.POST:
        return request.POST["prove_form"] == "send"
    return request.method == "POST" and not request.FILES
