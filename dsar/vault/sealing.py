"""A ciphertext opens in the field that it was sealed for, or not at all."""

import json
import os
from functools import cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from . import keys
from .fields import Sealed, SealedField
from .models import DataKey
from .wrapping import Unreadable

VERSION = b"\x01"  # AES-256-GCM, 96-bit random nonce, associated data as in `_place`
NONCE_BYTES = 12
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Sealable(Protocol):
    """A saved or unsaved row that knows its id, its company and its key."""

    @property
    def pk(self) -> Any: ...
    @property
    def company_id(self) -> int: ...
    @property
    def data_key(self) -> DataKey | None: ...


def seal(row: Sealable, field: str, value: Any) -> None:
    """Set the field to the ciphertext of a JSON-able value. The caller saves the row.

    The ciphertext opens only here: same company, data key, table, row and field.
    """
    seal_with(AESGCM(keys.open_data_key(_key_of(row))), row, field, value)


def seal_with(box: AESGCM, row: Sealable, field: str, value: Any) -> None:
    """The same for who has the row's data key open already."""
    place = _place(row, field)
    plain = _encode(value)
    # The nonce is drawn here and nowhere else: no caller can repeat one. NIST SP 800-38D allows
    # 2^32 random nonces a key; a case seals some thousands of values.
    nonce = os.urandom(NONCE_BYTES)
    setattr(row, field, Sealed(VERSION + nonce + box.encrypt(nonce, plain.encode(), place)))


def unseal(row: Sealable, field: str) -> Any:
    """The value, or None where nothing was sealed. Raises `Shredded` or `Unreadable`."""
    place = _place(row, field)
    sealed: bytes | None = getattr(row, field)
    if sealed is None:
        return None
    box = AESGCM(keys.open_data_key(_key_of(row)))
    if sealed[:1] != VERSION:
        raise Unreadable(f"{field} of row {row.pk} was sealed in a way not known here")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return json.loads(box.decrypt(nonce, body, place))
    except (InvalidTag, ValueError):
        raise Unreadable(f"{field} of row {row.pk} was altered, or moved from elsewhere") from None


def _key_of(row: Sealable) -> DataKey:
    key = row.data_key
    if key is None:
        raise ValueError("the row has no data key: make one with new_key")
    if key.company_id != row.company_id:
        raise ValueError("the data key belongs to another company than the row")
    return key


def _place(row: Sealable, field: str) -> bytes:
    """What the ciphertext is bound to. Length before content: no two places read the same."""
    if not isinstance(row, models.Model):
        raise TypeError("only the row of a model can be sealed")
    table = _table_of(type(row), field)
    if row.pk is None:
        raise ValueError("the row needs its id before it can be sealed")
    key = _key_of(row)
    parts = (row.company_id, key.pk, table, row.pk, field)
    encoded = [str(part).encode() for part in parts]
    return VERSION + b"".join(len(part).to_bytes(4) + part for part in encoded)


@cache
def _table_of(model: type[models.Model], field: str) -> str:
    if not isinstance(model._meta.get_field(field), SealedField):
        raise TypeError(f"{field} is not a SealedField")
    return model._meta.db_table
