"""Reminders and escalations: rows planned with the clock, taken once, told to people.

The ladder of the policy says who is told when. Whoever stands above the owner is escalated to,
and that stays open on the case until somebody there has said “seen”.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from deadlines.models import Reminder
from deadlines.operations import take_due
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.audit import operations as audit
from dsar.companies.models import Company, Membership
from dsar.outbox.operations import enqueue

from .labels import due_words
from .models import Case, Escalation
from .queries import today_at
from .transitions import Status

BATCH = 200


def take_reminders(*, now: datetime) -> int:
    """Take every reminder that is due and owe its messages; how many were taken.

    Taken and owed in one transaction: after a crash a reminder is either still there or its
    messages are. A week without this being called sends each once, late.
    """
    total = 0
    while taken := _take_batch(now):
        total += taken
    return total


@transaction.atomic
def _take_batch(now: datetime) -> int:
    zones = dict(Company.objects.values_list("pk", "timezone"))
    taken = take_due(
        now=now,
        today_in=lambda company_id: now.astimezone(ZoneInfo(zones[company_id])).date(),
        limit=BATCH,
    )
    cases = {
        case.clock_id: case
        for case in Case.objects.filter(
            clock_id__in=[row.clock_id for row in taken],
            # Nothing can be sealed for an erased case, and one must not stop the rest.
            data_key__destroyed_at=None,
        ).select_related("company", "clock", "data_key__company_key")
    }
    staff = _staff({case.company_id for case in cases.values()})
    # Closed or answered between planning and today: the reason no longer holds.
    owed = [
        (case, reminder, _people(case, reminder, staff[case.company_id]))
        for reminder in taken
        if (case := cases.get(reminder.clock_id)) and case.is_open and case.released_at is None
    ]
    for case, reminder, people in owed:
        _tell(case, reminder, people, now=now)
    # Last, since it holds up everybody at the company, and in the order of companies: two takers
    # that hold one chain each would wait for each other's for ever.
    for case, reminder, people in sorted(owed, key=lambda row: row[0].company_id):
        _record(case, reminder, people, now=now)
    return len(taken)


def _staff(companies: set[int]) -> dict[int, list[Membership]]:
    """Who works where, read once a batch."""
    staff: dict[int, list[Membership]] = {company: [] for company in companies}
    for membership in Membership.objects.filter(
        company__in=companies, user__is_active=True
    ).select_related("user"):
        staff[membership.company_id].append(membership)
    return staff


def _people(case: Case, reminder: Reminder, staff: list[Membership]) -> list[User]:
    """Everybody on these rungs, once. A case without an owner is everybody's who works there; so
    is that of an owner who has left."""
    told = {
        membership.user
        for level in reminder.audience
        for membership in _on_rung(case, level, staff)
    }
    return sorted(told, key=lambda person: person.pk)


def _on_rung(case: Case, level: str, staff: list[Membership]) -> list[Membership]:
    if level == "owner":
        owner = [membership for membership in staff if membership.user_id == case.owner_id]
        if owner:
            return owner
    role = Role.OFFICER if level == "owner" else Role(level)
    return [membership for membership in staff if membership.role == role]


def _tell(case: Case, reminder: Reminder, people: list[User], *, now: datetime) -> None:
    for person in people:
        _owe(case, reminder, person, now=now)
    above = [level for level in reminder.audience if level != "owner"]
    Escalation.objects.bulk_create(
        (
            Escalation(
                company=case.company, case=case, level=level, kind=reminder.kind, raised_at=now
            )
            for level in above
        ),
        # A date that moved is reached again: whoever saw it then has not seen this.
        update_conflicts=True,
        unique_fields=["case", "level", "kind"],
        update_fields=["raised_at", "acknowledged_at", "acknowledged_by"],
    )


def _record(case: Case, reminder: Reminder, people: list[User], *, now: datetime) -> None:
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
            "told": [f"user:{person.pk}" for person in people],
        },
    )


def _owe(case: Case, reminder: Reminder, person: User, *, now: datetime) -> None:
    words = due_words(case, today=today_at(case, now))
    subject = f"{case.reference}: {_short(case, now)}"
    text = render_to_string(
        "emails/reminder.txt",
        {
            "case": case,
            "person": person,
            "words": words,
            "link": f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/",
        },
    )
    enqueue(
        company_id=case.company_id,
        data_key=case.data_key,
        channel="email",
        key=f"reminder:{reminder.pk}:{person.pk}",
        payload={
            "from": case.company.sender_email,
            "from_name": f"{case.company.name} desk",
            "to": person.email,
            "reply_to": case.company.sender_email,
            "subject": subject,
            "text": text,
            "html": render_to_string(
                "letters/_html.html", {"text": text, "subject": subject, "company": case.company}
            ),
            "thread": f"desk:{case.reference}",
        },
        now=now,
        reason="case-open",
        subject=str(case.pk),
    )


def _short(case: Case, now: datetime) -> str:
    left = (case.clock.due_on - today_at(case, now)).days if case.clock.due_on else None
    if left is None:
        return "waiting"
    if left < 0:
        return f"overdue by {-left} day{'s' if left < -1 else ''}"
    return "due today" if left == 0 else f"due in {left} day{'s' if left > 1 else ''}"


def case_is_open(case_id: str) -> bool:
    """Whether a reminder of this case is still worth sending."""
    return (
        Case.objects.filter(pk=case_id, released_at__isnull=True)
        .exclude(status=Status.CLOSED)
        .exists()
    )
