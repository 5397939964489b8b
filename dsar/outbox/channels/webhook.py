"""An event posted to an integrator, signed as https://www.standardwebhooks.com says.

The payload holds `url`, `secrets` (the newest first, each "whsec_" and base64; two while one
replaces the other) and `event`, a JSON object of ids and dates without personal data.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from dsar.outbox.channels.base import NotSent, Payload
from dsar.outbox.ids import webhook_id
from dsar.outside import calling
from dsar.outside.addresses import Refused

TIMEOUT_SECONDS = 15.0
GONE = 410
PREFIX = "whsec_"


def check(payload: Payload) -> None:
    try:
        calling.parts_of(str(payload.get("url", "")))
    except ValueError:
        raise ValueError("a webhook's address is https://host/path") from None
    if not payload.get("secrets"):
        raise ValueError("a webhook needs a secret to sign with")
    for secret in payload["secrets"]:
        _key(secret)
    if not isinstance(payload.get("event"), dict):
        raise ValueError("a webhook needs an event, a JSON object")


@contextmanager
def batch() -> Iterator["WebhookSender"]:
    yield WebhookSender()


class WebhookSender:
    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        body = json.dumps(payload["event"], separators=(",", ":"), sort_keys=True).encode()
        name = webhook_id(row_id)
        stamp = str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "dsar-desk",
            "webhook-id": name,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(payload["secrets"], name, stamp, body),
        }
        status = post(payload["url"], body, headers)
        # A redirect is no delivery: following it would sign a request to somewhere else.
        if not 200 <= status < 300:
            raise NotSent(f"http-{status}", for_good=status == GONE)


def sign(secrets: list[str], name: str, stamp: str, body: bytes) -> str:
    """One signature for each secret, so that the receiver may change its own any day."""
    content = f"{name}.{stamp}.".encode() + body
    digests = (hmac.digest(_key(secret), content, "sha256") for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, within 15 seconds for all of it."""
    try:
        return calling.post(url, body, headers, seconds=TIMEOUT_SECONDS).status
    except Refused as refused:
        raise NotSent(refused.code, for_good=refused.for_good) from refused


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook's secret is base64") from error
