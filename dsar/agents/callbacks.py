"""Each change of a case is owed to the agent that filed it and gave an address (2.03).

What is owed follows from how the case stands, so nothing that changes one has to know of agents:
a look finds the cases that stand otherwise than at the last call. An older state that has not left
yet is dropped for the newer one.
"""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Case as Either
from django.db.models import F, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from dsar.cases.closed import Closed
from dsar.cases.models import Case
from dsar.outbox.models import Channel
from dsar.outbox.operations import enqueue
from dsar.vault.operations import Shredded, unseal

from . import states
from .models import AgentRequest, Token

REASON = "agent-latest"
AT_ONCE = 200
_TEXT = TextField()


def stands_as(case: Case) -> str:
    """All that the status object follows from, as the database says it too. Nothing personal."""
    due_on = case.clock.due_on
    answered = "|answered" if case.released_at else ""
    return f"{case.status}|{case.outcome}|{due_on.isoformat() if due_on else ''}{answered}"


def owe(*, now: datetime) -> int:
    """Every agent is owed how its requests stand, where that is news; how many were."""
    closed = Closed("Callbacks")
    count = 0
    for pk, company_id in list(_news(now).values_list("pk", "company_id")[:AT_ONCE]):
        with closed.without(company_id):
            count += _owe_one(pk, now=now)
    closed.tell()
    return count


def is_latest(subject: str) -> bool:
    """Whether nothing newer is owed, and the agent has a token: one that was shut out is told
    nothing. `subject`: the request and the number of the call."""
    request_id, _, number = subject.partition(":")
    latest = AgentRequest.objects.filter(pk=UUID(request_id), told=int(number))
    return latest.filter(_is_reached(timezone.now())).exists()


def _news(now: datetime) -> models.QuerySet[AgentRequest]:
    due_on = Coalesce(Cast("case__clock__due_on", _TEXT), Value("", _TEXT))
    bar = Value("|", _TEXT)
    answered = Either(
        When(case__released_at=None, then=Value("", _TEXT)), default=Value("|answered", _TEXT)
    )
    parts = ("case__status", bar, "case__outcome", bar, due_on, answered)
    return (
        AgentRequest.objects.filter(has_callback=True, case__erased_at=None)
        .alias(as_now=Concat(*parts, output_field=_TEXT))
        .filter(~Q(told_as=F("as_now")), _is_reached(now))
        .order_by("pk")
    )


def _is_reached(now: datetime) -> models.Exists:
    return models.Exists(Token.objects.filter(Token.usable(now), agent=models.OuterRef("agent")))


@transaction.atomic
def _owe_one(pk: UUID, *, now: datetime) -> int:
    request = (
        AgentRequest.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("agent", "case__company", "case__clock", "case__data_key__company_key")
        .filter(pk=pk)
        .first()
    )
    if request is None or request.told_as == stands_as(request.case):
        return 0
    try:
        asked, event = unseal(request, "asked"), states.status_of(request, now=now)
    except Shredded:
        return 0
    request.told, request.told_as = request.told + 1, stands_as(request.case)
    request.save(update_fields=["told", "told_as"])
    enqueue(
        company_id=request.company_id,
        data_key=request.case.data_key,
        channel=Channel.CALLBACK,
        key=f"agent:{request.pk}:{request.told}",
        payload={"url": asked["callback"], "to": request.agent_id, "event": event},
        now=now,
        reason=REASON,
        subject=f"{request.pk}:{request.told}",
    )
    return 1
