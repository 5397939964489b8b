"""What becomes of a request to a processor. Each change locks the case, then the request."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from dsar.cases.models import Case
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.operations.changing import record
from dsar.cases.staff import OWNER, people_on, staff_of
from dsar.cases.telling_words import SEARCH_HANDED_OVER
from dsar.fulfilment import mails
from dsar.fulfilment.due import due_of
from dsar.fulfilment.models import SearchTask
from dsar.outbox.models import Channel
from dsar.outbox.operations import enqueue
from dsar.vault.operations import seal

from . import protocol, wanted
from .models import Processor, ProcessorRequest
from .protocol import Standing

State = ProcessorRequest.State
# How far a request got: what says less came too late.
_FAR: Final = {
    State.WAITING: 0,
    State.PENDING: 1,
    State.IN_PROGRESS: 2,
    State.COMPLETED: 3,
    State.CANCELLED: 3,
}
_UNDER_WAY: Final = (State.WAITING, State.PENDING, State.IN_PROGRESS)
FIRST_LOOK: Final = timedelta(minutes=15)


@transaction.atomic
def ask(task_id: UUID, *, now: datetime) -> ProcessorRequest | None:
    """The processor of the task's system is owed a request, with what the company lets it know of
    the person; where it could not do anything with it, a person is asked instead. None where it
    was asked already, or is not to be."""
    found = SearchTask.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if found is None:
        return None
    case = _lock_case(found)
    task = wanted.tasks().select_related("system__processor").filter(pk=task_id).first()
    if task is None:
        return None
    task.case = case
    processor: Processor = task.system.processor
    email = wanted.email_of(case)
    request = ProcessorRequest(
        company=case.company, case=case, task=task, processor=processor, asked_at=now
    )
    request.sent_as = _that_it_takes(processor) if email else []
    request.save(force_insert=True)
    if why := _why_not(processor, case, email, request.sent_as):
        _hand_over(request, State.FAILED, why, now=now)
        return request
    enqueue(
        company_id=case.company_id,
        data_key=case.data_key,
        channel=Channel.PROCESSOR,
        key=f"opendsr:{request.pk}",
        payload={
            "request": str(request.pk),
            "do": "ask",
            "body": protocol.body_of(
                request_id=request.subject_request_id,
                kind=case.right,
                law=case.law,
                asked_at=case.received_at,
                identities=protocol.identities_of(email, request.sent_as),
                callback=protocol.callback_of(processor),
            ),
        },
        now=now,
        reason=wanted.REASON,
        subject=str(request.pk),
    )
    _note(request, "search.sent", actor="system", now=now)
    return request


@transaction.atomic
def give_back(task_id: UUID, *, now: datetime) -> ProcessorRequest | None:
    """A person is asked, since the processor was switched off before it was. None where that is
    not so any more."""
    found = SearchTask.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if found is None:
        return None
    case = _lock_case(found)
    task = wanted.orphans().select_related("system__processor").filter(pk=task_id).first()
    if task is None:
        return None
    task.case = case
    request = ProcessorRequest(
        company=case.company, case=case, task=task, processor=task.system.processor, asked_at=now
    )
    request.save(force_insert=True)
    _hand_over(request, State.FAILED, "switched-off", now=now)
    return request


@transaction.atomic
def note_taken(*, request_id: UUID, standing: Standing, now: datetime) -> ProcessorRequest:
    """The processor has it. What was called off while it was on its way is called off there."""
    request = lock(request_id)
    if request.state == State.WITHDRAWN:
        _owe_cancelling(request, now=now)
    else:
        _stand(request, standing, now=now)
    return request


@transaction.atomic
def note_standing(*, request_id: UUID, standing: Standing, now: datetime) -> ProcessorRequest:
    """The processor said how it stands. What it said before, or says twice, changes nothing."""
    request = lock(request_id)
    _stand(request, standing, now=now)
    return request


@transaction.atomic
def hand_over(request_id: UUID, *, code: str, now: datetime) -> ProcessorRequest:
    """The processor will not do it: a person is asked, and whoever works on the case is told."""
    request = lock(request_id)
    if request.state in ProcessorRequest.ON_ITS_WAY:
        _hand_over(request, State.FAILED, code, now=now)
    return request


@transaction.atomic
def call_off(request_id: UUID, *, now: datetime) -> ProcessorRequest:
    """Nobody needs it any more. The processor is told where it has not begun; later it may not be
    told (2.0)."""
    request = lock(request_id)
    if request.state not in ProcessorRequest.ON_ITS_WAY:
        return request
    if request.state == State.PENDING:
        _owe_cancelling(request, now=now)
    request.state, request.next_look_at = State.WITHDRAWN, None
    request.save(update_fields=["state", "next_look_at"])
    return request


def lock(request_id: UUID) -> ProcessorRequest:
    """The request with its case, both locked until the transaction ends."""
    case_id = ProcessorRequest.objects.values_list("case_id", flat=True).get(pk=request_id)
    case = _lock_case(case_id)
    request = (
        ProcessorRequest.objects.select_for_update(of=("self",))
        .select_related("task__system", "processor__data_key__company_key")
        .get(pk=request_id)
    )
    request.case = request.task.case = case
    return request


def _lock_case(case_id: UUID) -> Case:
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("company", "policy", "clock", "verification", "data_key__company_key")
        .get(pk=case_id)
    )


def _that_it_takes(processor: Processor) -> list[str]:
    return [code for code in processor.identities if code in processor.takes]


def _why_not(processor: Processor, case: Case, email: str, codes: list[str]) -> str:
    if case.right not in processor.does:
        return "other-kinds"
    if not email:
        return "no-address"
    return "" if codes else "other-identities"


def _stand(request: ProcessorRequest, standing: Standing, *, now: datetime) -> None:
    if request.state not in _UNDER_WAY:
        return  # an end: why it came to that stays
    request.heard_at, request.misses, request.code = now, 0, ""
    if standing.expected_at:
        request.expected_at = standing.expected_at
    status = State(standing.status)
    is_news = _FAR[State(request.state)] < _FAR[status]
    if is_news:
        request.state = status
        seal(request, "results", {"url": standing.results_url, "count": standing.results_count})
        at_once = status == State.COMPLETED
        request.next_look_at = now if at_once else now + FIRST_LOOK
    request.save()
    if is_news and status == State.CANCELLED:
        _hand_over(request, State.CANCELLED, "cancelled", now=now)
    elif is_news:
        _note(request, "search.progressed", actor=request.processor.actor, now=now, status=status)


def _hand_over(request: ProcessorRequest, state: State, code: str, *, now: datetime) -> None:
    request.state, request.code, request.next_look_at = state, code[:40], None
    request.save(update_fields=["state", "code", "next_look_at"])
    task, case = request.task, request.case
    mailed = task.is_open and mails.send(task, mails.ASKED, due_on=due_of(task), now=now)
    _note(request, "search.handed-over", actor="system", now=now, code=request.code, mailed=mailed)
    people = people_on((OWNER,), case, staff_of([case], now=now))
    key = f"{SEARCH_HANDED_OVER}:{request.pk}"
    raise_notices([Telling(case, key, SEARCH_HANDED_OVER, people, ("mail", "in-app"))], now=now)


def _owe_cancelling(request: ProcessorRequest, *, now: datetime) -> None:
    enqueue(
        company_id=request.company_id,
        data_key=request.case.data_key,
        channel=Channel.PROCESSOR,
        key=f"opendsr:{request.pk}:cancel",
        payload={"request": str(request.pk), "do": "cancel"},
        now=now,
    )
    _note(request, "search.called-off", actor="system", now=now)


def _note(
    request: ProcessorRequest, event: str, *, actor: str, now: datetime, **facts: object
) -> None:
    record(request.case, event, actor=actor, now=now, system=request.task.system.code, **facts)
