"""What can be done with personal data: seal it, read it back, erase it by destroying its key."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from . import files, keys
from .keys import RootKeyError, Shredded, Unreadable
from .models import DataKey, SearchToken
from .sealing import seal, unseal

__all__ = ["RootKeyError", "Shredded", "Unreadable", "new_key", "seal", "shred", "unseal"]


@transaction.atomic
def new_key(*, company_id: int, now: datetime) -> DataKey:
    """A fresh 256-bit key, wrapped by the company's key of the running epoch, saved."""
    company_key = keys.current_company_key(company_id=company_id, now=now)
    row = DataKey(company_id=company_id, company_key=company_key, created_at=now)
    row.wrapped = keys.wrap_data_key(secrets.token_bytes(keys.KEY_BYTES), row=row)
    row.save(force_insert=True)
    return row


@transaction.atomic
def shred(*, data_key_id: UUID, now: datetime) -> None:
    """Erase all that was sealed under the key, its search tokens and its files.

    Backups older than this stay readable until the epoch of their company key is destroyed.
    Done twice, the second time changes nothing.
    """
    key = DataKey.objects.select_for_update().get(pk=data_key_id)
    if key.destroyed_at is not None:
        return
    key.wrapped, key.destroyed_at = None, now
    key.save(update_fields=["wrapped", "destroyed_at"])
    SearchToken.objects.filter(data_key=key).delete()
    files.destroy_all(data_key_id=key.pk, now=now)
