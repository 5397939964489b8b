"""The searches of a case as its page shows them: who was asked, by when, and what they signed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from dsar.cases.dates import civil_date, in_words
from dsar.cases.models import Case
from dsar.fulfilment import by_machine
from dsar.fulfilment.due import RULE, with_dates
from dsar.fulfilment.models import SearchRecord, SearchTask
from dsar.fulfilment.operations.recording import OWNER
from dsar.opendsr import words
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.ticketing.models import TaskIssue, Ticket
from dsar.vault.operations import Shredded, unseal

from .guidance import Guidance, Note
from .happened import names_of, when, who

# Shown beside the search that they are about, and nowhere else.
ACTS = frozenset({"record_search", "send_search", "withdraw_search", "drop_search"})


@dataclass(frozen=True)
class Record:
    """One signed answer, in words."""

    result: str
    looked_for: list[list[str]]
    terms: str
    found: str
    name: str
    signed: str
    corrected: bool
    files: int


@dataclass(frozen=True)
class Search:
    pk: UUID
    system: str
    owner: str
    state: str
    tone: str
    day: str
    asked: str
    open: bool
    late: bool
    has_link: bool
    mailable: bool
    why: str
    processor: str
    """How a request to a processor stands; empty where none was asked."""
    issue: str
    """The same of an issue in the company's tracker."""
    records: list[Record] = field(default_factory=list)


def searches(case: Case) -> dict[str, Any]:
    """For the page of the case."""
    asked = case.search_tasks.select_related("system", "processor_request", "issue")
    tasks = list(asked.order_by("system__name", "asked_at", "pk"))
    records = list(case.search_records.select_related("corrected_by").order_by("signed_at", "pk"))
    names = names_of({*(task.asked_by for task in tasks), *(one.signed_by for one in records)})
    names[OWNER] = "by the link"
    today = civil_date(case.company, timezone.now())
    for task in tasks:
        task.case = case
    rows = [
        _search(task, day, [one for one in records if one.task_id == task.pk], names, today)
        for task, day in with_dates(tasks)
    ]
    return {
        "rows": rows,
        "late": any(row.late and row.mailable for row in rows),
        "listed": case.company.systems.filter(retired_at=None).exists(),
        "rule": RULE,
    }


def asking(case: Case, today: date) -> Guidance:  # noqa: ARG001
    used = case.company.systems.filter(retired_at=None)
    if not used.exists():
        return Guidance(obstacle="No systems are listed. An administrator adds them.")
    waiting = case.search_tasks.filter(state=SearchTask.State.OPEN).values("system")
    if not used.exclude(pk__in=waiting).exists():
        return Guidance(obstacle="Every system on the list is being searched already.")
    said = "Each owner is mailed a link and no word of whom. The link shows what to look for."
    return Guidance(notes=(Note(said), *_machines(case)))


def _machines(case: Case) -> list[Note]:
    """Whom choosing a system sends something to without anybody doing more."""
    processors = Processor.objects.filter(
        company=case.company, is_on=True, system__retired_at=None
    ).select_related("system")
    return [Note(words.asking(one, case)) for one in processors.order_by("system__name", "pk")]


def _search(
    task: SearchTask, day: date, records: list[SearchRecord], names: dict[str, str], today: date
) -> Search:
    system, late = task.system, task.is_open and day < today
    return Search(
        pk=task.pk,
        system=system.name,
        owner=system.owner_name or system.owner_email,
        state="Late" if late else task.get_state_display(),
        tone="danger" if late else "warn" if task.is_open else "",
        day=in_words(day),
        asked=f"{who(task.asked_by, names)}, {when(task.asked_at, task.case.company)}",
        open=task.is_open,
        late=late,
        has_link=bool(task.token_hash),
        mailable=bool(system.owner_email),
        why=_why(task),
        processor=_processor(task),
        issue=_issue(task),
        records=[_record(one, task.case, names) for one in records],
    )


def _record(record: SearchRecord, case: Case, names: dict[str, str]) -> Record:
    record.case = case
    try:
        said = unseal(record, "said") or {}
    except Shredded:
        said = {}
    signed = f"{when(record.signed_at, case.company)}, {who(record.signed_by, names)}"
    return Record(
        result=record.get_result_display(),
        looked_for=said.get("looked_for", []),
        terms=said.get("terms", ""),
        found=said.get("found", ""),
        name=said.get("name", ""),
        signed=signed,
        corrected=hasattr(record, "corrected_by"),
        files=len(record.documents),
    )


def _issue(task: SearchTask) -> str:
    """A search is answered by what is recorded here, whatever its issue says."""
    issue: TaskIssue | None = getattr(task, "issue", None)
    if issue is None or not issue.key:
        return ""
    if issue.state == Ticket.State.DONE and task.is_open:
        return f"{issue.key} in Jira is done. Record what they say: it answers nothing by itself."
    if issue.state == Ticket.State.GONE and task.is_open:
        return (
            f"{issue.key} in Jira was deleted, or is hidden from the desk. Ask them in another way."
        )
    return f"In Jira: {issue.key}."


def _processor(task: SearchTask) -> str:
    request: ProcessorRequest | None = getattr(task, "processor_request", None)
    if request is not None:
        request.case = task.case
        return words.stands(request)
    if task.is_open and by_machine.is_asked(task):
        return "A processor is asked by OpenDSR, once it may be."
    return ""


def _why(task: SearchTask) -> str:
    try:
        return str(unseal(task, "because") or "")
    except Shredded:
        return ""
