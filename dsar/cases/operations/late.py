"""The date has passed and there is no answer: the requester hears it from us."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from .. import letters
from ..dates import in_words
from ..errors import Invalid, NotAllowed
from ..labels import is_late
from ..models import Case
from .changing import lock_case, record, today_at


@transaction.atomic
def tell_late(*, case_id: UUID, reasons: str, actor: str, now: datetime) -> Case:
    """They are told that we are late, why, and what they can do. No date moves by it.

    Raises NotAllowed while the date has not passed.
    """
    case = lock_case(case_id, doing="tell_late")
    due, today = case.clock.due_on, today_at(case, now)
    if due is None or not is_late(case, today=today):
        raise NotAllowed(f"{case.reference} is not late{_until(in_words(due))}.")
    if not reasons.strip():
        raise Invalid("reasons", "Write why it takes longer; the requester will read it.")
    record(case, "requester.told-late", actor=actor, now=now, due_on=due.isoformat())
    letters.send(
        case, "late", actor=actor, now=now, reasons=reasons, law_said=passed_by_law(case, today)
    )
    return case


def passed_by_law(case: Case, today: date) -> date | None:
    """The law's date, where that has passed too and not a promise alone."""
    by = case.clock.statutory_on
    return by if by and by < today else None


def _until(due: str) -> str:
    return f": it is due on {due}" if due else ": there is no due date now"
