"""One call to an address that somebody typed in: looked at, pinned, cut short, never redirected."""

import contextlib
import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from . import addresses
from .addresses import Refused

TIMEOUT_SECONDS = 15.0
HTTPS, FIRST_FREE_PORT = 443, 1024
# Spaces, controls and backslashes: two readers of such an address see two hosts.
_UNCLEAR = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    retry_after: int = 0
    """Seconds that we are asked to wait; 0 where nothing is said, or said as a date."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By their names in lower case."""


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = 0, most: int = 0
) -> Answer:
    """As `call`, for the most usual of them."""
    return call("POST", url, body, headers, seconds=seconds, most=most)


def call(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    seconds: float = 0,
    most: int = 0,
    inside: Iterable[str] | None = None,
) -> Answer:
    """What was answered, with up to `most` bytes of it, within 15 seconds (or `seconds`) in all.
    `inside`: which hosts of our own network may be called; those that the operator named.

    Raises Refused. A redirect is an answer: to follow it is to call what nobody looked at.
    """
    seconds = seconds or TIMEOUT_SECONDS
    parts = parts_of(url)
    connection = _connect(parts, seconds, settings.CALLS_INSIDE if inside is None else inside)
    # A socket's own timeout begins anew with every byte that drips in.
    watchdog = threading.Timer(seconds, connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request(method, target, body=body, headers=dict(headers))
        answered = connection.getresponse()
        read = _read(connection, answered, most) if most else b""
        given = {name.lower(): value for name, value in answered.getheaders()}
        return Answer(answered.status, read, _seconds(given.get("retry-after", "")), given)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(_code(error, late=connection.was_cut)) from error
    finally:
        watchdog.cancel()
        connection.close()


def _read(connection: "_Pinned", answered: http.client.HTTPResponse, most: int) -> bytes:
    """Raises Refused for an answer that ended before it said it would: half a file is none."""
    read = answered.read(most)
    if connection.was_cut:
        raise Refused("timeout")
    if answered.length and len(read) < most:
        raise Refused("no-connection")
    return read


def parts_of(url: str) -> SplitResult:
    """Raises ValueError for what is no address that could be called."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        fits = False
    if not fits or "@" in parts.netloc or _UNCLEAR.search(url):
        raise ValueError("an address to call is https://host/path")
    return parts


def may_stay_inside() -> bool:
    """A demonstration calls its own machine, without TLS; so does who set it so."""
    return bool(settings.DEBUG or settings.DEMO or settings.WEBHOOK_ALLOW_PRIVATE)


def _seconds(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _code(error: Exception, *, late: bool) -> str:
    if late or isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "bad-certificate"
    return "no-connection"


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked; speaks to the host that was named."""

    def __init__(self, host: str, port: int, *, address: str, tls: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.address, self.tls = address, tls
        self.default_port = HTTPS if tls else 80  # so that Host names only an unusual port
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


def _connect(parts: SplitResult, seconds: float, inside: Iterable[str]) -> _Pinned:
    free = may_stay_inside()
    tls = parts.scheme == "https"
    if not tls and not free:
        raise Refused("not-https", for_good=True)
    host = parts.hostname or ""
    port = parts.port or (HTTPS if tls else 80)
    if not free and port != HTTPS and port < FIRST_FREE_PORT:
        raise Refused("port", for_good=True)  # a mail server would read it as mail
    address = addresses.resolve(host, port, allow_private=free, inside=inside)
    return _Pinned(host, port, address=address, tls=tls, seconds=seconds)
