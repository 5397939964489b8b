"""The issue of a search is told when its day moves, and when nobody has to look any more.

What is owed follows from how the search and its case stand, as for the ticket of a case. An issue
that is done or gone there is told nothing; opened again, it is.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Case as Either
from django.db.models import F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from deadlines import words
from dsar.cases.models import Case
from dsar.cases.transitions import Status
from dsar.fulfilment.due import due_of
from dsar.fulfilment.models import SearchTask
from dsar.outbox.models import Channel
from dsar.outbox.operations import enqueue

from .models import TaskIssue, Ticket

REASON: Final = "task-issue-latest"
OPEN: Final = "open"
CLOSED: Final = "closed"
_TEXT: Final = TextField()
_OVER: Final = {
    SearchTask.State.DONE: "The search was answered. Nothing more has to be done here.",
    SearchTask.State.DROPPED: "The search is no longer needed.",
    CLOSED: "The case is closed: the search is no longer needed.",
}


def stands_as(issue: TaskIssue) -> str:
    """All that the day of a search follows from, as the database says it too."""
    task, case = issue.task, issue.case
    if not task.is_open:
        return task.state
    if case.status == Status.CLOSED:
        return CLOSED
    days = (task.due_by_hand, case.clock.due_on, case.stop_until)
    return "|".join([OPEN, *(one.isoformat() if one else "" for one in days)])


def news() -> QuerySet[TaskIssue]:
    """Issues that know their search otherwise than it stands."""
    days = ("task__due_by_hand", "case__clock__due_on", "case__stop_until")
    told: list[Any] = [Value(OPEN, _TEXT)]
    for day in days:
        told += [Value("|", _TEXT), Coalesce(Cast(day, _TEXT), Value("", _TEXT))]
    as_now = Either(
        When(~Q(task__state=SearchTask.State.OPEN), then=Cast("task__state", _TEXT)),
        When(case__status=Status.CLOSED, then=Value(CLOSED, _TEXT)),
        default=Concat(*told, output_field=_TEXT),
    )
    over = (Ticket.State.DONE, Ticket.State.GONE)
    made = TaskIssue.objects.filter(desk__is_on=True).exclude(number="")
    found = made.exclude(state__in=over).alias(as_now=as_now)
    return found.exclude(told_as=F("as_now")).order_by("pk")


def is_latest(subject: str) -> bool:
    """Whether nothing newer is owed. `subject`: the row of the issue and the number of the note."""
    pk, _, number = subject.partition(":")
    return TaskIssue.objects.filter(pk=UUID(pk), told=int(number)).exists()


@transaction.atomic
def owe_one(pk: UUID, *, now: datetime) -> int:
    cases = Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    of_issue = TaskIssue.objects.filter(pk=pk).values("case")
    case = cases.select_related("clock", "company").filter(pk__in=of_issue).first()
    found = news().select_related("task", "desk__data_key__company_key").filter(pk=pk)
    issue = found.first() if case else None
    if case is None or issue is None:
        return 0
    issue.case = issue.task.case = case
    text = _news_of(issue)
    if text:
        issue.told += 1
    issue.save(update_fields=["told", "told_as", "due_on"])
    if text:
        _owe(issue, text, now=now)
    return 1 if text else 0


def learn(issue: TaskIssue) -> None:
    """It knows from here on how its search stands, and the day while it is needed."""
    issue.told_as = stands_as(issue)
    is_open = issue.told_as.startswith(OPEN)
    issue.due_on = due_of(issue.task) if is_open else None


def _news_of(issue: TaskIssue) -> str:
    """What is to be said of how it stands now, which it knows from here on; empty where that is the
    same to whoever looks."""
    before, due_before = issue.told_as.partition("|")[0], issue.due_on
    learn(issue)
    after, due_on = issue.told_as.partition("|")[0], issue.due_on
    if not before:  # made before its day was kept: what was said there is not known
        return ""
    if due_on is None:
        return _OVER[after]
    if before == OPEN and due_on == due_before:
        return ""
    happened = "Due date changed." if before == OPEN else "The search is needed again."
    return f"{happened} Due on {words.long(due_on)}."


def _owe(issue: TaskIssue, text: str, *, now: datetime) -> None:
    desk, case = issue.desk, issue.case
    called = "Test case" if case.is_test else "Case"
    enqueue(
        company_id=case.company_id,
        data_key=desk.data_key,
        channel=Channel.TICKET,
        key=f"{desk.system}:{desk.pk}:{case.reference}:search:{issue.pk}:{issue.told}",
        payload={
            "desk": desk.pk,
            "ticket": issue.number,
            "note": f"{text} {called} {case.reference}.",
            "tells": str(issue.pk),
            **({"due_on": issue.due_on.isoformat()} if issue.due_on else {}),
        },
        now=now,
        reason=REASON,
        subject=f"{issue.pk}:{issue.told}",
    )
