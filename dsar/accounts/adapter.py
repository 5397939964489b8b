"""How allauth behaves here: nobody signs themselves up, and no answer tells who has an account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from dsar.accounts import devices
from dsar.accounts.changes import changed
from dsar.accounts.models import User
from dsar.accounts.sessions import end_all
from dsar.accounts.step_up import recently_proved
from dsar.accounts.trail import note
from dsar.security_events import happened


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That email address and password do not match an account.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again."
        " A browser you signed in with before, a passkey or a new password by mail still works.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, if the password is right and they may sign in.

        allauth would send somebody deactivated to a page of their own, which says that
        the password was right.
        """
        if not settings.PASSWORD_SIGN_IN:
            return None
        user: User | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """allauth counts by address alone, and so a stranger's tries would be the officer's too."""
        email = str(credentials.get("email", "")).lower()
        return f"{email}:{devices.known(request, email)}"

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "too_many_login_attempts":
            happened("limit.reached", limit="sign-in")
        error: ValidationError = super().validation_error(code, *args)
        return error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        tried = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        note("sign-in.refused", user=tried, actor="anonymous", now=timezone.now())

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        by = [how.get("type") or how["method"] for how in get_authentication_records(request, user)]
        note("session.opened", user=user, now=timezone.now(), facts={"by": by})
        response: HttpResponse = super().post_login(request, user, **more)
        if not devices.known(request, user.email):
            devices.remember(response, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever was deactivated after the first step is not in after the second."""
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002
        messages.error(request, "That account cannot be used. Your administrator can help.")
        return redirect("account_login")

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            note("session.ended", user=request.user, now=timezone.now(), facts={"why": "asked"})
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Every session that is open ends; allauth keeps the one that asked for it."""
        user.set_password(password)
        user.save(update_fields=["password"])
        end_all(user)
        changed("password.changed", user=user, now=timezone.now())

    def is_reauthentication_required(self, app: str) -> bool:  # noqa: ARG002
        return not recently_proved(context.request, timezone.now())

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:  # noqa: ARG002
        return [{"url": reverse("account_reauthenticate")}]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return str(settings.LOGIN_REDIRECT_URL)
