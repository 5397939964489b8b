"""Who may call the API for a company: keys are made here, shown once, and taken back.

The tables belong to the API. The class stands a floor lower because the desk makes keys as well.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q

from dsar.audit import operations as audit

from .models import Company


class Scope(models.TextChoices):
    CREATE = "cases:create", "Create cases"
    READ = "cases:read", "Read cases"
    ACT = "cases:act", "Work on cases: ask, extend, refuse, close"
    MESSAGES = "messages:read", "Read the messages of cases: personal data"
    SEND = "messages:send", "Write to requesters"
    READ_FILES = "files:read", "Read the files of answers: personal data"
    ADD_FILES = "files:add", "Add files to answers"
    MAIL = "mail:bring", "Bring incoming email"
    EVENTS = "events:read", "Read what happened"
    REPORTS = "reports:read", "Read the signed reports"
    POLICIES = "policies:read", "Read the policy"
    RELEASE = "cases:release", "Release an answer that was approved, and take it back"


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
        app_label = "api"
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

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]

    def is_usable(self, *, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class NotMade(Exception):
    """The key was not made; the text says why."""


@transaction.atomic
def create_key(
    *,
    company: Company,
    name: str,
    scopes: Sequence[str],
    is_test: bool,
    actor: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key and its secret, which is nowhere else: it can be shown once and never again."""
    if unknown := set(scopes) - set(Scope.values):
        raise NotMade(f"There is no scope {', '.join(sorted(unknown))}.")
    if not scopes:
        raise NotMade("Give at least one scope: a key without any opens nothing.")
    if company.published_at is None:
        raise NotMade(f"{company.name} has no published policy, so it cannot receive requests.")
    prefix = secrets.token_hex(4)
    token = f"{'test' if is_test else 'live'}_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        company=company,
        name=name,
        prefix=prefix,
        digest=digest_of(token),
        scopes=sorted(set(scopes)),
        is_test=is_test,
        created_at=now,
        expires_at=expires_at,
    )
    _record(key, "api-key.created", actor=actor, now=now, scopes=key.scopes, test=is_test)
    return key, token


@transaction.atomic
def go_live(*, key: ApiKey, actor: str, now: datetime) -> tuple[ApiKey, str]:
    """A live key with the name, the scopes and the end of this test key, which stays as it is.

    Another secret: a test key lies in scripts and shells, and must never open what is real.
    """
    if not (key.is_test and key.is_usable(now=now)):
        raise NotMade("Only a test key that works has a live twin. Make a new key.")
    return create_key(
        company=key.company,
        name=key.name,
        scopes=key.scopes,
        is_test=False,
        actor=actor,
        now=now,
        expires_at=key.expires_at,
    )


@transaction.atomic
def revoke_key(*, prefix: str, actor: str, now: datetime) -> ApiKey:
    """The key opens nothing any more, from the next call on."""
    key = ApiKey.objects.select_for_update().get(prefix=prefix)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        _record(key, "api-key.revoked", actor=actor, now=now)
    return key


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(key: ApiKey, event: str, *, actor: str, now: datetime, **facts: object) -> None:
    audit.record(
        company_id=key.company_id,
        event=event,
        subject=f"api:{key.prefix}",
        actor=actor,
        now=now,
        facts=facts,
    )
