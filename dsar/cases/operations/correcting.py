"""The request reached the company on another day than was written down."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from deadlines import operations as clocks

from .. import letters
from ..dates import civil_date, in_words
from ..errors import Invalid
from ..models import Case
from ..planning import plan_reminders
from ..terms import terms_of
from .changing import lock_case, note_down, record, save, today_at


@transaction.atomic
def correct_receipt(
    *, case_id: UUID, received_on: date, reason: str, actor: str, now: datetime
) -> Case:
    """The period runs from the right day, under the law of that day; the requester is told both
    dates. What was promised is promised from the right day on.

    Raises Invalid for a day on which the request cannot have come, ClockError for one after
    something that is recorded already.
    """
    case = lock_case(case_id, doing="correct_receipt")
    _refuse(case, received_on, now)
    before = case.clock.due_on
    was = case.clock.received_on
    terms = terms_of(
        case.company,
        case.policy.rules,
        right=case.right,
        received_on=received_on,
        regime=case.regime,
    )
    case.clock = clocks.correct_receipt(
        clock_id=case.clock_id,
        received_on=received_on,
        rule=terms.rule,
        promise=case.clock.promise,
        now=now,
        today=today_at(case, now),
    )
    save(case, received_at=_same_time_on(case, received_on, now))
    plan_reminders(case, now=now)
    note_down(case, "receipt", "Reason for correcting the date", reason, actor=actor, now=now)
    after = case.clock.due_on
    record(
        case,
        "receipt.corrected",
        actor=actor,
        now=now,
        was_received_on=was.isoformat(),
        received_on=received_on.isoformat(),
        before=before and before.isoformat(),
        after=after and after.isoformat(),
        rule=case.clock.rule,
    )
    letters.send(case, "receipt", actor=actor, now=now, was=was, received_on=received_on)
    return case


def _refuse(case: Case, received_on: date, now: datetime) -> None:
    if received_on > today_at(case, now):
        raise Invalid("received_on", "The date of receipt cannot lie in the future.")
    recorded = civil_date(case.company, case.created_at)
    if received_on > recorded:
        raise Invalid(
            "received_on",
            f"{case.reference} was recorded on {in_words(recorded)}: it cannot have come later.",
        )


def _same_time_on(case: Case, day: date, now: datetime) -> datetime:
    """The hour stays: nobody said that it was wrong. A moment still to come is now."""
    zone = ZoneInfo(case.company.timezone)
    hour = case.received_at.astimezone(zone).timetz()
    return min(datetime.combine(day, hour), now)
