"""The owners of searches that are late, reminded at once because somebody wants it now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
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

# So many late ones at one press, the longest asked first; another press has the rest.
AT_ONCE = 500


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
    return list(islice(_late(companies, now=now), AT_ONCE))


def nudge_company(*, company: Company, actor: str, now: datetime) -> Nudged:
    """As `nudge_case` for each case of the company that has a late search."""
    found, cases = _to_remind(company, now=now)
    left = [task for task in found if task.case_id not in cases]
    again = sum(task.reminded_on == civil_date(company, now) for task in left)
    total = Nudged(again=again, nobody=len(left) - again)
    for case_id in cases:
        try:
            total += nudge_case(case_id=case_id, actor=actor, now=now)
        except CaseError:  # closed or answered since it was looked at: nothing is late any more
            continue
    return total


def _to_remind(company: Company, *, now: datetime) -> tuple[list[SearchTask], dict[UUID, None]]:
    """Late searches until so many are found that somebody can still be reminded of today, and the
    cases of those. Who was, or has no address, keeps nobody else from being reached."""
    today = civil_date(company, now)
    found: list[SearchTask] = []
    cases: dict[UUID, None] = {}
    count = 0
    for task in _late([company], now=now):
        found.append(task)
        if task.reminded_on != today and task.system.owner_email:
            cases[task.case_id] = None
            count += 1
        if count == AT_ONCE:
            break
    return found, cases


def _late(companies: Iterable[Company], *, now: datetime) -> Iterator[SearchTask]:
    """Whether a day has passed is known only once it is computed, so page by page."""
    waiting = SearchTask.objects.filter(
        Q(due_by_hand=None) | Q(due_by_hand__lte=now.date() + timedelta(days=1)),
        ~Q(case__status=Status.CLOSED),
        company__in=companies,
        state=SearchTask.State.OPEN,
        case__released_at=None,
    )
    rows = _along(waiting).order_by("asked_at", "pk").iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        for task, day in with_dates(some):
            if day < civil_date(task.case.company, now):
                yield task


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
