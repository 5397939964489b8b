"""What is said on the wire by OpenDSR 2.0: what we ask, and what we read of the answers."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from .models import Processor

VERSION: Final = "2.0"
# No machine is asked to delete: that an asking were the order to do it, nobody could stop.
KINDS: Final = ("access", "portability")
STATUSES: Final = ("pending", "in_progress", "completed", "cancelled")
# A day further off is a slip, and no calendar shows it.
LONG_PAST: Final = timedelta(days=366)
FAR_AHEAD: Final = timedelta(days=5 * 366)
LONGEST_BODY: Final = 64 * 1024
# Version 2.0 says that the names of version 1 are honoured (10.1).
DOMAIN_HEADERS: Final = ("x-opendsr-processor-domain", "x-opengdpr-processor-domain")
SIGNATURE_HEADERS: Final = ("x-opendsr-signature", "x-opengdpr-signature")
_HASHES: Final = {"sha256": hashlib.sha256, "sha1": hashlib.sha1, "md5": hashlib.md5}


class Malformed(Exception):
    """It was signed by whom it says, and does not say what the protocol wants. `code` names it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Standing:
    """How a request stands, by the processor's word."""

    status: str
    expected_at: datetime | None = None
    results_url: str = ""
    results_count: int | None = None


def callback_of(processor: Processor) -> str:
    return settings.PUBLIC_URL + reverse("opendsr_callback", args=[processor.key])


def identities_of(email: str, codes: Iterable[str]) -> list[dict[str, str]]:
    """The address in each of these formats; a hash is of what nobody spells in two ways."""
    return [
        {
            "identity_type": kind,
            "identity_value": email if form == "raw" else _hashed(email, form),
            "identity_format": form,
        }
        for kind, _, form in (code.partition(":") for code in codes)
    ]


def body_of(
    *,
    request_id: UUID,
    kind: str,
    law: str,
    asked_at: datetime,
    identities: list[dict[str, str]],
    callback: str,
) -> dict[str, Any]:
    return {
        "api_version": VERSION,
        "regulation": "ccpa" if law == "ccpa" else "gdpr",
        "subject_request_id": str(request_id),
        "subject_request_type": kind,
        "submitted_time": asked_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject_identities": identities,
        "status_callback_urls": [callback],
    }


def read(body: bytes) -> dict[str, Any]:
    """Raises Malformed."""
    try:
        return object_of(body)
    except ValueError:
        raise Malformed("not-json") from None


def object_of(body: bytes) -> dict[str, Any]:
    """Raises ValueError for what is no object of JSON, and for text that no column takes: NUL, and
    halves of characters."""
    try:
        found = json.loads(body)
    except RecursionError:
        raise ValueError from None
    if not isinstance(found, dict) or not all(map(_is_text, _texts_in(found))):
        raise ValueError
    return found


def _texts_in(found: object) -> Iterator[str]:
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def _is_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def is_about(said: Mapping[str, Any], request_id: UUID) -> bool:
    return id_of(said) == request_id


def id_of(said: Mapping[str, Any]) -> UUID:
    """Raises Malformed."""
    try:
        return UUID(str(said.get("subject_request_id")))
    except ValueError:
        raise Malformed("no-request-id") from None


def standing_of(said: Mapping[str, Any], *, now: datetime) -> Standing:
    """Raises Malformed."""
    status = said.get("request_status")
    if status not in STATUSES:
        raise Malformed("no-status")
    url, count = said.get("results_url"), said.get("results_count")
    is_count = isinstance(count, int) and not isinstance(count, bool) and count >= 0
    return Standing(
        status=status,
        expected_at=moment_of(said.get("expected_completion_time"), now=now),
        results_url=url if isinstance(url, str) and len(url) <= 2000 else "",
        results_count=count if is_count else None,
    )


def moment_of(text: object, *, now: datetime) -> datetime | None:
    """RFC 3339; real ones come without an offset and count as UTC. None for none, and for one that
    cannot be meant."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if now - LONG_PAST < found < now + FAR_AHEAD else None


def _hashed(email: str, form: str) -> str:
    return _HASHES[form](email.strip().lower().encode(), usedforsecurity=False).hexdigest()
