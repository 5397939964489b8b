"""Whoever stands above the owner was told, and it stays open until one of them says “seen”.

Nobody says so in time: the next level is told, up to the last of the policy's ladder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from deadlines.hours import Hours
from dsar.audit import operations as audit
from dsar.companies.offices import offices
from dsar.outbox.ticks import progress

from .models import Case, Escalation
from .notices import Telling, raise_notices
from .rechecking import still_owed
from .staff import OWNER, Staff, people_on, staff_of
from .untold import unanswered

BATCH = 200
CHANNELS = ("mail", "in-app")


@dataclass(frozen=True)
class Raised:
    """What a case was escalated for ("due-0"), and the levels whose people were told."""

    case: Case
    kind: str
    levels: frozenset[str]


def escalate(raised: Iterable[Raised], *, staff: Staff, now: datetime) -> None:
    """Each of these levels has this open on the case; one statement for all of them.

    Only for the highest does the time run after which the next one is told: whoever stands
    between has been told already.
    """
    raised = [one for one in raised if one.levels - {OWNER}]
    hours = offices({one.case.company_id for one in raised}) if raised else {}
    rows = {
        (row.case_id, row.level, row.kind): row
        for one in raised
        for row in _rows(one, staff=staff, hours=hours[one.case.company_id], now=now)
    }
    Escalation.objects.bulk_create(
        # In one order, so that two who raise the same rows do not wait for each other.
        (rows[key] for key in sorted(rows)),
        # A date that moved is reached again: whoever saw it then has not seen this.
        update_conflicts=True,
        unique_fields=["case", "level", "kind"],
        update_fields=[
            *("raised_at", "due_on", "next_at", "is_last"),
            *("acknowledged_at", "acknowledged_by"),
        ],
    )


def _rows(raised: Raised, *, staff: Staff, hours: Hours, now: datetime) -> Iterable[Escalation]:
    case, levels = raised.case, raised.levels - {OWNER}
    answer_by = hours.add_working_hours(now, staff.escalating(case).answer_within)
    for level in levels:
        above = staff.above(case, level)
        highest = not levels & set(above)
        yield Escalation(
            company_id=case.company_id,
            case=case,
            level=level,
            kind=raised.kind,
            raised_at=now,
            due_on=case.clock.due_on,
            next_at=answer_by if highest and above else None,
            is_last=not above,
        )


def pass_on(*, now: datetime) -> int:
    """Tell the next level what nobody has acknowledged in time; how many were passed on.

    Twice is harmless, and so is a week late: each goes up one level and starts that level's time.
    Nobody is told before their office opens.
    """
    waiting, total = unanswered(now=now), 0
    while taken := _pass_batch(waiting, now):
        total += sum(taken)
        progress()
    return total


@transaction.atomic
def _pass_batch(waiting: QuerySet[Escalation], now: datetime) -> list[bool]:
    """Of each row looked at, whether it went on."""
    rows = list(
        waiting.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("case__company", "case__clock")
        .order_by("next_at", "pk")[:BATCH]
    )
    staff = staff_of([row.case for row in rows], now=now)
    mattering = [row for _, row in still_owed((row.case, row) for row in rows if _same_date(row))]
    went = [step for row in mattering if (step := _step(row, staff))]
    passed = {step.row.pk for step in went}
    ended = [row.pk for row in mattering if row.pk not in passed]
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=None)
    Escalation.objects.filter(pk__in=ended).update(is_last=True)
    raise_notices((step.telling for step in went), now=now)
    escalate((step.raised for step in went), staff=staff, now=now)
    # Last, and in the order of companies: see `reminders`.
    for step in sorted(went, key=lambda step: step.row.company_id):
        _record(step, now=now)
    return [row.pk in passed for row in rows]


@dataclass(frozen=True)
class _Step:
    row: Escalation
    telling: Telling

    @property
    def raised(self) -> Raised:
        levels = frozenset(told.level for told in self.telling.people)
        return Raised(self.row.case, self.row.kind, levels)


def _step(row: Escalation, staff: Staff) -> _Step | None:
    """What the next level is told; None where nobody stands above."""
    above = staff.above(row.case, row.level)
    people = people_on(above[:1], row.case, staff)
    if not [told for told in people if told.level != OWNER]:
        return None
    key = f"passed-on:{row.pk}:{row.raised_at.timestamp():.0f}"
    return _Step(row, Telling(row.case, key, "escalated", people, CHANNELS, silent=row.level))


def _same_date(row: Escalation) -> bool:
    """Due when it was: a pause, an answer to a question or an extension since then has made
    another date, which has reminders of its own."""
    return row.due_on == row.case.clock.due_on


def _record(step: _Step, *, now: datetime) -> None:
    row = step.row
    audit.record(
        company_id=row.company_id,
        event="escalation.passed-on",
        subject=row.case.reference,
        actor="system",
        now=now,
        facts={
            "kind": row.kind,
            "silent": row.level,
            "level": sorted(step.raised.levels),
            "told": [f"user:{told.person.pk}" for told in step.telling.people],
        },
    )
