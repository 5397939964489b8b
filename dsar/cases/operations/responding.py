"""What the requester says of our answer: whether it was what they asked for, what does not open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from ..errors import Invalid, NotAllowed
from ..models import Case, Document, Message
from ..notices import Telling, raise_notices
from ..staff import OWNER, people_on, staff_of
from ..telling_words import NOT_CONTENT
from .changing import keep_message, lock_case, record, today_at

VERDICTS: Final[Mapping[str, str]] = {
    "yes": "Yes",
    "partly": "Partly",
    "no": "No",
}
CANNOT_OPEN: Final[Mapping[str, str]] = {
    "program": "I have no program that opens it",
    "broken": "It does not open, or looks broken",
    "form": "I need it another way, for example on paper or in larger print",
}


@transaction.atomic
def judge_answer(*, case_id: UUID, verdict: str, text: str, now: datetime) -> Case:
    """Kept with the conversation. Where it is not what they asked for, whoever works on the case
    is told, once a day; only they open it again. Raises Invalid."""
    case = _answered(case_id)
    if verdict not in VERDICTS:
        raise Invalid("verdict", "Choose whether it was what you asked for.")
    if verdict != "yes" and not text.strip():
        raise Invalid("text", "Tell us what is missing or wrong.")
    said = f"{VERDICTS[verdict]}\n\n{text}".strip()
    _keep(case, "verdict", "Was this what you asked for?", said, now=now)
    if verdict != "yes":
        _tell(case, now=now)
    record(case, "answer.judged", actor="requester", now=now, verdict=verdict)
    return case


@transaction.atomic
def cannot_open(
    *, case_id: UUID, document: Document, name: str, why: str, text: str, now: datetime
) -> Case:
    """They have the file and not what is in it: whoever works on the case is told, once a day.
    `name` is what the file is called. Raises Invalid."""
    case = _answered(case_id)
    if why not in CANNOT_OPEN:
        raise Invalid("why", "Choose what is wrong with the file.")
    said = f"{name}: {CANNOT_OPEN[why]}\n\n{text}".strip()
    _keep(case, "cannot-open", "I cannot open this", said, now=now)
    _tell(case, now=now)
    record(
        case, "answer.unreadable", actor="requester", now=now, document=str(document.pk), why=why
    )
    return case


def _answered(case_id: UUID) -> Case:
    case = lock_case(case_id, doing="write")
    if case.released_at is None:
        raise NotAllowed(f"{case.reference} has not been answered yet.")
    return case


def _keep(case: Case, kind: str, subject: str, text: str, *, now: datetime) -> None:
    keep_message(case, Message.Direction.IN, kind, subject, text, actor="requester", now=now)


def _tell(case: Case, *, now: datetime) -> None:
    people = people_on((OWNER,), case, staff_of([case], now=now))
    key = f"{NOT_CONTENT}:{case.pk}:{today_at(case, now)}"
    raise_notices([Telling(case, key, NOT_CONTENT, people, ("mail", "in-app"))], now=now)
