"""How one key lies under another, and what is said when it does not open.

Every key is wrapped (AES key wrap, RFC 3394) under a key derived from its parent and the name of
its own place, so that a wrapped key moved to another row, company, epoch or installation does not
open.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32


class RootKeyError(Exception):
    """The root key is absent, malformed, or not the one that this database was sealed with."""


class RootKeyAway(RootKeyError):
    """Whoever holds the root key does not answer. Nothing is wrong with it as far as we know."""


class Shredded(Exception):
    """The key was destroyed on purpose; what it sealed is erased and nobody can bring it back."""


class Held(Exception):
    """A legal hold stands: what the key seals must not be erased."""


class Unreadable(Exception):
    """The bytes are not the ones that were sealed here: altered, moved, cut short or swapped."""


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
    except (InvalidUnwrap, ValueError):
        raise Unreadable(f"the key does not open at {place}") from None
