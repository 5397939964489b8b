"""The owners of searches that are late, reminded at once because somebody wants it now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from dsar.cases.dates import civil_date
from dsar.cases.errors import CaseError
from dsar.cases.operations.changing import lock_case, record, today_at
from dsar.cases.transitions import Status
from dsar.companies.models import Company

from .. import mails
from ..due import due_of, with_dates
from ..models import SearchTask

# Looked through at one press, the longest asked first; another press has the rest.
LOOKED_AT = 500


@dataclass(frozen=True)
class Nudged:
    """What became of each search that was late."""

    sent: int = 0
    again: int = 0
    """The owner was reminded today already."""
    nobody: int = 0
    """No address is known."""

    def __add__(self, other: "Nudged") -> "Nudged":
        return Nudged(self.sent + other.sent, self.again + other.again, self.nobody + other.nobody)


def late_searches(companies: Iterable[Company], *, now: datetime) -> list[SearchTask]:
    """Those whose day has passed at their company, the longest asked first."""
    waiting = SearchTask.objects.filter(
        Q(due_by_hand=None) | Q(due_by_hand__lte=now.date() + timedelta(days=1)),
        ~Q(case__status=Status.CLOSED),
        company__in=companies,
        state=SearchTask.State.OPEN,
        case__released_at=None,
    )
    found = _along(waiting).order_by("asked_at", "pk")[:LOOKED_AT]
    return [task for task, day in with_dates(found) if day < civil_date(task.case.company, now)]


def nudge_company(*, company: Company, actor: str, now: datetime) -> Nudged:
    """As `nudge_case` for each case of the company that has a late search."""
    cases = dict.fromkeys(task.case_id for task in late_searches([company], now=now))
    total = Nudged()
    for case_id in cases:
        try:
            total += nudge_case(case_id=case_id, actor=actor, now=now)
        except CaseError:  # closed or answered since it was looked at: nothing is late any more
            continue
    return total


@transaction.atomic
def nudge_case(*, case_id: UUID, actor: str, now: datetime) -> Nudged:
    """Each owner of a late search of the case is owed a mail with a new link, at most once a day
    for one search, whoever reminds."""
    case = lock_case(case_id, doing="send_search")
    today = today_at(case, now)
    tasks = case.search_tasks.select_related("system").filter(state=SearchTask.State.OPEN)
    sent, again, nobody = [], 0, 0
    for task in tasks.select_for_update(of=("self",)).order_by("pk"):
        task.case = case
        day = due_of(task)
        if day >= today:
            continue
        if task.reminded_on == today:
            again += 1
        elif mails.send(task, mails.LATE, due_on=day, now=now):
            task.reminded_on = today
            task.save(update_fields=["reminded_on"])
            sent.append((task, day))
        else:
            nobody += 1
    for task, day in sent:
        record(
            case,
            "search.reminded",
            actor=actor,
            now=now,
            system=task.system.code,
            due_on=day.isoformat(),
            mailed=True,
        )
    return Nudged(len(sent), again, nobody)


def _along(tasks: QuerySet[SearchTask]) -> QuerySet[SearchTask]:
    return tasks.select_related("system", "case__company", "case__clock")
