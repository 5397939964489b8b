"""Each change of a case's clock is owed to the ticket that it came from: a reference and a date.

What is owed follows from how the case stands, so nothing that changes one has to know of tickets:
a look finds the cases that stand otherwise than at the last note. An older state that has not left
yet is dropped for the newer one, so that no late note takes a date back.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case as Either
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from deadlines import words
from deadlines.models import Clock
from dsar.cases.closed import Closed
from dsar.cases.models import Case
from dsar.cases.transitions import Status
from dsar.outbox.models import Channel
from dsar.outbox.operations import enqueue

from .models import HelpDesk, Ticket
from .owing import owe_each

REASON = "ticket-latest"
AT_ONCE = 200
CLOSED = "closed"
_TEXT = TextField()
_PAUSED = (Clock.State.PAUSED, Clock.State.STARTS_LATER)


def stands_as(case: Case) -> str:
    """All that a note follows from, as the database says it too."""
    due_on = case.clock.due_on
    phase = CLOSED if case.status == Status.CLOSED else case.clock.state
    return f"{phase}|{due_on.isoformat() if due_on else ''}"


def note(case: Case, told_as: str) -> str:
    """Of how it stands, where its ticket knows it as `told_as`; nothing about the person."""
    due_on, closed = case.clock.due_on, case.status == Status.CLOSED
    due = "" if closed else f" Due on {words.long(due_on)}." if due_on else f" {_no_date(case)}"
    called = "Test case" if case.is_test else "Case"
    return f"{_happened(case, told_as)}{due} {called} {case.reference}."


def owe(*, now: datetime) -> int:
    """Every ticket is owed how its case stands, where that is news; how many were."""
    closed = Closed("Notes in tickets")
    count = owe_each(closed, _news, _owe_one, now=now, at_once=AT_ONCE)
    closed.tell()
    return count


def is_latest(subject: str) -> bool:
    """Whether nothing newer is owed. `subject`: the ticket and the number of the note."""
    ticket_id, _, number = subject.partition(":")
    return Ticket.objects.filter(pk=UUID(ticket_id), told=int(number)).exists()


def _news() -> QuerySet[Case]:
    phase = Either(
        When(status=Status.CLOSED, then=Value(CLOSED, _TEXT)), default=Cast("clock__state", _TEXT)
    )
    due_on = Coalesce(Cast("clock__due_on", _TEXT), Value("", _TEXT))
    told = Ticket.objects.filter(case=OuterRef("pk"), told_as=OuterRef("as_now"))
    return (
        _of_tickets()
        .alias(as_now=Concat(phase, Value("|", _TEXT), due_on, output_field=_TEXT))
        .filter(~Exists(told))
        .order_by("pk")
    )


def _of_tickets() -> QuerySet[Case]:
    """Cases with a number of a ticket that is not gone, at companies whose help desk wants to hear
    of them."""
    listens = HelpDesk.objects.filter(
        Q(cases_since=None) | Q(cases_since__lte=OuterRef("created_at")),
        company=OuterRef("company_id"),
        system=OuterRef("external_system"),
        is_on=True,
    )
    ended_since = listens.filter(told_since__lte=OuterRef("closed_at"))
    gone = Ticket.objects.filter(case=OuterRef("pk"), state=Ticket.State.GONE)
    numbered = Case.objects.filter(external_id__regex=r"^[0-9]{1,18}$", erased_at=None)
    told = Q(Exists(listens), closed_at=None) | Q(Exists(ended_since))
    return numbered.exclude(external_id="").filter(told, ~Exists(gone))


@transaction.atomic
def _owe_one(pk: UUID, *, now: datetime) -> int:
    found = _of_tickets().select_for_update(of=("self",), skip_locked=True, no_key=True)
    case = found.select_related("clock", "company").filter(pk=pk).first()
    if case is None:
        return 0
    ticket = Ticket.objects.filter(case=case).first() or Ticket(company=case.company, case=case)
    if ticket.told_as == stands_as(case):
        return 0
    desk = HelpDesk.objects.select_related("data_key__company_key").get(
        company=case.company_id, system=case.external_system
    )
    text, due_on = note(case, ticket.told_as), case.clock.due_on
    ticket.told, ticket.told_as = ticket.told + 1, stands_as(case)
    ticket.save()
    enqueue(
        company_id=case.company_id,
        data_key=desk.data_key,
        channel=Channel.TICKET,
        key=f"{desk.system}:{desk.pk}:{case.reference}:{ticket.told}",
        payload={
            "desk": desk.pk,
            "ticket": case.external_id,
            "note": text,
            "due_on": due_on.isoformat() if due_on else None,
            "link": _link(case),
            "tells": str(ticket.pk),
        },
        now=now,
        reason=REASON,
        subject=f"{ticket.pk}:{ticket.told}",
    )
    return 1


def _happened(case: Case, told_as: str) -> str:
    if case.status == Status.CLOSED:
        return "Case closed."
    before, state = told_as.partition("|")[0], case.clock.state
    if state == Clock.State.PAUSED:
        return "Clock paused."
    if before in _PAUSED and state not in _PAUSED:
        return "Clock running."
    return {"": "Case opened.", CLOSED: "Case opened again."}.get(before, "Due date changed.")


def _link(case: Case) -> dict[str, Any]:
    """To the case at the desk, for whoever may see it there."""
    return {
        "case": case.reference,
        "url": f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/",
        "resolved": case.status == Status.CLOSED,
    }


def _no_date(case: Case) -> str:
    if case.clock.state == Clock.State.OPEN_ENDED:
        return "The law names no last day."
    return "Due date open."
