"""Calls over HTTP: the key, tries, waits, and what came back."""

from __future__ import annotations

import http.client
import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit

from .problems import Unreachable, is_unknown, problem_of

T = TypeVar("T")
KEY = "Idempotency-Key"
# Nothing was stored, or the same key makes sure that it is stored once.
AGAIN = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Answer(Generic[T]):
    body: T
    etag: str | None
    """Of the case, to send as `if_match`; None where the answer has none."""
    replayed: bool
    """The call was made before with this Idempotency-Key, and this is what it got then."""
    request_id: str | None
    """The call's name in the desk's log."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The key is for one desk: it goes nowhere else, whatever an answer says."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Line:
    def __init__(
        self,
        address: str,
        key: str,
        *,
        seconds: float,
        tries: int,
        longest_wait: float,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError("Give the address of the desk, such as https://desk.example.org")
        self._address, self._key = address.rstrip("/"), key
        self._seconds, self._tries, self._longest = seconds, max(tries, 1), longest_wait
        self._pause = pause
        self._opener = urllib.request.build_opener(_StayHere)

    def answer(self, method: str, address: str, **sent: Any) -> Answer[Any]:
        return _told(self.call(method, address, **sent), _read, sent)

    def content(self, method: str, address: str, **sent: Any) -> Answer[bytes]:
        return _told(self.call(method, address, **sent), lambda reply: reply.body, sent)

    def text(self, method: str, address: str, **sent: Any) -> Answer[str]:
        return _told(self.call(method, address, **sent), lambda reply: reply.body.decode(), sent)

    def call(
        self,
        method: str,
        address: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        accept: str = "application/json",
    ) -> Reply:
        """The answer, however many tries that takes. Raises Problem and Unreachable."""
        key = (headers or {}).get(KEY)
        given = {name: value for name, value in (headers or {}).items() if value is not None}
        request = urllib.request.Request(  # noqa: S310 - of our own scheme, see above
            self._address + address,
            data=content,
            method=method,
            headers={"Authorization": f"Bearer {self._key}", "Accept": accept, **given},
        )
        unknown = False
        for left in range(self._tries - 1, -1, -1):
            wait = 2.0 ** (self._tries - 1 - left)
            try:
                reply = self._once(request)
            except (OSError, http.client.HTTPException) as error:
                unknown = True
                if not left:
                    said = f"The desk did not answer: {type(error).__name__}."
                    raise Unreachable(said, idempotency_key=key) from error
            else:
                if 200 <= reply.status < 300:
                    return reply
                wait = _asked_to_wait(reply.headers.get("Retry-After"), otherwise=wait)
                unknown = unknown or is_unknown(reply.status, reply.body)
                if reply.status not in AGAIN or not left or wait > self._longest:
                    # Any other answer of the desk's tells of this key, whichever try it came by.
                    if unknown and (reply.status in AGAIN or reply.status >= 500):
                        said = (
                            f"Not every try was answered by the desk, the last with {reply.status}."
                        )
                        raise Unreachable(said, idempotency_key=key)
                    raise problem_of(reply.status, reply.body, request_id=_name_of(reply))
            self._pause(wait)
        raise AssertionError("not reached")

    def _once(self, request: urllib.request.Request) -> Reply:
        try:
            with self._opener.open(request, timeout=self._seconds) as found:
                return Reply(found.status, found.headers, found.read())
        except HTTPError as refused:
            with refused:
                return Reply(refused.code, refused.headers, refused.read())


def _told(reply: Reply, read: Callable[[Reply], T], sent: Mapping[str, Any]) -> Answer[T]:
    try:
        body = read(reply)
    except ValueError as error:
        key = (sent.get("headers") or {}).get(KEY)
        raise Unreachable("What answered is not the desk's API.", idempotency_key=key) from error
    return Answer(
        body,
        reply.headers.get("ETag"),
        reply.headers.get("Idempotent-Replayed") == "true",
        _name_of(reply),
    )


def _read(reply: Reply) -> Any:
    return json.loads(reply.body)


def _name_of(reply: Reply) -> str | None:
    return reply.headers.get("X-Request-Id")


def _asked_to_wait(header: str | None, *, otherwise: float) -> float:
    """Seconds: a number, or until a moment."""
    if header is None:
        return otherwise
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return otherwise
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
