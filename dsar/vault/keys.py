"""The chain of keys, from the root key down to the key of one case."""

import secrets
from collections.abc import Hashable
from datetime import datetime

from dsar.transactions import in_transaction

from . import keystore, roots
from .models import CompanyKey, DataKey
from .wrapping import KEY_BYTES, RootKeyError, Shredded, unwrap, wrap

# The key behind search tokens outlives the epochs: tokens cannot be made anew without plaintext.
SEARCH_EPOCH = 0
FIRST_EPOCH = 1


@in_transaction
def current_company_key(*, company_id: int, now: datetime) -> CompanyKey:
    """The key of the running epoch; the first one is made when it is first asked for.

    Until the caller's transaction ends the key is not destroyed.
    """
    over = None
    while True:
        newest = _hold_newest(company_id)
        if newest is None:
            company_key(company_id=company_id, epoch=FIRST_EPOCH, now=now)
        elif newest.destroyed_at is None:
            return newest
        elif newest == over:
            raise Shredded(f"the key of {newest} was destroyed and no later one was made")
        else:
            # Perhaps destroyed while we waited for it: then a later one stands by now.
            over = newest


def _hold_newest(company_id: int) -> CompanyKey | None:
    # Lets others take it too, and makes whoever wants to destroy it wait. Django has no word for
    # FOR KEY SHARE, and its stronger locks would let one request at a time into a company.
    rows = CompanyKey.objects.raw(
        "SELECT * FROM vault_companykey WHERE company_id = %s AND epoch >= %s "
        "ORDER BY epoch DESC LIMIT 1 FOR KEY SHARE",
        [company_id, FIRST_EPOCH],
    )
    return next(iter(rows), None)


def company_key(*, company_id: int, epoch: int, now: datetime) -> CompanyKey:
    """The key of that epoch. Whoever comes second takes the key of whoever came first."""
    found = CompanyKey.objects.filter(company_id=company_id, epoch=epoch).first()
    if found is None:
        wrapped = roots.current().wrap(
            secrets.token_bytes(KEY_BYTES), place=place_of(company_id, epoch)
        )
        file = keystore.KeyFile.of(
            company_id=company_id, epoch=epoch, created_at=now, wrapped=wrapped
        )
        name = keystore.keep(file)
        fresh = CompanyKey(company_id=company_id, epoch=epoch, stored_as=name, created_at=now)
        # ON CONFLICT DO NOTHING waits for a rival's open transaction, then leaves its key in place.
        CompanyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        found = CompanyKey.objects.get(company_id=company_id, epoch=epoch)
        if found.stored_as != name:
            keystore.destroy(name)
    return found


def open_company_key(row: CompanyKey) -> bytes:
    if row.destroyed_at is not None:
        raise Shredded(f"the key of {row} was destroyed")
    place = place_of(row.company_id, row.epoch)
    lies = place, row.stored_as, row.wrapped
    if opened := _open(row, lies):
        return opened
    return _keep_open(row, lies, roots.open_company_key(wrapped_by_root(row), place=place))


def _open(row: CompanyKey | DataKey, lies: Hashable) -> bytes | None:
    """What this very object opened before, in the same place. A row that is read again opens again,
    so nothing is kept longer than the change that reads it."""
    was, opened = row.__dict__.get("_opened", (None, None))
    return opened if was == lies else None


def _keep_open(row: CompanyKey | DataKey, lies: Hashable, opened: bytes) -> bytes:
    row.__dict__["_opened"] = lies, opened
    return opened


def wrapped_by_root(row: CompanyKey) -> bytes:
    """The company's key as the root key wrapped it; raises `MissingKey`."""
    if row.wrapped is not None:
        return bytes(row.wrapped)
    try:
        return keystore.read(row.stored_as).key
    except keystore.Missing:
        raise MissingKey(
            f"The key of {row} is in none of the folders of DSAR_KEY_DIRS: "
            f"bring {row.stored_as} back, nothing of that epoch can be read without it"
        ) from None


class MissingKey(RootKeyError):
    """The file of a company's key is gone, and nobody is known to have destroyed it."""


def place_of(company_id: int, epoch: int) -> str:
    return f"company {company_id}, epoch {epoch}"


def place_of_data_key(row: DataKey) -> str:
    return f"data key {row.pk}"


def wrap_data_key(key: bytes, *, row: DataKey) -> bytes:
    return wrap(key, under=open_company_key(row.company_key), place=place_of_data_key(row))


def open_data_key(row: DataKey) -> bytes:
    if row.wrapped is None:
        raise Shredded(f"data key {row.pk} was destroyed")
    place = place_of_data_key(row)
    if opened := _open(row, (place, bytes(row.wrapped))):
        return opened
    try:
        company = open_company_key(row.company_key)
    except (Shredded, MissingKey):
        # Read before its epoch ended, opened after: it hangs on the next one by now.
        if not _caught_up(row):
            raise
        company = open_company_key(row.company_key)
    wrapped = bytes(row.wrapped)
    return _keep_open(row, (place, wrapped), unwrap(wrapped, under=company, place=place))


def _caught_up(row: DataKey) -> bool:
    was = row.company_key_id
    fresh = DataKey.objects.select_related("company_key").get(pk=row.pk)
    row.company_key, row.wrapped = fresh.company_key, fresh.wrapped
    if row.wrapped is None:
        raise Shredded(f"data key {row.pk} was destroyed")
    return row.company_key_id != was
