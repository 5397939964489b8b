"""What can be done with personal data: seal it, read it back, erase it by destroying its key."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from dsar.transactions import in_transaction

from . import certificates, files, keys, tombstones
from .models import CompanyKey, DataKey, SearchToken, Shredding
from .sealing import seal, unseal
from .wrapping import KEY_BYTES, Held, RootKeyAway, RootKeyError, Shredded, Unreadable

__all__ = [
    "Held",
    "RootKeyAway",
    "RootKeyError",
    "Shredded",
    "Unreadable",
    "hold",
    "new_key",
    "seal",
    "shred",
    "unseal",
    "with_company_keys",
]


@in_transaction
def new_key(*, company_id: int, now: datetime) -> DataKey:
    """A fresh 256-bit key, wrapped by the company's key of the running epoch, saved."""
    company_key = keys.current_company_key(company_id=company_id, now=now)
    row = DataKey(company_id=company_id, company_key=company_key, created_at=now)
    row.wrapped = keys.wrap_data_key(secrets.token_bytes(KEY_BYTES), row=row)
    row.save(force_insert=True)
    return row


def with_company_keys(data_keys: Iterable[DataKey]) -> None:
    """Each has the company's key that it lies under, read once for all of them, also where it
    lies in a file. None of these rows is to be saved."""
    rows = list(data_keys)
    known = CompanyKey.objects.in_bulk({row.company_key_id for row in rows})
    for key in known.values():
        if key.destroyed_at is None:
            with suppress(keys.MissingKey):  # told to whoever opens it
                key.wrapped = keys.wrapped_by_root(key)
    for row in rows:
        row.company_key = known[row.company_key_id]


@transaction.atomic
def shred(*, data_key_id: UUID, now: datetime, what: str = "") -> Shredding:
    """Erase all that was sealed under the key, its search tokens and its files.

    Returns the certificate of it; `what` is the reference or the kind that it names, nothing
    personal. Backups older than this stay readable until the day that the certificate says. The
    key's id goes on the list outside the database. Done twice, the second time changes nothing.
    Raises `Held` while a legal hold stands, which the database would refuse too.
    """
    key = DataKey.objects.select_for_update(of=("self",)).get(pk=data_key_id)
    if key.held_at is not None:
        raise Held(f"data key {key.pk} is under a legal hold")
    if key.destroyed_at is None:
        key.wrapped, key.destroyed_at = None, now
        key.save(update_fields=["wrapped", "destroyed_at"])
        tokens, _ = SearchToken.objects.filter(data_key=key).delete()
        destroyed = files.destroy_all(data_key_id=key.pk, now=now)
        certificates.write(key, what=what, files=destroyed, tokens=tokens, now=now)
        transaction.on_commit(partial(tombstones.list_soon, now=now))
    return certificates.of(key)


def hold(*, data_key_id: UUID, now: datetime | None) -> None:
    """What the key seals must not be erased from `now` on; None: it may be again. Raises
    `Shredded` where nothing is left to hold."""
    key = DataKey.objects.filter(pk=data_key_id)
    if not key.filter(wrapped__isnull=False).update(held_at=now):
        raise Shredded(f"data key {data_key_id} was destroyed")
