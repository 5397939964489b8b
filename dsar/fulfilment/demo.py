"""Searches of the demonstration: systems with invented owners, and cases in each state of it."""

from datetime import datetime, timedelta

from django.db import transaction

from dsar.cases.models import Case
from dsar.cases.transitions import Status
from dsar.companies.models import Company

from .models import SearchTask, System
from .operations.asking import ask_search, drop_search
from .operations.listing import list_named
from .operations.recording import OWNER, record_search

OWNERS = (
    ("Sol Example", "sol.systems@example.com"),
    ("Pat Example", "pat.archive@example.com"),
    ("Vera Example", "vera.support@example.com"),
)


def list_systems(*, now: datetime) -> int:
    """Every company with a policy has its systems, each with an invented owner; how many were
    added. Running it again changes nothing."""
    added = 0
    for company in Company.objects.filter(published_at__isnull=False):
        for number, system in enumerate(list_named(company_id=company.pk, actor="system", now=now)):
            name, email = OWNERS[number % len(OWNERS)]
            System.objects.filter(pk=system.pk).update(owner_name=name, owner_email=email)
            added += 1
    return added


@transaction.atomic
def ask(*, now: datetime) -> int:
    """Cases in progress that were invented have searches, one of them answered, one dropped; how
    many cases that were. None where there are searches already."""
    if SearchTask.objects.exists():
        return 0
    cases = Case.objects.filter(is_test=True, status=Status.IN_PROGRESS, released_at=None)
    found = list(cases.exclude(right__in=["marketing", "consent"]).order_by("created_at")[1:7])
    for number, case in enumerate(found):
        _search(case, number, now=now)
    return len(found)


def _search(case: Case, number: int, *, now: datetime) -> None:
    """All systems are asked; of the first is said what was found, another is not needed."""
    actor = case.owner.actor if case.owner else "system"
    asked_at = max(case.received_at + timedelta(days=1), now - timedelta(days=5))
    systems = [one.pk for one in case.company.systems.filter(retired_at=None)]
    tasks = ask_search(case_id=case.pk, systems=systems, actor=actor, now=asked_at)
    record_search(
        case_id=case.pk,
        task_id=tasks[0].pk,
        result="found" if number % 2 else "nothing",
        terms="The name, and the address before the @",
        found="One entry, last changed two years ago." if number % 2 else "",
        name=OWNERS[0][0],
        actor=OWNER,
        now=asked_at + timedelta(hours=4),
    )
    if number % 3 == 0 and len(tasks) > 2:
        drop_search(
            case_id=case.pk,
            task_id=tasks[1].pk,
            reason="Nothing is written there about this kind of customer.",
            actor=actor,
            now=asked_at + timedelta(hours=5),
        )
