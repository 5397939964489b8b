"""A signed body (2.0, 3.07): base64 of 64 bytes of Ed25519 signature and the message they sign."""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.crypto import salted_hmac

SIGNATURE_BYTES: Final = 64
# Two machines never agree on the second. Only the beginning is forgiven, never the end.
SKEW = timedelta(minutes=1)
# What the reference agent uses; whoever asks for less shuts it out. A minute more, since it reads
# its clock twice.
SHORTEST_CAP, READ_TWICE = timedelta(minutes=15), timedelta(minutes=1)


class Untrusted(Exception):
    """Token, signature or claim does not hold. `fatal`: this very message never will."""

    def __init__(self, message: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.fatal = fatal


class NoMessage(Exception):
    """It was signed by whom it says, and is no JSON object."""


def open_signed(body: bytes, verify_key: str) -> bytes:
    """The message, exactly the bytes that were signed. Raises Untrusted, in the order of 3.07."""
    try:
        raw = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise Untrusted("The body is not base64.") from None
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(verify_key))
    try:
        key.verify(raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:])
    except InvalidSignature:
        raise Untrusted("The signature is not that of the agent.") from None
    return raw[SIGNATURE_BYTES:]


def digest_of(message: bytes) -> str:
    """Of the message and not of the body: the same words signed twice ask for one thing.

    Keyed, since a plain hash of a name and an address could be guessed back.
    """
    return salted_hmac("dsar.agents.signed", message, algorithm="sha256").hexdigest()


def parse(message: bytes) -> dict[str, Any]:
    """Raises NoMessage."""
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        raise NoMessage("The message is not JSON.") from None
    if not isinstance(found, dict):
        raise NoMessage("The message is not a JSON object.")
    return found


def check_claims(
    message: dict[str, Any], *, agent_id: str, business_id: str, now: datetime
) -> None:
    """Whose message it is, for whom, and when. Raises Untrusted, in the order of 3.07."""
    if message.get("agent-id") != agent_id:
        raise Untrusted("The claim agent-id is not that of the agent.")
    if message.get("business-id") != business_id:
        raise Untrusted("The claim business-id is not that of this business.")
    issued, expires = (_moment(message.get(name)) for name in ("issued-at", "expires-at"))
    if issued is None or issued > now + SKEW:
        raise Untrusted("The claim issued-at is missing or lies in the future.")
    if expires is None:
        raise Untrusted("The claim expires-at is missing.")
    if expires <= now:
        raise Untrusted("The message has expired.", fatal=True)
    if expires - issued > longest():
        raise Untrusted("The message is meant to hold for too long.", fatal=True)


def longest() -> timedelta:
    """How long a message may hold."""
    return max(timedelta(minutes=settings.DRP_MINUTES), SHORTEST_CAP) + READ_TWICE


def _moment(text: Any) -> datetime | None:
    """ISO 8601; None for none. Without an offset it counts as UTC."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
