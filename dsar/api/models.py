"""Who may call, and what was answered to calls that must not happen twice."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dsar.companies.models import Company


class Scope(models.TextChoices):
    CREATE = "cases:create", "Create cases"
    READ = "cases:read", "Read cases"


class ApiKey(models.Model):
    """A key reaches the cases of one company; a test key the test cases, a live key the others."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8, unique=True)
    """Part of the key that is no secret: names it in the audit chain and in lists."""
    # SHA-256 without salt or stretching: what it hashes is 256 random bits, not a password.
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(
                name="api_key_scopes_known",
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def actor(self) -> str:
        return f"api:{self.prefix}"

    def is_usable(self, *, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Answer(models.Model):
    """The answer to a creating call, kept for good: the same call a year later is still the same.

    Neither the caller's key nor the body stands here, only what they hash to, and the answer
    names no person.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    # Both null while the call that claimed the row is at work; no other call ever sees that.
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="api_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.created_at}"
