"""Knowing a value again without having it.

A mark is a keyed hash of the normalised value, with a key of the company that stays: equal values
give equal marks within one company and kind, and nobody reads a value from its mark. Other than a
search token it leads to no data key, and it outlives the case that it was made for.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from . import keys
from .search import NORMALISE, plain
from .wrapping import derive


def marks(*, company_id: int, kind: str, values: Iterable[str], now: datetime) -> list[bytes]:
    """One for each value, in their order; empty where nothing is left of a value."""
    row = keys.company_key(company_id=company_id, epoch=keys.SEARCH_EPOCH, now=now)
    secret = derive(keys.open_company_key(row), f"mark {kind}")
    return [_mark(secret, NORMALISE[kind](plain(value))) for value in values]


def _mark(secret: bytes, words: list[str]) -> bytes:
    text = " ".join(words)
    return hmac.digest(secret, text.encode(), sha256) if text else b""
