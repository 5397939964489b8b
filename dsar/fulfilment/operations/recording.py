"""What came of a search: signed by whoever searched, and never changed afterwards."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Document
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.operations.changing import lock_case, record
from dsar.cases.staff import OWNER as CASE_OWNER
from dsar.cases.staff import people_on, staff_of
from dsar.cases.telling_words import SEARCHES_DONE
from dsar.content import taking_in
from dsar.content.taking_in import TakenIn
from dsar.vault import files
from dsar.vault.operations import seal

from .. import links
from ..looking_for import looked_for
from ..models import SearchRecord, SearchTask
from .asking import State

OWNER = "owner"
"""The actor of what comes by a link."""
Result = SearchRecord.Result


@transaction.atomic
def record_search(
    *,
    case_id: UUID,
    task_id: UUID,
    result: str,
    terms: str,
    found: str,
    name: str,
    uploads: Sequence[TakenIn] = (),
    actor: str,
    now: datetime,
) -> SearchRecord:
    """The task is answered, and `name` has signed for it; the files are documents of the case.

    Of one that was answered already this is the correction: both stay. Whoever works on the case is
    told when the last one is in.
    """
    case = lock_case(case_id, doing="record_search")
    task = case.search_tasks.select_related("system").filter(pk=task_id).first()
    if task is None or task.state == State.DROPPED:
        raise Invalid("task_id", "Choose a search of this case that was not dropped.")
    _refuse_wrong(result, terms, found, name)
    task.case = case
    newest = task.records.filter(corrected_by=None).first()
    if newest is not None and actor == OWNER:
        raise NotAllowed(f"{case.reference}: this search was answered already.")
    kept = SearchRecord(
        company=case.company,
        case=case,
        task=task,
        system=task.system,
        result=result,
        signed_by=actor,
        signed_at=now,
        corrects=newest,
        documents=[str(one.pk) for one in _keep(case, uploads, task, actor=actor, now=now)],
    )
    said = {"looked_for": looked_for(case, task.system), "terms": terms.strip()}
    seal(kept, "said", {**said, "found": found.strip(), "name": name.strip()})
    kept.save(force_insert=True)
    record(
        case,
        "search.recorded",
        actor=actor,
        now=now,
        system=task.system.code,
        result=result,
        corrects=newest and str(newest.pk),
        documents=kept.documents,
        digest=hashlib.sha256(bytes(kept.said or b"")).hexdigest(),
    )
    if task.is_open:
        links.shut(task, now=now)
        task.state, task.ended_by, task.ended_at = State.DONE, actor, now
        task.save(update_fields=["state", "ended_by", "ended_at"])
        _tell_if_last(case, task, now=now)
    return kept


def _refuse_wrong(result: str, terms: str, found: str, name: str) -> None:
    if result not in Result.values:
        raise Invalid("result", "Choose whether something was found.")
    if not terms.strip():
        raise Invalid("terms", "Write what you typed into the search.")
    if result == Result.FOUND and not found.strip():
        raise Invalid("found", "Write what was found.")
    if not name.strip():
        raise Invalid("name", "Write the name of whoever searched: it is the signature.")


def _keep(
    case: Case, uploads: Sequence[TakenIn], task: SearchTask, *, actor: str, now: datetime
) -> list[Document]:
    """The files, sealed under the case's key, as found there. Nobody outside sees them."""
    kept = []
    for upload in uploads:
        try:
            file = taking_in.keep(upload, data_key=case.data_key, now=now)
        except files.Full as full:
            raise Invalid("uploads", str(full)) from full
        document = Document(
            company=case.company,
            case=case,
            kind=Document.Kind.FOUND,
            file=file,
            added_by=actor,
            added_at=now,
        )
        seal(document, "explanation", f"Found in {task.system.name}")
        document.save(force_insert=True)
        kept.append(document)
    return kept


def _tell_if_last(case: Case, task: SearchTask, *, now: datetime) -> None:
    if case.search_tasks.filter(state=State.OPEN).exists():
        return
    people = people_on((CASE_OWNER,), case, staff_of([case], now=now))
    telling = Telling(case, f"{SEARCHES_DONE}:{task.pk}", SEARCHES_DONE, people, ("mail", "in-app"))
    raise_notices([telling], now=now)
