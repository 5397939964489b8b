"""What happens in the ticket of a case is noted at the case: a comment, and whether it is done.

It never moves the case: what is decided is decided at the desk. Calls come twice and in any order,
so a comment is known by its number, and of two states the one that is newer there counts.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from dsar.cases.models import Case, Message
from dsar.cases.operations.changing import keep_message, record
from dsar.cases.retaining import TICKET_COMMENT

from .arriving import case_of, is_own_note
from .models import Arrival, HelpDesk, Remark, TaskIssue, Ticket

NUMBER: Final = re.compile(r"[0-9]{1,18}")
MOST_TEXT: Final = 20_000
CUT: Final = "\n\n[Cut here: the comment is too long for the desk. Read the rest in the ticket.]"
_SAID: Final = {
    Ticket.State.OPEN: "ticket.opened-again",
    Ticket.State.DONE: "ticket.done",
    Ticket.State.GONE: "ticket.gone",
}
_SAID_OF_TASKS: Final = {
    Ticket.State.OPEN: "ticket.search-opened-again",
    Ticket.State.DONE: "ticket.search-done",
    Ticket.State.GONE: "ticket.search-gone",
}


@dataclass(frozen=True)
class Change:
    ticket: str
    at: datetime
    """When it happened there."""
    state: str = ""
    """Empty where nothing is said of it."""
    comment: str = ""
    number: str = ""
    """Of the comment; of none, it is known by its words."""


def reference_of(desk: HelpDesk, ticket: str) -> str:
    """The case that this is the ticket of, or of a search for it; empty where nothing is kept of
    the ticket. Cheap: a help desk may tell of all that it has."""
    if not NUMBER.fullmatch(ticket):
        return ""
    if case := case_of(desk, ticket):
        return case.reference
    found = _issues(desk).filter(number=ticket).values_list("case__reference", flat=True)
    return found.first() or ""


def _issues(desk: HelpDesk) -> QuerySet[TaskIssue]:
    return TaskIssue.objects.filter(desk=desk).exclude(number="")


@transaction.atomic
def follow(desk: HelpDesk, change: Change, *, now: datetime) -> tuple[str, str]:
    """What came of it, and the reference of the case; both empty where the ticket has no case."""
    if issue := _issues(desk).filter(number=change.ticket).first():
        return _note_task(issue, desk, change, now=now)
    found = case_of(desk, change.ticket)
    case = _locked().filter(pk=found.pk, erased_at=None).first() if found else None
    if case is None:
        return "", ""
    moved, comment = _note_state(desk, case, change, now=now), _clean(change.comment)
    if is_own_note(desk, comment):
        return Arrival.Outcome.NOTED if moved else Arrival.Outcome.OWN_NOTE, case.reference
    told = _note_comment(desk, case, comment, change.number, now=now)
    outcome = Arrival.Outcome.NOTED if moved or told else Arrival.Outcome.HEARD
    return outcome, case.reference


def _locked() -> QuerySet[Case]:
    found = Case.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("company", "data_key__company_key")


def _note_task(
    issue: TaskIssue, desk: HelpDesk, change: Change, *, now: datetime
) -> tuple[str, str]:
    """That it is done answers no search, and what is written in it stays there."""
    case = _locked().filter(pk=issue.case_id, erased_at=None).first()
    issue = TaskIssue.objects.select_related("task__system").get(pk=issue.pk)
    if case is None or not change.state:
        return "", ""
    if not _moved(issue, change):
        return Arrival.Outcome.HEARD, case.reference
    event = _SAID_OF_TASKS[Ticket.State(change.state)]
    record(case, event, actor=desk.system, now=now, system=issue.task.system.code)
    return Arrival.Outcome.NOTED, case.reference


def _moved(row: Ticket | TaskIssue, change: Change) -> bool:
    """Whether it stands otherwise than it did; an older state than the one that is known does
    not count."""
    if row.state_at and change.at < row.state_at:
        return False
    before = row.state or Ticket.State.OPEN
    row.state, row.state_at = change.state, change.at
    row.save()
    return before != change.state


def _note_state(desk: HelpDesk, case: Case, change: Change, *, now: datetime) -> bool:
    if not change.state:
        return False
    ticket = Ticket.objects.filter(case=case).first() or Ticket(company=case.company, case=case)
    if not _moved(ticket, change):
        return False
    record(case, _SAID[Ticket.State(change.state)], actor=desk.system, now=now)
    return True


def _clean(text: str) -> str:
    """Without NUL and halves of characters, which no file and no database can hold."""
    return text.replace("\0", "").encode(errors="replace").decode().strip()


def _note_comment(desk: HelpDesk, case: Case, text: str, number: str, *, now: datetime) -> bool:
    if not text:
        return False
    number = number or salted_hmac("dsar.ticketing.remark", text).hexdigest()
    _, is_new = Remark.objects.get_or_create(company=case.company, case=case, number=number)
    if not is_new:
        return False
    if len(text) > MOST_TEXT:
        text = text[: MOST_TEXT - len(CUT)] + CUT
    given = (Message.Direction.NOTE, TICKET_COMMENT, "Comment in the ticket", text)
    keep_message(case, *given, actor=desk.system, now=now)
    record(case, "ticket.commented", actor=desk.system, now=now)
    return True
