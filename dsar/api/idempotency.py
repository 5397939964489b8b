"""The same call twice has one effect and one answer.

The row that says so is written in the transaction that does the work. A second call meanwhile
waits for the first on the unique index; one that fails leaves no row and may be sent again.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from rest_framework.renderers import JSONRenderer

from dsar.companies.models import Company

from .models import Answer
from .problems import Problem, error

_SHAPE = re.compile(r"[\x21-\x7e]{1,200}")
_FIX = "Send one that is the same each time you repeat this call, such as “zendesk-48213”."


@dataclass(frozen=True)
class Answered:
    status: int
    body: Any
    replayed: bool


def read_key(header: str | None) -> str:
    """The header's text, or the problem that tells how to send one."""
    if not header:
        raise _bad("The header Idempotency-Key is missing.")
    if not _SHAPE.fullmatch(header):
        raise _bad("It must be 1 to 200 visible ASCII characters without spaces.")
    return header


def once(
    *, company: Company, key: str, content: Any, now: datetime, work: Callable[[], tuple[int, Any]]
) -> Answered:
    """What `work` answers, now or the first time; a problem (409) if `content` was another then."""
    hashed = hashlib.sha256(key.encode()).hexdigest()
    fingerprint = _fingerprint(content)
    with transaction.atomic():
        pk = _claim(company, hashed, fingerprint, now)
        if pk is None:
            return _replay(Answer.objects.get(company=company, key=hashed), fingerprint)
        status, body = work()
        text = JSONRenderer().render(body).decode()
        Answer.objects.filter(pk=pk).update(status=status, body=text)
        return Answered(status, json.loads(text), replayed=False)


def _claim(company: Company, key: str, fingerprint: str, now: datetime) -> int | None:
    """The number of the new row; None if there is one, after waiting for a call that is at work.

    By hand, because the ORM does not say whether it was the conflict that it ignored.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_answer (company_id, key, fingerprint, body, created_at)"
            " VALUES (%s, %s, %s, '', %s) ON CONFLICT (company_id, key) DO NOTHING RETURNING id",
            [company.pk, key, fingerprint, now],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _replay(row: Answer, fingerprint: str) -> Answered:
    if row.fingerprint != fingerprint:
        raise Problem(
            409,
            "key-used",
            "This Idempotency-Key was used for something else",
            "Nothing was changed: an earlier call with this key had other content.",
            [error("Idempotency-Key", "Used before with another body.", "Send a new key.")],
        )
    return Answered(row.status or 200, json.loads(row.body), replayed=True)


def _fingerprint(content: Any) -> str:
    """Keyed, since a plain hash of a name and an address could be guessed back."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return salted_hmac("dsar.api.idempotency", text, algorithm="sha256").hexdigest()


def _bad(message: str) -> Problem:
    return Problem(
        400,
        "no-idempotency-key",
        "The call has no usable Idempotency-Key",
        "Nothing was stored. With a key, a call can be repeated without making a second case.",
        [error("Idempotency-Key", message, _FIX)],
    )
