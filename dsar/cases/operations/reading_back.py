"""What a caller heard read back to them, and that they said it is right."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from ..models import Case, Channel, Message
from .changing import keep_message, lock_case, record
from .settling import lock_all

CALLED: Final = frozenset({Channel.PHONE, Channel.COUNTER})
_KIND = "read-back"


@transaction.atomic
def read_back(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """Noted once, as an internal note and in the chain, in each case of the same call; the clocks
    are left alone."""
    cases = lock_all(case_id)
    case = lock_case(case_id, doing="write")
    heard = [one for one in cases if one.erased_at is None and not is_read_back(one)]
    note, words = Message.Direction.NOTE, "They heard what was written down, and confirmed it."
    for one in heard:
        keep_message(one, note, _KIND, "Read back to the caller", words, actor=actor, now=now)
    for one in heard:
        record(one, "request.read-back", actor=actor, now=now)
    return case


def is_read_back(case: Case) -> bool:
    return case.messages.filter(kind=_KIND).exists()
