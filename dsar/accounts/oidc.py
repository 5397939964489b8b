"""Signing in through the company's own account system, by OpenID Connect.

Authorization code with PKCE, state and nonce. What the provider says of a person counts only when
its signature, issuer, audience, time and nonce are right.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings

TIMEOUT_SECONDS = 5
LEEWAY_SECONDS = 30
LIFE = timedelta(minutes=10)
# What a key of the provider signs; never `none`, and never a secret that both sides hold.
ALGORITHMS = ["RS256", "PS256", "ES256"]
LOOPBACK = {"localhost", "127.0.0.1"}


class NotTaken(Exception):
    """What came back is not what was asked for. Its text is for the log, not for the person."""


@dataclass(frozen=True)
class Asked:
    """What is remembered of a question until its answer comes; lies in the session."""

    state: str
    nonce: str
    verifier: str
    onward: str
    at: float
    proves: bool
    """Somebody signed in is to prove again that it is them."""


@dataclass(frozen=True)
class Claims:
    subject: str
    email: str
    """Verified by the provider, or empty."""


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def ask(*, onward: str, proves: bool, now: datetime) -> tuple[str, Asked]:
    """Where to send the browser, and what to remember. Raises NotTaken, RequestException."""
    asked = Asked(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        onward=onward,
        at=now.timestamp(),
        proves=proves,
    )
    challenge = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": callback_address(),
        "scope": "openid email",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if proves:
        query |= {"prompt": "login", "max_age": "0"}
    address = _address(_provider(), "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", asked


def claims_of(*, asked: Asked, state: str, code: str, now: datetime) -> Claims:
    """What the provider says of whoever came back. Raises NotTaken, RequestException."""
    if not hmac.compare_digest(asked.state.encode(), state.encode()):
        raise NotTaken("another state")
    if not 0 <= now.timestamp() - asked.at <= LIFE.total_seconds():
        raise NotTaken("too late")
    if not code:
        raise NotTaken("no code")
    provider = _provider()
    said = _verified(_id_token(provider, code, asked.verifier), provider)
    if not hmac.compare_digest(str(said["nonce"]).encode(), asked.nonce.encode()):
        raise NotTaken("another nonce")
    if asked.proves and int(said.get("auth_time", 0)) < asked.at - LEEWAY_SECONDS:
        raise NotTaken("proved before it was asked for")
    verified = said.get("email_verified") is True
    return Claims(str(said["sub"]), str(said.get("email", "")).lower() if verified else "")


def callback_address() -> str:
    return f"{settings.PUBLIC_URL}/desk/sign-in/outside/back/"


def _id_token(provider: dict[str, Any], code: str, verifier: str) -> str:
    answer = requests.post(
        _address(provider, "token_endpoint"),
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback_address(),
            "client_id": settings.OIDC_CLIENT_ID,
            "client_secret": settings.OIDC_CLIENT_SECRET,
            "code_verifier": verifier,
        },
        timeout=TIMEOUT_SECONDS,
        allow_redirects=False,
    )
    if answer.status_code != 200:
        raise NotTaken(f"the provider answered {answer.status_code}")
    return str(_json(answer).get("id_token", ""))


def _verified(token: str, provider: dict[str, Any]) -> dict[str, Any]:
    keys = _json(_get(_address(provider, "jwks_uri")))
    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        known = jwt.PyJWKSet.from_dict(keys).keys
        right = [key for key in known if wanted is None or key.key_id == wanted]
        if len(right) != 1:
            raise NotTaken("signed with a key that the provider does not name")
        said: dict[str, Any] = jwt.decode(
            token,
            right[0].key,
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.PyJWTError as wrong:
        raise NotTaken(type(wrong).__name__) from None
    several = isinstance(said["aud"], list) and len(said["aud"]) > 1
    if several and said.get("azp") != settings.OIDC_CLIENT_ID:
        raise NotTaken("made for another client")
    return said


def _provider() -> dict[str, Any]:
    found = _json(_get(f"{settings.OIDC_ISSUER}/.well-known/openid-configuration"))
    if found.get("issuer") != settings.OIDC_ISSUER:
        raise NotTaken("the provider calls itself by another name")
    return found


def _address(provider: dict[str, Any], name: str) -> str:
    address = str(provider.get(name, ""))
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise NotTaken(f"{name} is not https")
    return address


def _get(address: str) -> requests.Response:
    answer = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    if answer.status_code != 200:
        raise NotTaken(f"the provider answered {answer.status_code}")
    return answer


def _json(answer: requests.Response) -> dict[str, Any]:
    found = answer.json()
    if not isinstance(found, dict):
        raise NotTaken("the provider answered something else than an object")
    return found
