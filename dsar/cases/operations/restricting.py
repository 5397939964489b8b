"""The end of a restriction: announced first, lifted afterwards (Art. 18(3))."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from .. import letters
from ..action_taken import ActionTaken
from ..dates import in_words
from ..done import body_of
from ..errors import Invalid, NotAllowed
from ..models import Case
from ..restriction import LEAST, NOTICE, first_day, running, told_on
from .changing import lock_case, note_down, record, today_at


@transaction.atomic
def announce_end(*, case_id: UUID, ends_on: date, reason: str, actor: str, now: datetime) -> Case:
    """The letter that the restriction ends on `ends_on`, and why, is owed. It stays until then.

    Announced again, the new day counts. Raises Invalid for a day that comes too soon.
    """
    case, row = _running(case_id, doing="announce_end")
    if ends_on < (first := first_day(today_at(case, now))):
        raise Invalid(
            "ends_on",
            f"Give the person time: it can end on {in_words(first)} at the earliest (Art. 18(3)).",
        )
    if not reason.strip():
        raise Invalid("reason", "Write why it ends, in words for the requester.")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    record(case, "restriction.announced", actor=actor, now=now, day_on=ends_on.isoformat())
    letters.send(
        case,
        NOTICE,
        actor=actor,
        now=now,
        what=body_of(case, row)["what"],
        on=ends_on,
        reason=reason.strip(),
    )
    return case


@transaction.atomic
def record_end(*, case_id: UUID, ended_on: date, how: str, actor: str, now: datetime) -> Case:
    """The restriction was lifted on that day. Nothing is sent: the notice said so.

    Raises Invalid for a day before the announced one or still to come, NotAllowed while the notice
    has not left, or left less than `LEAST` days before.
    """
    case, row = _running(case_id, doing="record_end")
    if row.ends_on is None:
        raise NotAllowed(
            f"{case.reference}: tell the person first on which day it ends (Art. 18(3))."
        )
    left_on = told_on(case)
    if left_on is None:
        raise NotAllowed(f"{case.reference}: the notice has not left yet. Send or post it first.")
    if ended_on > today_at(case, now):
        raise Invalid("ended_on", "The day cannot lie in the future: record it once it is lifted.")
    if ended_on < row.ends_on:
        raise Invalid("ended_on", f"It was announced for {in_words(row.ends_on)}, not before.")
    if (ended_on - left_on).days < LEAST:
        raise Invalid(
            "ended_on",
            f"The notice left on {in_words(left_on)}: leave the person {LEAST} days after that.",
        )
    note_down(case, "restriction-ended", "How it was lifted", how, actor=actor, now=now)
    row.told_on, row.ended_on = left_on, ended_on
    row.save(update_fields=["told_on", "ended_on"])
    record(case, "restriction.ended", actor=actor, now=now, day_on=ended_on.isoformat())
    return case


def _running(case_id: UUID, *, doing: str) -> tuple[Case, ActionTaken]:
    case = lock_case(case_id, doing=doing)
    row = running(case)
    if row is None:
        raise NotAllowed(f"{case.reference}: no restriction runs that the person was told of.")
    return case, row
