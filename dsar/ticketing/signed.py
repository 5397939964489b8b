"""Whether a call is Zendesk's own: its signature over the moment and the body, as it came.

base64(HMAC-SHA256(signing secret, timestamp + body)), with nothing between the two, in
`X-Zendesk-Webhook-Signature`; the moment, in ISO 8601, in `X-Zendesk-Webhook-Signature-Timestamp`.
https://developer.zendesk.com/documentation/webhooks/verifying/
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

SIGNATURE: Final = "X-Zendesk-Webhook-Signature"
TIMESTAMP: Final = "X-Zendesk-Webhook-Signature-Timestamp"
TOLERANCE: Final = timedelta(minutes=5)
# Zendesk signs tests of a webhook that is not saved yet with this one, which everybody knows.
KNOWN_TO_ALL: Final = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="


class Unsigned(Exception):
    """Whoever called is not Zendesk, or this is an old call. `code` says why, in a word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(*, secret: str, signature: str, timestamp: str, body: bytes, now: datetime) -> None:
    """Raises Unsigned for another secret, another body, another moment, and a call that is more
    than five minutes old or ahead."""
    if not secret:
        raise Unsigned("no-secret")
    if not signature or not timestamp:
        raise Unsigned("not-signed")
    ours = hmac.digest(secret.encode(), timestamp.encode(errors="replace") + body, "sha256")
    if not hmac.compare_digest(base64.b64encode(ours), signature.encode(errors="replace")):
        raise Unsigned("other-signature")
    if abs(now - _moment(timestamp)) > TOLERANCE:
        raise Unsigned("stale")


def _moment(timestamp: str) -> datetime:
    try:
        at = datetime.fromisoformat(timestamp)
    except ValueError:
        raise Unsigned("no-moment") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
