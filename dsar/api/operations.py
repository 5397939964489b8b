"""Make a key, take it back, find whose it is."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from dsar.audit import operations as audit
from dsar.companies.models import Company

from .models import ApiKey, Scope

USE_NOTED_EVERY = timedelta(minutes=1)


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
        digest=_digest(token),
        scopes=sorted(set(scopes)),
        is_test=is_test,
        created_at=now,
        expires_at=expires_at,
    )
    _record(key, "api-key.created", actor=actor, now=now, scopes=key.scopes, test=is_test)
    return key, token


@transaction.atomic
def revoke_key(*, prefix: str, actor: str, now: datetime) -> ApiKey:
    """The key opens nothing any more, from the next call on."""
    key = ApiKey.objects.select_for_update().get(prefix=prefix)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        _record(key, "api-key.revoked", actor=actor, now=now)
    return key


def find_key(token: str) -> ApiKey | None:
    """The key with this secret, whether or not it may still be used."""
    parts = token.split("_", 2)
    if len(parts) != 3 or "\x00" in token:
        return None
    key = ApiKey.objects.select_related("company").filter(prefix=parts[1]).first()
    return key if key and constant_time_compare(key.digest, _digest(token)) else None


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Once a minute: to see that a key is in use nobody needs a write on every call."""
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at <= now - USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def _digest(token: str) -> str:
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
