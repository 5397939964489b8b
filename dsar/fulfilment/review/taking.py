"""What a search found becomes part of the answer, and comes under review."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from dsar.cases.errors import Invalid
from dsar.cases.models import Case, Document
from dsar.cases.operations.answering import ask_anew
from dsar.cases.operations.changing import lock_case, record
from dsar.fulfilment.models import SearchRecord
from dsar.vault.operations import seal

from .models import Finding
from .operations import open_finding, reconsider


@transaction.atomic
def take_found(
    *,
    case_id: UUID,
    documents: Collection[UUID],
    explanation: str,
    review: bool,
    actor: str,
    now: datetime,
) -> Case:
    """These files of searches are in the answer, with one sentence for the requester; with
    `review`, none leaves before somebody decides about it. Their records go on naming them."""
    case = lock_case(case_id, doing="attach")
    found = case.documents.filter(pk__in=documents, kind=Document.Kind.FOUND)
    taken = list(found.select_related("file").order_by("added_at", "pk"))
    if not taken or len(taken) != len(set(documents)):
        raise Invalid("documents", "Choose files that a search found and that are not taken yet.")
    if not explanation.strip():
        raise Invalid("explanation", "Say in one plain sentence what is in it.")
    records = records_of(case)
    for document in taken:
        document.case = case
        document.kind, document.was_found = Document.Kind.ANSWER, True
        document.added_by = actor  # whoever chose it prepared the answer, and approves it no more
        seal(document, "explanation", explanation.strip())
        document.save(update_fields=["kind", "was_found", "added_by", "explanation"])
        record(
            case,
            "answer.taken-from-search",
            actor=actor,
            now=now,
            document=str(document.pk),
            system=records[document.pk].system.code,
        )
        of_it: dict[str, Any] = {"case_id": case.pk, "document_id": document.pk}
        of_it |= {"actor": actor, "now": now}
        earlier = Finding.objects.filter(document=document).first()
        if earlier is not None and earlier.decision:
            reconsider(**of_it)
        elif earlier is None and review:
            open_finding(**of_it)
    ask_anew(case, actor=actor, now=now)
    return case


def records_of(case: Case) -> dict[UUID, SearchRecord]:
    """By the document: the record that it came with, whatever became of it since."""
    records = case.search_records.select_related("system")
    return {UUID(document): one for one in records for document in one.documents}
