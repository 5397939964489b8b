"""The chain of keys, from the root key outside the database down to the key of one case.

Every key is wrapped (RFC 3394) under a key derived from its parent and the name of its own row,
so that a wrapped key moved to another row, company or installation does not open.
"""

import base64
import binascii
import secrets
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings

from .models import CompanyKey, DataKey

KEY_BYTES = 32
# The key behind search tokens outlives the epochs: tokens cannot be made anew without plaintext.
SEARCH_EPOCH = 0
FIRST_EPOCH = 1


class RootKeyError(Exception):
    """The root key is absent, malformed, or not the one that this database was sealed with."""


class Shredded(Exception):
    """The key was destroyed on purpose; what it sealed is erased and nobody can bring it back."""


class Unreadable(Exception):
    """The bytes are not the ones that were sealed here: altered, moved, cut short or swapped."""


def root_key() -> bytes:
    text: str = settings.ROOT_KEY
    if not text:
        raise RootKeyError("DSAR_ROOT_KEY is not set: personal data can be neither sealed nor read")
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RootKeyError("DSAR_ROOT_KEY is not base64") from None
    if len(key) != KEY_BYTES:
        raise RootKeyError(f"DSAR_ROOT_KEY holds {len(key)} bytes, it must hold {KEY_BYTES}")
    return key


def derive(parent: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose (RFC 5869)."""
    info = f"dsar.vault/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(parent)


def wrap(key: bytes, *, under: bytes, place: str) -> bytes:
    return aes_key_wrap(derive(under, place), key)


def unwrap(wrapped: bytes, *, under: bytes, place: str) -> bytes:
    """The key; raises `Unreadable` when it was wrapped under another key or for another place."""
    try:
        return aes_key_unwrap(derive(under, place), wrapped)
    except InvalidUnwrap:
        raise Unreadable(f"the key does not open at {place}") from None


def current_company_key(*, company_id: int, now: datetime) -> CompanyKey:
    """The key of the running epoch; the first one is made when it is first asked for."""
    epochs = CompanyKey.objects.filter(company_id=company_id, epoch__gte=FIRST_EPOCH)
    newest = epochs.order_by("-epoch").first()
    return newest or company_key(company_id=company_id, epoch=FIRST_EPOCH, now=now)


def company_key(*, company_id: int, epoch: int, now: datetime) -> CompanyKey:
    """The key of that epoch. Whoever comes second takes the key of whoever came first."""
    found = CompanyKey.objects.filter(company_id=company_id, epoch=epoch).first()
    if found is None:
        wrapped = wrap(
            secrets.token_bytes(KEY_BYTES), under=root_key(), place=_place(company_id, epoch)
        )
        fresh = CompanyKey(company_id=company_id, epoch=epoch, wrapped=wrapped, created_at=now)
        # ON CONFLICT DO NOTHING waits for a rival's open transaction, then leaves its key in place.
        CompanyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        found = CompanyKey.objects.get(company_id=company_id, epoch=epoch)
    return found


def open_company_key(row: CompanyKey) -> bytes:
    if row.wrapped is None:
        raise Shredded(f"the key of {row} was destroyed")
    return _open_company_key(root_key(), bytes(row.wrapped), _place(row.company_id, row.epoch))


# Its result depends on its arguments alone, so a kept answer is never stale; and it has room for
# 256 companies, so that a process with many tenants does not collect all their keys.
@lru_cache(maxsize=256)
def _open_company_key(root: bytes, wrapped: bytes, place: str) -> bytes:
    try:
        return unwrap(wrapped, under=root, place=place)
    except Unreadable:
        raise RootKeyError(
            f"DSAR_ROOT_KEY does not open the key of {place}: "
            "it was sealed with another root key, or moved here from another row"
        ) from None


def _place(company_id: int, epoch: int) -> str:
    return f"company {company_id}, epoch {epoch}"


def wrap_data_key(key: bytes, *, row: DataKey) -> bytes:
    return wrap(key, under=open_company_key(row.company_key), place=f"data key {row.pk}")


def open_data_key(row: DataKey) -> bytes:
    if row.wrapped is None:
        raise Shredded(f"data key {row.pk} was destroyed")
    company = open_company_key(row.company_key)
    return unwrap(bytes(row.wrapped), under=company, place=f"data key {row.pk}")
