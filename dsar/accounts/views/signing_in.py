"""Signing in: the password, then the second factor; or a passkey, which is both."""

import json
from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from dsar.accounts import oidc


class SignIn(LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known: dict[str, Any] = super().get_context_data(**kwargs)
        outside = settings.OIDC_NAME if oidc.is_on() else ""
        return known | {"by_password": settings.PASSWORD_SIGN_IN, "outside": outside}


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.PASSWORD_SIGN_IN:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class SecondStep(AuthenticateView):  # type: ignore[misc]
    template_name = "account/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known: dict[str, Any] = super().get_context_data(**kwargs)
        options = known["js_data"]["request_options"]
        asked = options.get("publicKey", options) if isinstance(options, dict) else {}
        known["options"] = json.dumps(options) if asked.get("allowCredentials") else ""
        return known


class ByPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """GET gives a script what to ask of the browser; POST takes the browser's answer."""
