"""What an officer holds in the hand: an app with codes, and a passkey made of software."""

import hashlib
import json
import re
import time
from base64 import urlsafe_b64encode
from html import unescape
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from dsar.accounts.models import User


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or that many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_app(user: User) -> str:
    """The person has an app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def asked_in(page: Any) -> dict[str, Any]:
    """What a page asks of the browser's passkeys."""
    found = re.search(r'data-options="([^"]*)"', page.content.decode())
    assert found
    options = json.loads(unescape(found[1]))
    return dict(options.get("publicKey", options))


class Passkey:
    """Keeps one key pair, and asks nobody for a finger."""

    ORIGIN, HOST = "http://localhost:8000", "localhost"

    def __init__(self, *, verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(str(id(self)).encode()).digest()[:16]
        self.handle = ""
        self.flags = 0x01 | (0x04 if verifies else 0)

    def make(self, asked: dict[str, Any], *, origin: str = ORIGIN) -> str:
        self.handle = asked["user"]["id"]
        public = dict(ES256.from_cryptography_key(self.key.public_key()))
        known = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor.encode(public)
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(0x40) + known})
        said = self._said("webauthn.create", asked["challenge"], origin)
        return self._told({"clientDataJSON": text(said), "attestationObject": text(attested)})

    def sign(self, asked: dict[str, Any], *, origin: str = ORIGIN) -> str:
        said, data = self._said("webauthn.get", asked["challenge"], origin), self._data(0)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._told(
            {
                "clientDataJSON": text(said),
                "authenticatorData": text(data),
                "signature": text(signed),
                "userHandle": self.handle,
            }
        )

    def _data(self, more: int) -> bytes:
        host = hashlib.sha256(self.HOST.encode()).digest()
        return host + bytes([self.flags | more]) + bytes(4)

    def _said(self, what: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": what, "challenge": challenge, "origin": origin}).encode()

    def _told(self, response: dict[str, str]) -> str:
        own = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({**own, "clientExtensionResults": {}, "response": response})


def give_passkey(client: Client, **how: Any) -> Passkey:
    """Somebody signed in, who has just proved it, adds one on the page for it."""
    passkey = Passkey(**how)
    asked = asked_in(client.get("/desk/account/passkeys/"))
    data = {"name": "Phone", "credential": passkey.make(asked)}
    response = client.post("/desk/account/passkeys/", data)
    assert response.status_code == 302, response.content.decode()
    return passkey
