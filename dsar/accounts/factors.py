"""Second factors: an app that shows codes, passkeys, and recovery codes for when both are lost."""

import time
from urllib.parse import urlsplit

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dsar.accounts import sealing
from dsar.accounts.models import User
from dsar.accounts.trail import note

APP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
CODES = Authenticator.Type.RECOVERY_CODES


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right, or it was used already. Wait for the next one.",
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return f"Data request desk {_host()}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # Of the address that people open: a Host header must not name another.
        return {"id": _host(), "name": "Data request desk"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        known = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {known + 1}"


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=(APP, PASSKEY)).exists())


@transaction.atomic
def take_code(user: User, code: str) -> Authenticator | None:
    """The factor that this code is of, which then takes it no second time; None for a wrong one."""
    rows = Authenticator.objects.select_for_update().filter(user=user, type__in=(APP, CODES))
    for factor in rows.order_by("-type"):  # totp, then recovery_codes
        if factor.type == APP and _takes_app_code(factor, code):
            return factor
        if factor.type == CODES and factor.wrap().validate_code(code):
            factor.refresh_from_db(fields=["data"])
            left = len(factor.wrap().get_unused_codes())
            note("recovery-code.used", user=user, now=timezone.now(), facts={"left": left})
            return factor
    return None


def _takes_app_code(factor: Authenticator, code: str) -> bool:
    """allauth remembers used codes in the cache for less time than they count; this, in the row."""
    secret = sealing.unseal(factor.data["secret"])
    now = int(time.time()) // app_settings.TOTP_PERIOD
    drift = app_settings.TOTP_TOLERANCE
    for counter in range(now - drift, now + drift + 1):
        right = format_hotp_value(hotp_value(secret, counter))
        if counter > factor.data.get("last", 0) and compare_user_code(actual=code, expected=right):
            factor.data["last"] = counter
            factor.save(update_fields=["data"])
            return True
    return False


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
