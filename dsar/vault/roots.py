"""The root key: what wraps the keys of companies. It lies outside the database, here or elsewhere.

Which one it is, the settings say: a key service where DSAR_KMS_URL names one, else the key in
DSAR_ROOT_KEY. While it is turned, DSAR_ROOT_KEY_OLD still opens what is not wrapped anew yet.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from .kms import Transit
from .wrapping import KEY_BYTES, RootKeyError, Unreadable, unwrap, wrap


class RootKey(Protocol):
    """Wraps and opens the keys of companies, each for one place and no other.

    Equal ones are interchangeable, and none shows its secret when printed.
    """

    def wrap(self, key: bytes, *, place: str) -> bytes:
        """Raises `RootKeyAway` when nobody answers."""

    def unwrap(self, wrapped: bytes, *, place: str) -> bytes:
        """Raises `Unreadable` for what it did not wrap there, `RootKeyAway` as above."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class LocalRoot:
    """32 random bytes that this process was given."""

    key: bytes = field(repr=False)

    def wrap(self, key: bytes, *, place: str) -> bytes:
        return wrap(key, under=self.key, place=place)

    def unwrap(self, wrapped: bytes, *, place: str) -> bytes:
        return unwrap(wrapped, under=self.key, place=place)


def current() -> RootKey:
    """What wraps whatever is made from now on."""
    if settings.KMS_URL:
        return Transit(url=settings.KMS_URL, name=settings.KMS_KEY, token=settings.KMS_TOKEN)
    if not settings.ROOT_KEY:
        raise RootKeyError("DSAR_ROOT_KEY is not set: personal data can be neither sealed nor read")
    return local(settings.ROOT_KEY, called="DSAR_ROOT_KEY")


def in_use() -> Iterator[RootKey]:
    """Each that may be needed to open what there is, the current one first."""
    yield current()
    if settings.ROOT_KEY_OLD:
        yield local(settings.ROOT_KEY_OLD, called="DSAR_ROOT_KEY_OLD")


def local(text: str, *, called: str) -> LocalRoot:
    """The key that the base64 text holds. What is said of a bad one does not repeat it."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RootKeyError(f"{called} is not base64") from None
    if len(key) != KEY_BYTES:
        raise RootKeyError(f"{called} holds {len(key)} bytes, it must hold {KEY_BYTES}")
    return LocalRoot(key)


def open_company_key(wrapped: bytes, *, place: str) -> bytes:
    """What a root key in use opens; raises `RootKeyError` when none does."""
    for root in in_use():
        try:
            return _opened(root, wrapped, place)
        except Unreadable:
            continue
    named = "The key service" if settings.KMS_URL else "DSAR_ROOT_KEY"
    raise RootKeyError(
        f"{named} does not open the key of {place}: "
        "it was sealed with another root key, or moved here from another row"
    )


# Its result depends on its arguments alone, so a kept answer is never stale; and it has room for
# 256 companies, so that a process with many tenants does not collect all their keys.
@lru_cache(maxsize=256)
def _opened(root: RootKey, wrapped: bytes, place: str) -> bytes:
    return root.unwrap(wrapped, place=place)
