"""A search that is asked for is an issue of its own in Jira, for the team that looks there.

It holds the case's reference, the system's name, a day and a link: never who is looked for. That
the issue is done is noted at the search and answers nothing: what was found is said at the desk.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from dsar.cases.closed import Closed
from dsar.cases.models import Case
from dsar.cases.transitions import Status
from dsar.fulfilment import by_machine
from dsar.fulfilment.due import due_of
from dsar.fulfilment.models import SearchTask
from dsar.outbox.models import Channel
from dsar.outbox.operations import enqueue

from . import updating
from .models import HelpDesk, TaskIssue
from .owing import owe_each

REASON: Final = "task-issue-wanted"
AT_ONCE: Final = 200


def owe(*, now: datetime) -> int:
    """Every open search that was asked for since its Jira takes them is owed an issue, and every
    issue how its search stands, where that is news."""
    closed = Closed("Searches in Jira")
    count = owe_each(closed, _unsent, _owe_one, now=now, at_once=AT_ONCE)
    count += owe_each(closed, updating.news, updating.owe_one, now=now, at_once=AT_ONCE)
    closed.tell()
    return count


def is_wanted(subject: str) -> bool:
    """Whether the search is still open. `subject`: the row of the issue."""
    return TaskIssue.objects.filter(pk=UUID(subject), task__state=SearchTask.State.OPEN).exists()


def note_opened(issue_id: str, *, number: str, key: str) -> None:
    """Under which number it is known there; from then on its states are heard."""
    TaskIssue.objects.filter(pk=UUID(issue_id)).update(number=number, key=key)


def _unsent() -> QuerySet[SearchTask]:
    takes = {
        "company__help_desks__is_on": True,
        "company__help_desks__system": HelpDesk.System.JIRA,
        "company__help_desks__tasks_since__lte": F("asked_at"),
    }
    found = SearchTask.objects.filter(state=SearchTask.State.OPEN, issue=None, **takes)
    found = found.filter(case__erased_at=None).exclude(case__status=Status.CLOSED)
    return by_machine.not_asked(found).order_by("asked_at", "pk")


@transaction.atomic
def _owe_one(pk: UUID, *, now: datetime) -> int:
    cases = Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    case = cases.select_related("clock", "company").filter(search_tasks=pk).first()
    task = _unsent().select_related("system").filter(pk=pk).first() if case else None
    if case is None or task is None:
        return 0
    task.case = case
    found = HelpDesk.objects.select_related("data_key__company_key")
    desk = found.get(company=case.company_id, system=HelpDesk.System.JIRA)
    issue = TaskIssue(company=case.company, case=case, task=task, desk=desk)
    updating.learn(issue)
    issue.save(force_insert=True)
    called = "test case" if case.is_test else "case"
    enqueue(
        company_id=case.company_id,
        data_key=desk.data_key,
        channel=Channel.TICKET,
        key=f"{desk.system}:{desk.pk}:{case.reference}:search:{issue.pk}",
        payload={
            "desk": desk.pk,
            "opens": str(issue.pk),
            "summary": f"Search {task.system.name} for {called} {case.reference}",
            "note": f"Look at the desk for whom: {settings.PUBLIC_URL}/desk/cases/{case.reference}/"
            " What was found is recorded there, and not in this issue.",
            "due_on": due_of(task).isoformat(),
        },
        now=now,
        reason=REASON,
        subject=str(issue.pk),
    )
    return 1
