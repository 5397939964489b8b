"""What a caller heard read back to them, and that they said it is right."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from ..models import Case, Channel, Message
from .changing import keep_message, lock_case, record

CALLED: Final = frozenset({Channel.PHONE, Channel.COUNTER})
_KIND = "read-back"


@transaction.atomic
def read_back(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """Noted once, as an internal note and in the chain; the clock is left alone."""
    case = lock_case(case_id, doing="write")
    if not is_read_back(case):
        note, words = Message.Direction.NOTE, "They heard what was written down, and confirmed it."
        keep_message(case, note, _KIND, "Read back to the caller", words, actor=actor, now=now)
        record(case, "request.read-back", actor=actor, now=now)
    return case


def is_read_back(case: Case) -> bool:
    return case.messages.filter(kind=_KIND).exists()
