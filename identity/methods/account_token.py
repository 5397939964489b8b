"""The company's own account system says, signed, that they are signed in there.

The token is a JWT (RFC 7519) of at most ten minutes, made for this one question: its `nonce` is the
secret that we sent along, which works once, and its `email` the address that our answer goes to. A
stranger's own account therefore proves nothing about somebody else's request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from ..errors import BadToken, NotEnough, WrongKindOfProof
from ..models import Item, Verification

LONGEST = timedelta(minutes=10)
# Two machines never agree on the second.
APART = timedelta(seconds=60)
LONGEST_TEXT = 8_000
_NEEDED = ["aud", "exp", "iat", "iss", "nonce", "email", "email_verified"]


@dataclass(frozen=True)
class Trust:
    """Whose word is taken. `algorithm`: HS256 with a shared secret, EdDSA with a public key."""

    algorithm: str
    key: str | bytes
    issuer: str
    audience: str


def ask(item: Item) -> None:
    item.state, item.confirmed_at = Item.State.ASKED, None


def receive(item: Item, *, file_id: UUID | None, confirmed: bool) -> None:
    if file_id is not None or not confirmed:
        raise WrongKindOfProof(_("Sign in to your account; nothing has to be typed or sent here."))
    item.state = Item.State.GIVEN


def decide(verification: Verification, items: Sequence[Item], *, actor: str) -> None:  # noqa: ARG001
    if not any(item.kind == Item.Kind.ACCOUNT and item.confirmed_at for item in items):
        raise NotEnough("They have not signed in to their account yet.")


def check(token: str, *, trust: Trust, nonce: str, email: str, now: datetime) -> None:
    """Pass, or raise BadToken: wrong signature, key, audience, issuer, time, question or person."""
    if len(token) > LONGEST_TEXT:
        raise BadToken
    try:
        claims = jwt.decode(
            token,
            key=trust.key,
            # The key decides, never the token: “none” and a public key taken for a secret fail.
            algorithms=[trust.algorithm],
            audience=trust.audience,
            issuer=trust.issuer,
            # Its times are compared below with the caller's own clock.
            options={
                "require": _NEEDED,
                "strict_aud": True,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.PyJWTError as error:
        raise BadToken from error
    _check_times(claims, now)
    if not constant_time_compare(str(claims["nonce"]), nonce):
        raise BadToken
    if claims["email_verified"] is not True or not _same(str(claims["email"]), email):
        raise BadToken(other_address=True)


def _check_times(claims: dict[str, object], now: datetime) -> None:
    made, ends, at = claims["iat"], claims["exp"], now.timestamp()
    if not isinstance(made, int) or not isinstance(ends, int):
        raise BadToken
    begun = made <= at + APART.total_seconds()
    if not begun or ends <= at or ends - made > LONGEST.total_seconds():
        raise BadToken


def _same(one: str, other: str) -> bool:
    return constant_time_compare(one.strip().casefold(), other.strip().casefold())
