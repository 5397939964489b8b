"""How allauth behaves here: nobody signs themselves up, and no answer tells who has an account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from dsar.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That email address and password do not match an account.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, if the password is right and they may sign in.

        allauth would send somebody deactivated to a page of their own, which says that
        the password was right.
        """
        user: User | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return str(settings.LOGIN_REDIRECT_URL)
