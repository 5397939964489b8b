"""The pages on which people look after their own account. Every change ends all other sessions."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dsar.accounts.changes import changed
from dsar.accounts.factors import APP, CODES, PASSKEY
from dsar.accounts.middleware import lacks_second_factor
from dsar.accounts.models import User
from dsar.accounts.sessions import end_others
from dsar.accounts.step_up import proved
from dsar.qr import square

ACCOUNT = reverse_lazy("mfa_index")
# The mail about a change is owed in the transaction of the change.
_GUARDS = (never_cache, login_required, proved, transaction.atomic)


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    factors: dict[str, list[Authenticator]] = {APP: [], PASSKEY: [], CODES: []}
    for factor in Authenticator.objects.filter(user=user).order_by("created_at"):
        factors[factor.type].append(factor)
    codes = factors[CODES]
    known = {
        "app": factors[APP][0] if factors[APP] else None,
        "passkeys": factors[PASSKEY],
        "has_codes": bool(codes),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "by_password": settings.PASSWORD_SIGN_IN,
        "must": lacks_second_factor(request),
        "sessions": sorted(
            UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at, reverse=True
        ),
        "own_session": request.session.session_key,
    }
    return render(request, "account/account.html", known)


def _is_changed(request: HttpRequest, event: str, kind: str) -> None:
    user = _person(request)
    end_others(request, user)
    changed(event, user=user, now=timezone.now(), facts={"kind": kind})


@method_decorator(_GUARDS, name="dispatch")
class AddApp(ActivateTOTPView):  # type: ignore[misc]
    template_name = "account/app_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known: dict[str, Any] = super().get_context_data(**kwargs)
        secret = known["form"].secret
        known["square"] = square(known["totp_url"])
        known["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return known

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _is_changed(self.request, "factor.added", "app")
        return response


@method_decorator(_GUARDS, name="dispatch")
class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    template_name = "account/app_remove.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _is_changed(self.request, "factor.removed", "app")
        return response


@method_decorator(_GUARDS, name="dispatch")
class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    template_name = "account/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known: dict[str, Any] = super().get_context_data(**kwargs)
        # One that the device keeps and that asks for a finger or a PIN opens the desk alone.
        options = begin_registration(_person(self.request), passwordless=True)
        known["options"] = json.dumps(options)
        return known

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _is_changed(self.request, "factor.added", "passkey")
        return response


@method_decorator(_GUARDS, name="dispatch")
class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "account/passkey_remove.html"
    success_url = ACCOUNT

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _is_changed(self.request, "factor.removed", "passkey")
        return response


@method_decorator(_GUARDS, name="dispatch")
class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "account/codes.html"


@method_decorator(_GUARDS, name="dispatch")
class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "account/codes_new.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _is_changed(self.request, "recovery-codes.made", "recovery_codes")
        return response


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # the guards let nobody else in
    return request.user
