"""Reminders and escalations: rows planned with the clock, taken once, told to people.

The ladder of the policy says who is told when. Whoever stands above the owner is escalated to,
and that stays open on the case until somebody there has said “seen”.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deadlines.hours import Hours
from deadlines.ladders import WAITING, rung_of
from deadlines.operations import take_due
from deadlines.rows import Taken
from dsar.audit import operations as audit
from dsar.audit.models import Event
from dsar.companies.offices import offices
from dsar.outbox.ticks import progress

from .closed import Closed
from .escalating import Raised, escalate
from .models import Case
from .notices import Telling, raise_notices
from .nudging import ask_again
from .queries import with_companies
from .rechecking import still_owed
from .staff import Told, people_on, staff_of
from .webhooks import owe_webhook, receivers, ways

BATCH = 500
# Rows of thousands of cases at once: what is not read is not fetched.
READ = (
    *("company_id", "policy_id", "reference", "status", "released_at", "owner_id", "clock_id"),
    "is_test",
)
READ_OF_CLOCK = ("state", "due_on", "stopped_on")


def take_reminders(*, now: datetime) -> int:
    """Take every reminder that is due and raise its notices; how many were taken.

    Taken and raised in one transaction: after a crash a reminder is either still there or its
    notices are. A week without this being called tells each once, late. A company whose keys do not
    open stops no other; its reminders wait, and this fails when the others are done.
    """
    failed, hours, total = Closed("Reminders"), offices(), 0
    while (taken := _take_batch(now, hours, failed)) is not None:
        total += taken
        progress()
    failed.tell()
    return total


@dataclass(frozen=True)
class Owed:
    """A reminder whose reason still holds, and who is told."""

    case: Case
    reminder: Taken
    people: list[Told]


@transaction.atomic
def _take_batch(now: datetime, hours: Mapping[int, Hours], failed: Closed) -> int | None:
    """How many were taken; none where a company turned out to fail, and None at the end."""
    before = len(failed.companies)
    taken = take_due(now=now, offices=hours, limit=BATCH, without=failed.companies)
    cases = _cases_of(taken)
    staff = staff_of(cases.values(), now=now)
    # Between planning and today its reason may have gone.
    owed = [
        Owed(case, reminder, people_on(reminder.audience, case, staff))
        for case, reminder in still_owed((cases.get(row.clock_id), row) for row in taken)
    ]
    endpoints = receivers(one.reminder for one in owed)
    raise_notices((_telling(one, ways(one.case, one.reminder, endpoints)) for one in owed), now=now)
    escalate(map(_raised, owed), staff=staff, now=now)
    asked_again = set()
    for one in owed:
        with failed.without(one.case.company_id):
            owe_webhook(one.case, one.reminder, endpoints, now=now)
            if _waits(one) and ask_again(one.case, now=now):
                asked_again.add(one.case.pk)
    if len(failed.companies) > before:
        transaction.set_rollback(True)
        return 0
    # Last, since it holds up everybody at the company, and in the order of companies: two takers
    # that hold one chain each would wait for each other's for ever.
    audit.record_all(
        [
            _entry(one, asked_again=_waits(one) and one.case.pk in asked_again, now=now)
            for one in sorted(owed, key=lambda one: one.case.company_id)
        ]
    )
    return len(taken) or None


def _cases_of(taken: Iterable[Taken]) -> dict[int, Case]:
    """By clock, with the fields that everybody reads here; whoever needs more asks for it."""
    found = (
        Case.objects.filter(
            clock_id__in=[row.clock_id for row in taken],
            # Nothing can be sealed for an erased case, and one must not stop the rest.
            data_key__destroyed_at=None,
        )
        .select_related("clock")
        .only(*READ, *(f"clock__{name}" for name in READ_OF_CLOCK))
    )
    cases = {case.clock_id: case for case in found}
    with_companies(cases.values())
    return cases


def _waits(one: Owed) -> bool:
    return rung_of(one.reminder.kind)[0] == WAITING


def _telling(one: Owed, channels: Collection[str]) -> Telling:
    key = f"reminder:{one.reminder.pk}"
    return Telling(one.case, key, one.reminder.kind, one.people, channels)


def _raised(one: Owed) -> Raised:
    return Raised(one.case, one.reminder.kind, frozenset(told.level for told in one.people))


def _entry(one: Owed, *, asked_again: bool, now: datetime) -> Event:
    return audit.entry(
        one.case.company_id,
        "reminder.taken",
        subject=one.case.reference,
        actor="system",
        now=now,
        facts={
            "kind": one.reminder.kind,
            "planned_on": one.reminder.on.isoformat(),
            "audience": list(one.reminder.audience),
            "told": [f"user:{told.person.pk}" for told in one.people],
            **({"asked_again": True} if asked_again else {}),
        },
    )
