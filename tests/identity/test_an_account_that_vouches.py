"""A token of the company's account system: every part of it is looked at."""

from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from identity.errors import BadToken
from identity.methods.account_token import Trust, check

from .conftest import NOW

SECRET = "a shared secret of more than thirty-two bytes"
NONCE, EMAIL = "n" * 43, "jo@example.org"
TRUST = Trust("HS256", SECRET, "https://accounts.example.com", "https://desk.example.com/next/")
PRIVATE = Ed25519PrivateKey.generate()
PUBLIC = PRIVATE.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
BY_KEY = Trust("EdDSA", PUBLIC, TRUST.issuer, TRUST.audience)


def claims(**change) -> dict:
    at = int(NOW.timestamp())
    made = {
        "iss": TRUST.issuer,
        "aud": TRUST.audience,
        "iat": at - 5,
        "exp": at + 300,
        "nonce": NONCE,
        "email": EMAIL,
        "email_verified": True,
    } | change
    return {name: value for name, value in made.items() if value is not None}


def passes(token: str, trust: Trust = TRUST, *, nonce=NONCE, email=EMAIL, now=NOW) -> None:
    check(token, trust=trust, nonce=nonce, email=email, now=now)


def token(key=SECRET, algorithm="HS256", **change) -> str:
    return jwt.encode(claims(**change), key, algorithm=algorithm)


def test_a_token_for_this_question_and_this_address_passes():
    passes(token())
    passes(token(PRIVATE, "EdDSA"), BY_KEY)
    passes(token(email="Jo@Example.org"))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example.com"},
        {"aud": "https://desk.example.com/nexus-ip/"},
        {"aud": [TRUST.audience, "https://evil.example.com"]},
        {"exp": int(NOW.timestamp())},
        {"iat": int(NOW.timestamp()) + 120},
        {"exp": int(NOW.timestamp()) + 3600},
        {"exp": str(int(NOW.timestamp()) + 300)},
        {"nonce": "m" * 43},
        {"email": "somebody.else@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        *({name: None} for name in claims()),
    ],
    ids=str,
)
def test_a_token_that_differs_in_one_thing_does_not(change):
    with pytest.raises(BadToken):
        passes(token(**change))


def test_of_another_persons_account_it_says_so():
    with pytest.raises(BadToken, match="another email address"):
        passes(token(email="somebody.else@example.org"))


def test_nobody_else_signs():
    with pytest.raises(BadToken):
        passes(token("another secret of more than thirty-two bytes"))
    with pytest.raises(BadToken):
        passes(token(Ed25519PrivateKey.generate(), "EdDSA"), BY_KEY)


def test_no_token_chooses_how_it_is_checked():
    unsigned = jwt.encode(claims(), None, algorithm="none")
    with pytest.raises(BadToken):
        passes(unsigned)
    # A public key is public: taken for a shared secret, anybody could sign with it.
    body = jwt.encode(claims(), "x" * 32, algorithm="HS256").split(".")
    from base64 import urlsafe_b64encode
    from hashlib import sha256
    from hmac import digest

    signature = urlsafe_b64encode(digest(PUBLIC, ".".join(body[:2]).encode(), sha256)).rstrip(b"=")
    with pytest.raises(BadToken):
        passes(".".join([*body[:2], signature.decode()]), BY_KEY)


@pytest.mark.parametrize("text", ["", "a.b.c", "é" * 40, "." * 9_000, "x" * 100_000])
def test_rubbish_is_refused_as_politely(text):
    with pytest.raises(BadToken):
        passes(text)


def test_it_is_old_after_ten_minutes():
    with pytest.raises(BadToken):
        passes(token(), now=NOW + timedelta(minutes=6))
