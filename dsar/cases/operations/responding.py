"""What the requester says of our answer: whether it was what they asked for, what does not open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..errors import Invalid, NotAllowed
from ..models import Case, Document, Message
from ..notices import Telling, raise_notices
from ..staff import OWNER, people_on, staff_of
from ..telling_words import NOT_CONTENT
from .changing import keep_message, lock_case, record, today_at

VERDICTS: Final[Mapping[str, str]] = {
    "yes": gettext_noop("Yes"),
    "partly": gettext_noop("Partly"),
    "no": gettext_noop("No"),
}
CANNOT_OPEN: Final[Mapping[str, str]] = {
    "program": gettext_noop("I have no program that opens it"),
    "broken": gettext_noop("It does not open, or looks broken"),
    "form": gettext_noop("I need it another way, for example on paper or in larger print"),
}


@transaction.atomic
def judge_answer(*, case_id: UUID, verdict: str, text: str, now: datetime) -> Case:
    """Kept with the conversation. Where it is not what they asked for, whoever works on the case
    is told, once a day; only they open it again. Raises Invalid."""
    case = _answered(case_id)
    if verdict not in VERDICTS:
        raise Invalid("verdict", _("Choose whether it was what you asked for."))
    if verdict != "yes" and not text.strip():
        raise Invalid("text", _("Tell us what is missing or wrong."))
    said, shown = (f"{yes_or_no}\n\n{text}".strip() for yes_or_no in _both(VERDICTS[verdict]))
    _keep(case, "verdict", "Was this what you asked for?", said, shown, now=now)
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
        raise Invalid("why", _("Choose what is wrong with the file."))
    said, shown = (f"{name}: {wrong}\n\n{text}".strip() for wrong in _both(CANNOT_OPEN[why]))
    _keep(case, "cannot-open", "I cannot open this", said, shown, now=now)
    _tell(case, now=now)
    record(
        case, "answer.unreadable", actor="requester", now=now, document=str(document.pk), why=why
    )
    return case


def _answered(case_id: UUID) -> Case:
    case = lock_case(case_id, doing="write")
    if case.released_at is None:
        raise NotAllowed(
            _("{reference} has not been answered yet.").format(reference=case.reference)
        )
    return case


def _both(english: str) -> tuple[str, str]:
    """For officers, and as it stood on the page."""
    return english, _(english)


def _keep(case: Case, kind: str, subject: str, text: str, as_shown: str, *, now: datetime) -> None:
    keep_message(
        case, Message.Direction.IN, kind, subject, text, as_shown=as_shown,
        actor="requester", now=now,
    )  # fmt: skip


def _tell(case: Case, *, now: datetime) -> None:
    people = people_on((OWNER,), case, staff_of([case], now=now))
    key = f"{NOT_CONTENT}:{case.pk}:{today_at(case, now)}"
    raise_notices([Telling(case, key, NOT_CONTENT, people, ("mail", "in-app"))], now=now)
