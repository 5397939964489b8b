"""Whether a call is Jira's own: its signature over the body, as it came.

`sha256=` and the hexadecimal HMAC-SHA256 of the body, keyed with the webhook's secret, in
`X-Hub-Signature`. Only webhooks that an administrator of Jira makes are signed. The moment stands
in the body, in milliseconds, and so is signed too.
https://developer.atlassian.com/cloud/jira/software/webhooks/
"""

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Final

from .signed import Unsigned

SIGNATURE: Final = "X-Hub-Signature"
# Jira sends again for half an hour what was not taken, and names the moment of the event.
TOLERANCE: Final = timedelta(hours=1)


def check(*, secret: str, signature: str, body: bytes, now: datetime) -> None:
    """Raises Unsigned for another secret, another body, and an event of more than an hour ago or
    ahead."""
    if not secret:
        raise Unsigned("no-secret")
    if not signature:
        raise Unsigned("not-signed")
    ours = f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"
    if not hmac.compare_digest(ours.encode(), signature.encode(errors="replace")):
        raise Unsigned("other-signature")
    if abs(now - _moment(body)) > TOLERANCE:
        raise Unsigned("another-hour")


def _moment(body: bytes) -> datetime:
    try:
        return datetime.fromtimestamp(json.loads(body)["timestamp"] / 1000, UTC)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, OSError, RecursionError):
        raise Unsigned("no-moment") from None
