"""Add, and shut out, people who sign in."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from dsar.accounts.models import User
from dsar.accounts.sessions import end_all
from dsar.accounts.trail import note


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


def set_first_password(*, user: User, password: str, now: datetime) -> None:
    """They can sign in with it. Raises ValidationError for one that the settings find too weak."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    note("password.changed", user=user, now=now)


@transaction.atomic
def deactivate_user(*, user_id: int, actor: str, now: datetime) -> User:
    """They cannot sign in, and sessions that are open end with their next click.

    Those sessions stay over should the person come back.
    """
    user = User.objects.get(pk=user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all(user)
    note("person.deactivated", user=user, actor=actor, now=now)
    return user
