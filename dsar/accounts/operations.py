"""Add, and shut out, people who sign in."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from dsar.accounts.models import User


def add_user(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """A person who can sign in; without a password only once one is set.

    Raises ValidationError for a password that the settings find too weak.
    """
    user = User(email=email.strip().lower(), name=name.strip(), created_at=now)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


def deactivate_user(*, user_id: int) -> User:
    """They cannot sign in, and sessions that are open end with their next click."""
    user = User.objects.get(pk=user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user
