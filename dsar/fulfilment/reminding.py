"""Owners are reminded on the working day before a search is due, and once when it is late."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from deadlines.hours import Hours
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.operations.changing import record
from dsar.cases.staff import OWNER, people_on, staff_of
from dsar.cases.telling_words import SEARCH_LATE
from dsar.cases.transitions import Status
from dsar.companies.offices import offices

from . import by_machine, mails
from .due import due_of, working_day_before
from .models import SearchTask

_SOON, _LATE = 1, 2
# So many at one look; the next has the rest.
BATCH = 500


def remind(*, now: datetime) -> int:
    """How many owners were reminded. Each open task is looked at once a day, when the office of
    its company is open."""
    today = now.astimezone(UTC).date()
    waiting = SearchTask.objects.filter(
        Q(looked_on=None) | Q(looked_on__lt=today),
        ~Q(case__status=Status.CLOSED),
        state=SearchTask.State.OPEN,
        case__released_at=None,
    )
    companies = set(waiting.values_list("company_id", flat=True).distinct())
    hours = offices(companies) if companies else {}
    at_work = [company for company, office in hours.items() if office.is_open(now)]
    found = waiting.filter(company__in=at_work).order_by("looked_on", "pk")
    pairs = list(found.values_list("pk", "company_id")[:BATCH])
    return sum(_remind(pk, hours[company], now=now) for pk, company in pairs)


@transaction.atomic
def _remind(pk: UUID, office: Hours, *, now: datetime) -> int:
    """1 where the owner was reminded. Another worker may be at it."""
    task = (
        SearchTask.objects.filter(pk=pk, state=SearchTask.State.OPEN)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related(
            "system", "case__company", "case__policy", "case__clock", "case__data_key__company_key"
        )
        .first()
    )
    if task is None:
        return 0
    today, due_on = office.date_of(now), due_of(task, office)
    task.looked_on = now.astimezone(UTC).date()
    step = _LATE if today > due_on else _SOON
    too_soon = today < working_day_before(due_on, office) or task.reminded_on == today
    if too_soon or task.reminded >= step:
        task.save(update_fields=["looked_on"])
        return 0
    what = mails.LATE if step == _LATE else mails.SOON
    mailed = not by_machine.is_asked(task) and mails.send(task, what, due_on=due_on, now=now)
    # Without an address nobody was: somebody may still be today, once there is one.
    task.reminded, task.reminded_on = step, today if mailed else task.reminded_on
    task.save(update_fields=["looked_on", "reminded", "reminded_on"])
    if step == _LATE:
        people = people_on((OWNER,), task.case, staff_of([task.case], now=now))
        key = f"{SEARCH_LATE}:{task.pk}:{due_on}"
        raise_notices([Telling(task.case, key, SEARCH_LATE, people, ("mail", "in-app"))], now=now)
    record(
        task.case,
        "search.reminded",
        actor="system",
        now=now,
        system=task.system.code,
        due_on=due_on.isoformat(),
        mailed=mailed,
    )
    return 1
