"""First of all a message is stored, sealed and as it came. Whatever reads it later may fail."""

import hmac
import re
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.db import connection, transaction

from dsar.vault import files, keys
from dsar.vault import operations as vault
from dsar.vault.wrapping import derive

from .arriving import head_of, stamped_at
from .models import Mail

# A message of 20 MB is 28 once its files are written in letters.
MOST_BYTES = 40 * 1024 * 1024
# What stays the same whichever way a message comes: each server adds lines of its own on top.
_ITS_OWN = re.compile(
    rb"^(?:message-id|from|date|subject):(?:[^\r\n]|\r?\n[ \t])*", re.IGNORECASE | re.MULTILINE
)


class TooBig(Exception):
    """Nothing was kept; whoever brought it keeps it."""


@transaction.atomic
def store(
    *,
    company_id: int,
    raw: bytes,
    door: str,
    now: datetime,
    received_at: datetime | None = None,
    is_whole: bool = True,
) -> Mail:
    """The message is kept for good, once: brought again, it is the one that is there already.

    `received_at` is what the mailbox says; without it counts what the mail server wrote on top,
    and without that the moment of this call. Raises TooBig.
    """
    if len(raw) > MOST_BYTES:
        raise TooBig
    digest = _digest(company_id, raw, now=now)
    _one_at_a_time(digest)
    known = Mail.objects.filter(company_id=company_id, digest=digest).first()
    if known:
        return known
    at, told_by = _arrived(raw, received_at, now=now)
    data_key = vault.new_key(company_id=company_id, now=now)
    file = files.store(
        data_key=data_key,
        name="message.eml",
        content_type="message/rfc822",
        stream=BytesIO(raw),
        now=now,
    )
    return Mail.objects.create(
        company_id=company_id,
        data_key=data_key,
        raw=file,
        door=door,
        received_at=at,
        told_by=told_by,
        stored_at=now,
        digest=digest,
        is_whole=is_whole,
    )


def _arrived(raw: bytes, told: datetime | None, *, now: datetime) -> tuple[datetime, str]:
    if told:
        return min(told, now), Mail.ToldBy.MAILBOX
    if stamped := stamped_at(raw, now=now):
        return stamped, Mail.ToldBy.SERVER
    return now, Mail.ToldBy.DOOR


def _digest(company_id: int, raw: bytes, *, now: datetime) -> str:
    """Keyed, so that nobody can try whether a message that they know is here."""
    key = keys.company_key(company_id=company_id, epoch=keys.SEARCH_EPOCH, now=now)
    head = head_of(raw)
    own = sorted(" ".join(line.decode("latin-1").split()) for line in _ITS_OWN.findall(head))
    secret = derive(keys.open_company_key(key), "incoming mail")
    hashed = hmac.new(secret, "\n".join(own).encode() + b"\0", sha256)
    hashed.update(raw[len(head) :].replace(b"\r\n", b"\n"))
    return hashed.hexdigest()


def _one_at_a_time(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail:{digest}"])
