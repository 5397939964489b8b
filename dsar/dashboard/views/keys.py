"""API keys of a company: made and shown once, looked at, switched to live, taken back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.companies import api_keys
from dsar.companies.api_keys import ApiKey, NotMade, Scope
from dsar.companies.models import Company

from ..access import Desk, desk_page, page
from ..forms.keys import LIVE, TEST, NewKey
from ..happened import when


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company, now = _company(desk, slug), timezone.now()
    if request.method != "POST":
        return _list(request, desk, company, NewKey())
    form = NewKey(request.POST)
    if not form.is_valid():
        return _list(request, desk, company, form, status=400)
    if not recently_proved(request, now):
        return ask_again(request)
    given, lifetime = form.cleaned_data, form.lifetime
    try:
        made = api_keys.create_key(
            company=company,
            name=given["name"],
            scopes=given["scopes"],
            is_test=given["kind"] != LIVE,
            actor=desk.actor,
            now=now,
            expires_at=now + lifetime if lifetime else None,
        )
    except NotMade as refused:
        form.add_error(None, str(refused))
        return _list(request, desk, company, form, status=409)
    return _shown_once(request, desk, company, *made)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    """`do` says what is wanted: its live twin, or its end."""
    company, now = _company(desk, slug), timezone.now()
    key = company.api_keys.filter(pk=pk).first()
    if key is None:
        raise Http404
    if request.method == "POST" and not recently_proved(request, now):
        return ask_again(request)
    match request.POST.get("do"):
        case "revoke":
            api_keys.revoke_key(prefix=key.prefix, actor=desk.actor, now=now)
            messages.success(request, "Revoked. It opens nothing from the next call on.")
        case "live":
            try:
                made = api_keys.go_live(key=key, actor=desk.actor, now=now)
            except NotMade as refused:
                messages.info(request, str(refused))
            else:
                return _shown_once(request, desk, company, *made)
        case _:
            known = {"company": company, "key": _row(key, company, now)}
            return page(request, desk, "key.html", known)
    return redirect("desk:keys", slug=slug)


def _company(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    return company


def _list(
    request: HttpRequest, desk: Desk, company: Company, form: NewKey, *, status: int = 200
) -> HttpResponseBase:
    now = timezone.now()
    known = {
        "company": company,
        "form": form,
        "keys": [_row(key, company, now) for key in company.api_keys.order_by("-created_at")],
    }
    return page(request, desk, "keys.html", known, status=status)


@sensitive_variables("token", "known")
def _shown_once(
    request: HttpRequest, desk: Desk, company: Company, key: ApiKey, token: str
) -> HttpResponseBase:
    """Answered here and not after a redirect, which would have to keep the secret somewhere."""
    known = {
        "company": company,
        "key": key,
        "token": token,
        "api": f"{settings.PUBLIC_URL}/api",
        # With a live key it would be a case that people wait for.
        "makes": key.is_test and Scope.CREATE in key.scopes,
        "reads": Scope.READ in key.scopes,
        "received_at": timezone.now().isoformat(timespec="seconds"),
    }
    return page(request, desk, "key_made.html", known)


def _row(key: ApiKey, company: Company, now: datetime) -> dict[str, Any]:
    if key.revoked_at:
        state = f"Revoked on {when(key.revoked_at, company)}"
    elif not key.is_usable(now=now):
        state = "Has expired"
    else:
        state = f"Works until {when(key.expires_at, company)}" if key.expires_at else "Works"
    return {
        "key": key,
        "kind": TEST if key.is_test else LIVE,
        "works": key.is_usable(now=now),
        "state": state,
        "used": when(key.last_used_at, company) if key.last_used_at else "Never",
        "made": when(key.created_at, company),
    }
