"""People who sign in at the desk. What they may do stands in their membership of a company."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Finds a person by e-mail address; `operations.add_user` makes one."""


class User(AbstractBaseUser):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    session_epoch = models.PositiveIntegerField(default=0)
    """Sessions of an earlier one are over."""
    preferences: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )
    """Read and written by `preferences.py`."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_email_is_lower_case", condition=models.Q(email=Lower("email"))
            )
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares it with the session's at every click."""
        bound = f"{self.session_epoch}:{self.password}"
        return salted_hmac(
            "dsar.accounts.session", bound, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def actor(self) -> str:
        """How the audit trail names this person: no name, no address."""
        return f"user:{self.pk}"


class PasswordLink(models.Model):
    """Somebody forgot their password. Of the link in the mail only a hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the link's secret."""
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """Used, or replaced by a newer one."""

    def __str__(self) -> str:
        return f"link for {self.user_id}"


class OutsideIdentity(models.Model):
    """The account at the company's own sign-in that opens this one; no name, no address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_account_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="outside_one_a_person"),
        ]

    def __str__(self) -> str:
        return f"outside account of {self.user_id}"
