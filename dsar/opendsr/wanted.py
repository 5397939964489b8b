"""For which search tasks a processor is asked, and for how long it is."""

from uuid import UUID

from django.db.models import F, Q, QuerySet

from dsar.cases.models import Case
from dsar.cases.transitions import Status
from dsar.fulfilment.models import SearchTask
from dsar.vault.operations import Shredded, unseal
from identity.models import SkipReason

from .models import ProcessorRequest
from .protocol import KINDS

REASON = "processor-wanted"
State = ProcessorRequest.State
# It is known who asks, and nothing is asked of them.
_AT_WORK = (Status.IN_PROGRESS, Status.IN_REVIEW, Status.READY)
_OPEN = Q(
    ~Q(case__status=Status.CLOSED),
    state=SearchTask.State.OPEN,
    case__released_at=None,
    case__erased_at=None,
)


def tasks() -> QuerySet[SearchTask]:
    """Those that a processor has still to be asked for, the longest asked first."""
    return _promised().filter(
        system__processor__is_on=True,
        case__status__in=_AT_WORK,
        case__identity_settled_at__isnull=False,
    )


def orphans() -> QuerySet[SearchTask]:
    """Those that a processor was to be asked for, and it was switched off before it came to that:
    nobody was mailed when they were made."""
    return _promised().filter(system__processor__is_on=False)


def _promised() -> QuerySet[SearchTask]:
    """Asked for since the processor was last switched on, and asked of nobody yet. No case that was
    invented: nobody at a processor knows that it was."""
    return (
        SearchTask.objects.filter(_OPEN, processor_request=None)
        .filter(
            system__processor__on_since__lte=F("asked_at"),
            case__right__in=KINDS,
            case__is_test=False,
        )
        .exclude(case__verification__reason=SkipReason.NO_DATA_LEAVES)
        .order_by("asked_at", "pk")
    )


def goes_by_machine(case: Case) -> bool:
    """Nothing is deleted by machine, and nobody invented or unnamed is asked about."""
    nothing_leaves = case.verification.reason == SkipReason.NO_DATA_LEAVES
    return case.right in KINDS and not case.is_test and not nothing_leaves


def asked_by_machine() -> QuerySet[SearchTask]:
    """A processor is asked, or will be: nobody need search themselves meanwhile."""
    will_be = Q(
        ~Q(case__verification__reason=SkipReason.NO_DATA_LEAVES),
        processor_request=None,
        system__processor__is_on=True,
        system__processor__on_since__lte=F("asked_at"),
        case__right__in=KINDS,
        case__is_test=False,
    )
    is_ = Q(processor_request__state__in=ProcessorRequest.ON_ITS_WAY)
    return SearchTask.objects.filter(is_ | will_be)


def is_wanted(subject: str) -> bool:
    """Asked before it leaves. `subject`: the request's id."""
    waiting = ProcessorRequest.objects.filter(pk=UUID(subject), state=State.WAITING)
    return SearchTask.objects.filter(_OPEN, pk__in=waiting.values("task")).exists()


def unwanted() -> QuerySet[ProcessorRequest]:
    """On their way although nobody needs them any more."""
    open_tasks = SearchTask.objects.filter(_OPEN)
    return (
        ProcessorRequest.objects.filter(state__in=ProcessorRequest.ON_ITS_WAY)
        .exclude(task__in=open_tasks)
        .order_by("pk")
    )


def email_of(case: Case) -> str:
    """The address of the person whose data they are; empty where only somebody else's is known."""
    try:
        person = unseal(case, "person") or {}
    except Shredded:
        return ""
    return "" if person.get("representing") else str(person.get("email") or "")
