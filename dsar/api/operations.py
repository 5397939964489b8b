"""Find whose a key is, and note that it was used."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.crypto import constant_time_compare

from dsar.companies.api_keys import ApiKey, NotMade, create_key, digest_of, revoke_key

__all__ = ["NotMade", "create_key", "find_key", "note_use", "revoke_key"]

USE_NOTED_EVERY = timedelta(minutes=1)


def find_key(token: str) -> ApiKey | None:
    """The key with this secret, whether or not it may still be used."""
    parts = token.split("_", 2)
    if len(parts) != 3 or "\x00" in token:
        return None
    key = ApiKey.objects.select_related("company").filter(prefix=parts[1]).first()
    return key if key and constant_time_compare(key.digest, digest_of(token)) else None


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Once a minute: to see that a key is in use nobody needs a write on every call."""
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at <= now - USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
