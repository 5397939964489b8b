"""Signing in through the company's own account system, and proving again through it."""

import logging
from dataclasses import asdict

import requests
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dsar.accounts import oidc
from dsar.accounts.changes import changed
from dsar.accounts.models import OutsideIdentity, User
from dsar.accounts.trail import note
from dsar.accounts.views.proving import inside

logger = logging.getLogger(__name__)

_ASKED = "outside"
NOT_TAKEN = (
    "That did not sign you in. Try again; if it stays so, ask your administrator to invite you"
    " under the address of your company account."
)


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A button, not a link: no other site signs anybody in."""
    _only_where_set_up()
    onward, proves = inside(request.POST.get("next", "")), request.user.is_authenticated
    try:
        address, asked = oidc.ask(onward=onward, proves=proves, now=timezone.now())
    except (oidc.NotTaken, requests.RequestException, ValueError) as error:
        return _refuse(request, error)
    request.session[_ASKED] = asdict(asked)
    return redirect(address)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser. Whoever did not start here is nobody."""
    _only_where_set_up()
    kept, now = request.session.pop(_ASKED, None), timezone.now()
    if kept is None:
        return redirect("account_login")
    asked = oidc.Asked(**kept)
    given = request.GET
    try:
        claims = oidc.claims_of(
            asked=asked, state=given.get("state", ""), code=given.get("code", ""), now=now
        )
        user = _person(claims)
    except (oidc.NotTaken, requests.RequestException, ValueError) as error:
        return _refuse(request, error)
    if asked.proves:
        if user != request.user:
            return _refuse(request, oidc.NotTaken("somebody else"))
        _record(request, user, again=True)
        note("person.proved", user=user, now=now, facts={"by": "outside"})
        return redirect(asked.onward)
    _record(request, user, again=False)
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=asked.onward))
    request.session.set_expiry(0)
    return response


@transaction.atomic
def _person(claims: oidc.Claims) -> User:
    """Whoever is linked with the account, or was invited under its verified address.

    An account in the place of the one that is linked is not taken, though its address be the same:
    addresses are given to others. Raises NotTaken.
    """
    issuer = settings.OIDC_ISSUER
    linked = OutsideIdentity.objects.filter(issuer=issuer, subject=claims.subject)
    known = linked.select_related("user").first()
    if known is not None:
        user = known.user
    else:
        if not claims.email:
            raise oidc.NotTaken("no verified address")
        found = User.objects.select_for_update().filter(email=claims.email).first()
        if found is None or found.outside_identities.filter(issuer=issuer).exists():
            raise oidc.NotTaken("nobody who was invited")
        user = found
        now = timezone.now()
        OutsideIdentity.objects.create(
            user=user, issuer=issuer, subject=claims.subject, linked_at=now
        )
        changed("outside-account.linked", user=user, now=now)
    if not user.is_active:
        raise oidc.NotTaken("deactivated")
    return user


def _record(request: HttpRequest, user: User, *, again: bool) -> None:
    more = {"reauthenticated": True} if again else {}
    record_authentication(request, user, method="socialaccount", provider="oidc", **more)


def _refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    why = str(error) if isinstance(error, oidc.NotTaken) else type(error).__name__
    logger.warning("the company's own sign-in was not taken: %s", why)
    note("sign-in.refused", user=None, now=timezone.now(), facts={"by": "outside", "why": why})
    messages.error(request, NOT_TAKEN)
    return redirect("account_login" if request.user.is_anonymous else "account_reauthenticate")


def _only_where_set_up() -> None:
    if not oidc.is_on():
        raise Http404
