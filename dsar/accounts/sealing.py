"""Secrets of second factors, sealed before the database sees them.

The key is derived from DSAR_SECRET_KEY, which lies outside the database: whoever reads a backup
cannot make codes. A new DSAR_SECRET_KEY means that everybody sets their second factor up anew.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "f1:"  # AES-256-GCM, 96-bit random nonce, base64
NONCE_BYTES = 12
_PURPOSE = b"dsar.accounts.factors/1"


class Unopened(Exception):
    """Sealed with another DSAR_SECRET_KEY, or altered."""


def seal(text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(_key()).encrypt(nonce, text.encode(), _PURPOSE)
    return VERSION + base64.b64encode(nonce + body).decode()


def unseal(sealed: str) -> str:
    """The text; raises `Unopened`."""
    try:
        whole = base64.b64decode(sealed.removeprefix(VERSION), validate=True)
        return AESGCM(_key()).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], _PURPOSE).decode()
    except (InvalidTag, ValueError):
        raise Unopened("a second factor was sealed with another DSAR_SECRET_KEY") from None


def _key() -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return derive.derive(settings.SECRET_KEY.encode())
