"""Outside services that check who somebody is: what is asked of one, and what it may answer.

A vendor is two functions. `start` writes the question, which the caller posts for us; `read` takes
a signed result apart. A vendor of another kind is another object with the same two. We tell it a
secret that works once and where to send people back, never a name: it asks for that itself.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from .errors import BadCallback

TOLERANCE = timedelta(minutes=5)
LONGEST_BODY = 16_384


@dataclass(frozen=True)
class Question:
    """What is posted to the vendor."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Result:
    """What came of it. `secret` is the one that the question carried."""

    secret: str
    passed: bool


class Vendor(Protocol):
    def start(
        self, *, secret: str, question: str, back: str, callback: str, now: datetime
    ) -> Question:
        """`question` is an id for the vendor's books, `back` where it sends the person."""

    def where(self, body: bytes) -> str:
        """The address that the vendor's answer sends the person to. Raises BadCallback."""

    def read(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Result:
        """Raises BadCallback for what this vendor has not signed within the last five minutes."""


@dataclass(frozen=True)
class Generic:
    """Signed as standardwebhooks.com says, both ways, with one shared secret ("whsec_…")."""

    url: str
    shared: str

    def start(
        self, *, secret: str, question: str, back: str, callback: str, now: datetime
    ) -> Question:
        body = _json({"state": secret, "return_url": back, "callback_url": callback})
        stamp = str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "dsar-desk",
            "webhook-id": question,
            "webhook-timestamp": stamp,
            "webhook-signature": self._sign(question, stamp, body),
        }
        return Question(self.url, headers, body)

    def where(self, body: bytes) -> str:
        said = _object(body)
        url = said.get("url")
        # Its own pages and nobody else's: our button must not lead wherever an answer says.
        if not isinstance(url, str) or _site(url) != _site(self.url):
            raise BadCallback
        return url

    def read(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Result:
        name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        given = headers.get("webhook-signature", "").split()
        expected = self._sign(name, stamp, body)
        signed = [hmac.compare_digest(one.encode(), expected.encode()) for one in given[:5]]
        if not any(signed) or not _is_fresh(stamp, now):
            raise BadCallback
        said = _object(body)
        secret, passed = said.get("state"), said.get("passed")
        if not isinstance(secret, str) or not isinstance(passed, bool):
            raise BadCallback
        return Result(secret, passed)

    def _sign(self, name: str, stamp: str, body: bytes) -> str:
        try:
            key = base64.b64decode(self.shared.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise ValueError("a vendor's secret is base64") from error
        digest = hmac.digest(key, f"{name}.{stamp}.".encode() + body, "sha256")
        return f"v1,{base64.b64encode(digest).decode()}"


def _json(said: dict[str, str]) -> bytes:
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def _object(body: bytes) -> dict[str, object]:
    if len(body) > LONGEST_BODY:
        raise BadCallback
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadCallback from error
    if not isinstance(said, dict):
        raise BadCallback
    return said


def _is_fresh(stamp: str, now: datetime) -> bool:
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
        return False
    return abs(now.timestamp() - int(stamp)) <= TOLERANCE.total_seconds()


def _site(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
