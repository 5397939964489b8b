"""Signing in: the password, then the second factor; or a passkey, which is both."""

import json
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView


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
