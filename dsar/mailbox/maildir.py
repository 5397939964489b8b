"""Reads a Maildir (https://cr.yp.to/proto/maildir.html) and changes nothing in it."""

import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from django.utils.html import strip_tags

HEADERS_BYTES = 64 * 1024


@dataclass(frozen=True)
class Mail:
    key: str
    at: datetime
    sender: str
    to: str
    subject: str


@dataclass(frozen=True)
class Letter:
    mail: Mail
    reply_to: str
    text: str


def newest_first(folder: Path, *, to: str = "") -> Iterator[Mail]:
    """Mails whose recipient contains `to`; each is read only when it is asked for."""
    files = sorted(_files(folder).items(), key=lambda item: item[1].stat().st_mtime_ns)
    for key, path in reversed(files):
        with path.open("rb") as file:
            head = _headers.parsebytes(file.read(HEADERS_BYTES))
        mail = _mail(key, path, head)
        if to.lower() in mail.to.lower():
            yield mail


def read(folder: Path, key: str) -> Letter | None:
    """One mail, or None. The key is only compared, never made part of a path."""
    path = _files(folder).get(key)
    if path is None:
        return None
    message = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
    return Letter(
        mail=_mail(key, path, message),
        reply_to=str(message["Reply-To"] or ""),
        text=_text(message),
    )


_headers = BytesHeaderParser(policy=email.policy.default)


def _files(folder: Path) -> dict[str, Path]:
    """By the part of the name that stays when a reader sets flags: `key:2,S`."""
    found = [path for part in ("new", "cur") for path in (folder / part).glob("[!.]*")]
    return {path.name.partition(":")[0]: path for path in found}


def _mail(key: str, path: Path, head: EmailMessage) -> Mail:
    return Mail(
        key=key,
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        sender=str(head["From"] or ""),
        to=str(head["To"] or ""),
        subject=str(head["Subject"] or "(no subject)"),
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return strip_tags(text).strip() if part.get_content_subtype() == "html" else text.strip()
