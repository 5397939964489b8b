"""An event posted to an integrator, signed as https://www.standardwebhooks.com says.

The payload holds `event`, a JSON object of ids and dates without personal data, and `endpoint`, an
id. Where that is and what it is signed with is asked for when the event leaves: by then it may be
another, or switched off. What is sent again holds the `id` that it had.

A payload may hold both itself: `url` and `secrets` (the newest first, each "whsec_" and base64; two
while one replaces the other).
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dsar.failpoints import reach
from dsar.outbox.channels.base import NotSent, NotWanted, Payload
from dsar.outbox.ids import webhook_id
from dsar.outside import calling
from dsar.outside.addresses import Refused

TIMEOUT_SECONDS = 15.0
GONE = 410
PREFIX = "whsec_"
REMINDER = "reminder.due"
"""The one event besides the chain's own: it comes where the policy's ladder says “webhook”."""
MOST_PATIENCE = timedelta(days=1)


@dataclass(frozen=True)
class Receiver:
    url: str
    secrets: list[str]


Find = Callable[[int, datetime], Receiver | None]
Gone = Callable[[int, str, datetime], bool]
_ENDPOINTS: list[tuple[Find, Gone]] = []


def register(find: Find, gone: Gone) -> None:
    """`find` is given the id and the time, and says None for who is told nothing; `gone` is told
    whose address, and which, answered that it is gone, and says whether it is still that one's."""
    _ENDPOINTS[:] = [(find, gone)]


def check(payload: Payload) -> None:
    if not isinstance(payload.get("event"), dict):
        raise ValueError("a webhook needs an event, a JSON object")
    if not isinstance(payload.get("endpoint"), int):
        check_address(payload)


def check_address(payload: Payload) -> None:
    try:
        calling.parts_of(str(payload.get("url", "")))
    except ValueError:
        raise ValueError("a webhook's address is https://host/path") from None
    if not payload.get("secrets"):
        raise ValueError("a webhook needs a secret to sign with")
    for secret in payload["secrets"]:
        _key(secret)


@contextmanager
def batch() -> Iterator["WebhookSender"]:
    yield WebhookSender()


class WebhookSender:
    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        endpoint = payload.get("endpoint")
        to = Receiver(payload["url"], payload["secrets"]) if not endpoint else _find(payload, now)
        body = json.dumps(payload["event"], separators=(",", ":"), sort_keys=True).encode()
        name = payload.get("id") or webhook_id(row_id)
        stamp = str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "dsar-desk",
            "webhook-id": name,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(to.secrets, name, stamp, body),
        }
        answer = post(to.url, body, headers)
        reach("in-webhook")
        # A redirect is no delivery: following it would sign a request to somewhere else.
        if not 200 <= answer.status < 300:
            after = min(timedelta(seconds=answer.retry_after), MOST_PATIENCE)
            for_good = answer.status == GONE and _is_gone(endpoint, to.url, now)
            raise NotSent(f"http-{answer.status}", for_good=for_good, after=after)


def _find(payload: Payload, now: datetime) -> Receiver:
    for find, _ in _ENDPOINTS:
        if (found := find(payload["endpoint"], now)) is not None:
            return found
    # Of a due date nobody else may have been told: that stands on the page Health.
    if payload["event"].get("type") == REMINDER:
        raise NotSent("switched-off", for_good=True)
    raise NotWanted("switched-off")


def _is_gone(endpoint: int | None, url: str, now: datetime) -> bool:
    """Not what has moved meanwhile: the next try goes to its new address."""
    return not endpoint or all(gone(endpoint, url, now) for _, gone in _ENDPOINTS)


def sign(secrets: list[str], name: str, stamp: str, body: bytes) -> str:
    """One signature for each secret, so that the receiver may change its own any day."""
    content = f"{name}.{stamp}.".encode() + body
    digests = (hmac.digest(_key(secret), content, "sha256") for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def post(url: str, body: bytes, headers: dict[str, str]) -> calling.Answer:
    """What was answered, within 15 seconds for all of it."""
    try:
        return calling.post(url, body, headers, seconds=TIMEOUT_SECONDS)
    except Refused as refused:
        raise NotSent(refused.code, for_good=refused.for_good) from refused


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook's secret is base64") from error
