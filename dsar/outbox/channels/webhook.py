"""An event posted to an integrator, signed as https://www.standardwebhooks.com says.

The payload holds `url`, `secrets` (the newest first, each "whsec_" and base64; two while one
replaces the other) and `event`, a JSON object of ids and dates without personal data.
"""

import base64
import binascii
import contextlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings

from dsar.outbox.channels import addresses
from dsar.outbox.channels.base import NotSent, Payload
from dsar.outbox.ids import webhook_id

TIMEOUT_SECONDS = 15.0
GONE = 410
PREFIX = "whsec_"


def check(payload: Payload) -> None:
    _parts(str(payload.get("url", "")))
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
    parts = _parts(url)
    connection = _connect(parts)
    # A socket's own timeout begins anew with every byte that drips in.
    watchdog = threading.Timer(TIMEOUT_SECONDS, connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("POST", target, body=body, headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(_code(error, late=connection.was_cut)) from error
    finally:
        watchdog.cancel()
        connection.close()


def _code(error: Exception, *, late: bool) -> str:
    if late or isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "bad-certificate"
    return "no-connection"


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked; speaks to the host that was named."""

    def __init__(self, host: str, port: int, *, address: str, tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.address, self.tls = address, tls
        self.default_port = 443 if tls else 80  # so that Host names only an unusual port
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.tls:
            tls = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = tls  # before the handshake, so that it can be cut short
            tls.do_handshake()

    def cut(self) -> None:
        self.was_cut = True
        with contextlib.suppress(OSError):
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)


def _connect(parts: SplitResult) -> _Pinned:
    allow_private = bool(settings.DEBUG or settings.DEMO or settings.WEBHOOK_ALLOW_PRIVATE)
    tls = parts.scheme == "https"
    if not tls and not allow_private:
        raise NotSent("not-https", for_good=True)
    host = parts.hostname or ""
    port = parts.port or (443 if tls else 80)
    address = addresses.resolve(host, port, allow_private=allow_private)
    return _Pinned(host, port, address=address, tls=tls)


def _parts(url: str) -> SplitResult:
    """Raises ValueError for what is no address of a webhook."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        fits = False
    if not fits or parts.username is not None:
        raise ValueError("a webhook's address is https://host/path")
    return parts


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook's secret is base64") from error
