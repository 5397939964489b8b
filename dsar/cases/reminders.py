"""Reminders and escalations: rows planned with the clock, taken once, told to people.

The ladder of the policy says who is told when. Whoever stands above the owner is escalated to,
and that stays open on the case until somebody there has said “seen”.
"""

from datetime import datetime

from django.db import transaction

from deadlines.models import Reminder
from deadlines.operations import take_due
from dsar.audit import operations as audit
from dsar.companies.offices import offices

from .escalating import Raised, escalate
from .models import Case
from .notices import Telling, raise_notices
from .staff import Told, people_on, staff_of

BATCH = 200


def take_reminders(*, now: datetime) -> int:
    """Take every reminder that is due and raise its notices; how many were taken.

    Taken and raised in one transaction: after a crash a reminder is either still there or its
    notices are. A week without this being called tells each once, late.
    """
    total = 0
    while taken := _take_batch(now):
        total += taken
    return total


@transaction.atomic
def _take_batch(now: datetime) -> int:
    taken = take_due(now=now, offices=offices(), limit=BATCH)
    cases = {
        case.clock_id: case
        for case in Case.objects.filter(
            clock_id__in=[row.clock_id for row in taken],
            # Nothing can be sealed for an erased case, and one must not stop the rest.
            data_key__destroyed_at=None,
        ).select_related("company", "clock")
    }
    staff = staff_of(cases.values(), now=now)
    # Closed or answered between planning and today: the reason no longer holds.
    owed = [
        (case, reminder, people_on(reminder.audience, case, staff))
        for reminder in taken
        if (case := cases.get(reminder.clock_id)) and case.is_open and case.released_at is None
    ]
    raise_notices((_telling(*row) for row in owed), now=now)
    escalate((_raised(*row) for row in owed), staff=staff, now=now)
    # Last, since it holds up everybody at the company, and in the order of companies: two takers
    # that hold one chain each would wait for each other's for ever.
    for case, reminder, people in sorted(owed, key=lambda row: row[0].company_id):
        _record(case, reminder, people, now=now)
    return len(taken)


def _telling(case: Case, reminder: Reminder, people: list[Told]) -> Telling:
    return Telling(
        case, f"reminder:{reminder.pk}", reminder.kind, people, channels=reminder.channels
    )


def _raised(case: Case, reminder: Reminder, people: list[Told]) -> Raised:
    return Raised(case, reminder.kind, frozenset(told.level for told in people))


def _record(case: Case, reminder: Reminder, people: list[Told], *, now: datetime) -> None:
    audit.record(
        company_id=case.company_id,
        event="reminder.taken",
        subject=case.reference,
        actor="system",
        now=now,
        facts={
            "kind": reminder.kind,
            "planned_on": reminder.on.isoformat(),
            "audience": list(reminder.audience),
            "told": [f"user:{told.person.pk}" for told in people],
        },
    )
