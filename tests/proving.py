"""Somebody who has just proved who they are, without the page for it."""

from datetime import datetime

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client


def just_proved(client: Client, *, now: datetime) -> None:
    """The signed-in client's session saw its password at this moment."""
    session = client.session
    record = {"method": "password", "at": now.timestamp(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
