"""The key that signs anchors. It is not the root key: whoever may read need not be able to sign."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from .anchors import key_id

KEY_BYTES = 32


class KeyProblem(Exception):
    """A setting does not hold the key that it should hold."""


def new_key() -> str:
    """A fresh signing key, as DSAR_ANCHOR_KEY holds it."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_bytes("DSAR_ANCHOR_KEY", settings.ANCHOR_KEY))


def known_keys() -> Mapping[str, Ed25519PublicKey]:
    """Every key whose signature counts, by its name: the present one and those of earlier days."""
    earlier = [
        Ed25519PublicKey.from_public_bytes(_bytes("DSAR_ANCHOR_OLD_SIGNERS", text))
        for text in settings.ANCHOR_OLD_SIGNERS
    ]
    return {key_id(key): key for key in (*earlier, signing_key().public_key())}


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as auditors get it, and as DSAR_ANCHOR_OLD_SIGNERS holds it."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def _bytes(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{name} must hold {KEY_BYTES} bytes in base64.")
    return key
