"""One visit to a mailbox by IMAP. Nothing there is changed: what was fetched stays, and unread."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings as configured
from imap_tools import AND, BaseMailBox, ImapToolsError, MailboxLoginError, UidRange
from imap_tools.errors import MailboxFolderSelectError

from dsar.outside import addresses
from dsar.outside.addresses import Refused
from dsar.outside.calling import may_stay_inside

from .arriving import HEAD, head_of
from .storing import MOST_BYTES

SECONDS = 15.0
TLS_PORT = 993
# Where only a head is fetched, of so many bytes at most.
_HEAD = f"[HEADER]<0.{HEAD}>"
_DATE = re.compile(rb'INTERNALDATE "([^"]{1,40})"')
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


class NotGiven(Exception):
    """The server hands this one message over to nobody; the others it may."""


class Unreachable(Exception):
    """`code` says why; never a server's own words, which may name a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Settings:
    host: str
    user: str
    password: str
    port: int = TLS_PORT
    folder: str = "INBOX"
    tls: bool = True


@dataclass(frozen=True)
class Fetched:
    uid: int
    raw: bytes
    received_at: datetime | None
    """INTERNALDATE: when it arrived there."""
    is_whole: bool


class Visit:
    def __init__(self, box: "_Box") -> None:
        self.box = box

    def uid_validity(self, folder: str) -> int:
        return int(self.box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])

    def uids(self, *, after: int, since: date) -> list[int]:
        """In their order. A server answers “n:*” with its last message even where that is older."""
        found = self.box.uids(AND(uid=UidRange(str(after + 1), "*"), date_gte=since))
        return sorted(uid for uid in map(int, found) if uid > after)

    def fetch(self, uid: int) -> Fetched:
        """Of a message that is too large, its head. Raises NotGiven."""
        told = self._fetch(uid, "(INTERNALDATE RFC822.SIZE)")
        about = b" ".join(one if isinstance(one, bytes) else one[0] for one in told if one)
        size = _SIZE.search(about)
        whole = size is None or int(size[1]) <= MOST_BYTES
        raw = self._body(uid, "[]" if whole else _HEAD)
        if len(raw) > MOST_BYTES:  # more than the server said
            raw, whole = head_of(raw) + b"\r\n\r\n", False
        return Fetched(uid, raw, _arrived(about), whole)

    def _body(self, uid: int, part: str) -> bytes:
        bodies = [
            one[1] for one in self._fetch(uid, f"(BODY.PEEK{part})") if isinstance(one, tuple)
        ]
        if not bodies:
            raise NotGiven
        return bytes(bodies[0])

    def _fetch(self, uid: int, what: str) -> list[Any]:
        try:
            status, found = self.box.client.uid("FETCH", str(uid), what)
        except imaplib.IMAP4.abort:  # the line broke
            raise
        except imaplib.IMAP4.error as error:  # BAD
            raise NotGiven from error
        if status != "OK":
            raise NotGiven
        return list(found)


@contextmanager
def visit(told: Settings) -> Iterator[Visit]:
    """Signed in, with the folder open for reading only. Raises Unreachable, from inside too."""
    try:
        box = _Box(told)
        try:
            box.login(told.user, told.password, initial_folder=None)
            box.folder.set(told.folder, readonly=True)
            yield Visit(box)
        finally:
            _hang_up(box)
    except Refused as refused:
        raise Unreachable(refused.code) from refused
    except MailboxLoginError as error:
        raise Unreachable("login") from error
    except MailboxFolderSelectError as error:
        raise Unreachable("folder") from error
    except ssl.SSLCertVerificationError as error:
        raise Unreachable("bad-certificate") from error
    except TimeoutError as error:
        raise Unreachable("timeout") from error
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError, LookupError) as error:
        raise Unreachable("no-connection") from error


class _Box(BaseMailBox):
    """Connects to the address that was looked at, and speaks to the host that was named."""

    def __init__(self, told: Settings) -> None:
        self.told = told
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        told, free = self.told, may_stay_inside()
        if not told.tls and not free:
            raise Refused("not-tls", for_good=True)
        address = addresses.resolve(
            told.host, told.port, allow_private=free, inside=configured.CALLS_INSIDE
        )
        return (_Tls if told.tls else _Plain)(told.host, told.port, address)


class _Plain(imaplib.IMAP4):
    def __init__(self, host: str, port: int, address: str) -> None:
        self.address = address
        super().__init__(host, port, SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self.address, self.port), timeout)


class _Tls(_Plain):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = super()._create_socket(timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _hang_up(box: _Box) -> None:
    try:
        box.client.logout()
    except (OSError, imaplib.IMAP4.error):
        box.client.shutdown()


def _arrived(head: bytes) -> datetime | None:
    found = _DATE.search(head)
    try:
        at = datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at else None
