"""Opening a finding, marking what is to be black, and deciding. The original is never given
once something of it is withheld: it stays sealed, outside the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.grounds import REFUSAL_GROUNDS, for_right
from dsar.cases.left_out import name_of
from dsar.cases.models import Case, Document
from dsar.cases.operations.answering import ask_anew
from dsar.cases.operations.changing import lock_case, record
from dsar.cases.operations.files import destroy
from dsar.content.doors import ENDINGS
from dsar.content.redacting import Box, Redacted
from dsar.vault import files
from dsar.vault.operations import seal, unseal

from .models import Finding
from .schedule import findings_of, number_of

Decision, Consulted = Finding.Decision, Finding.Consulted


@dataclass(frozen=True)
class Decided:
    """What a reviewer says. `note` and `others` are sealed; a ground where something stays here."""

    decision: str
    consulted: str
    ground: str = ""
    others: str = ""
    note: str = ""


@transaction.atomic
def open_finding(*, case_id: UUID, document_id: UUID, actor: str, now: datetime) -> Finding:
    """Somebody has to decide about this document before an answer leaves."""
    case = lock_case(case_id, doing="attach")
    document = case.documents.filter(pk=document_id, kind=Document.Kind.ANSWER).first()
    if document is None:
        raise Invalid("document", "There is no such file in this answer.")
    if Finding.objects.filter(document=document).exists():
        raise NotAllowed(f"{case.reference}: this document is under review already.")
    finding = Finding(
        company=case.company, case=case, document=document, opened_at=now, opened_by=actor
    )
    finding.save(force_insert=True)
    record(case, "finding.opened", actor=actor, now=now, document=str(document_id))
    ask_anew(case, actor=actor, now=now)
    return finding


@transaction.atomic
def mark(
    *,
    case_id: UUID,
    document_id: UUID,
    add: Iterable[Box] = (),
    off: Iterable[Box] = (),
    actor: str,
    now: datetime,
) -> Finding:
    """What somebody else marked meanwhile stays marked. Nothing is blacked out by that."""
    case, finding = _locked(case_id, document_id, decided=False)
    gone = set(off)
    marked = [box for box in dict.fromkeys([*places_of(finding), *add]) if box not in gone]
    seal(finding, "places", [list(_sides(box)) for box in marked])
    finding.save(update_fields=["places"])
    record(
        case, "finding.marked", actor=actor, now=now, document=str(document_id), places=len(marked)
    )
    return finding


@transaction.atomic
def decide(
    *,
    case_id: UUID,
    document_id: UUID,
    decided: Decided,
    copy: Redacted | None = None,
    places: Iterable[Box] = (),
    actor: str,
    now: datetime,
) -> Finding:
    """Its file is in the answer, or a copy without the marked places is, or neither.

    `copy` was made of `places`. They have to be the marked ones still, also where there is no
    copy: whoever decides has seen what is marked. A second person who was asked to approve the
    answer is asked anew.
    """
    case, finding = _locked(case_id, document_id, decided=False)
    _check(case, decided, has_copy=copy is not None)
    if list(places) != places_of(finding):
        raise NotAllowed(f"{case.reference}: other places were marked meanwhile. Decide again.")
    number = _numbered(case, finding) if decided.ground else number_of(finding)
    if copy is not None:
        name = name_of(case, number)
        finding.copy = _kept(case, finding.document, copy, name=name, actor=actor, now=now)
    if decided.ground:
        finding.document.kind = Document.Kind.HELD
        finding.document.save(update_fields=["kind"])
    finding.decision, finding.ground = decided.decision, decided.ground
    finding.consulted = decided.consulted
    finding.decided_at, finding.decided_by = now, actor
    seal(finding, "facts", {"others": decided.others, "note": decided.note, "number": number})
    finding.save()
    record(
        case,
        "finding.decided",
        actor=actor,
        now=now,
        document=str(document_id),
        decision=decided.decision,
        ground=decided.ground or None,
        consulted=decided.consulted,
    )
    ask_anew(case, actor=actor, now=now)
    return finding


@transaction.atomic
def reconsider(*, case_id: UUID, document_id: UUID, actor: str, now: datetime) -> Finding:
    """As before the decision: the file is back in the answer, and the redacted copy is gone."""
    case, finding = _locked(case_id, document_id, decided=True)
    copy, finding.copy = finding.copy, None
    finding.decision = finding.ground = finding.consulted = finding.decided_by = ""
    finding.decided_at = None
    finding.save()
    if copy is not None:
        copy.delete()
        destroy([copy.file_id], now=now)
    finding.document.kind = Document.Kind.ANSWER
    finding.document.save(update_fields=["kind"])
    record(case, "finding.reconsidered", actor=actor, now=now, document=str(document_id))
    ask_anew(case, actor=actor, now=now)
    return finding


def places_of(finding: Finding) -> list[Box]:
    return [Box(*place) for place in unseal(finding, "places") or []]


def _locked(case_id: UUID, document_id: UUID, *, decided: bool) -> tuple[Case, Finding]:
    case = lock_case(case_id, doing="attach")
    found = Finding.objects.select_related("document__file", "copy__file")
    finding = found.filter(case=case, document_id=document_id).first()
    if finding is None:
        raise Invalid("document", "This document is not under review.")
    if bool(finding.decision) != decided:
        said = "was decided already: decide anew" if finding.decision else "is not decided yet"
        raise NotAllowed(f"{case.reference}: this document {said}.")
    finding.case = finding.document.case = case
    finding.document.file.data_key = case.data_key
    return case, finding


def _check(case: Case, decided: Decided, *, has_copy: bool) -> None:
    if decided.decision not in Decision:
        raise Invalid("decision", "Choose what happens with the document.")
    if decided.consulted not in Consulted:
        raise Invalid("consulted", "Say whom it concerns.")
    withheld = decided.decision != Decision.KEEP
    if withheld and decided.ground not in for_right(REFUSAL_GROUNDS, case.right):
        raise Invalid("ground", "Choose a ground that the law knows for this right.")
    if not withheld and decided.ground:
        raise Invalid("ground", "What is given whole needs no ground.")
    if has_copy != (decided.decision == Decision.REDACT):
        raise Invalid("decision", "Mark the places to black out first.")
    if decided.consulted != Consulted.NOBODY and not decided.others.strip():
        raise Invalid("others", "Say whom it concerns, and how they were asked or why not.")


def _numbered(case: Case, finding: Finding) -> int:
    """The number it has, or the next of this case."""
    return number_of(finding) or 1 + max(map(number_of, findings_of(case)))


def _kept(
    case: Case, original: Document, copy: Redacted, *, name: str, actor: str, now: datetime
) -> Document:
    """The copy is part of the answer, with what was said of the original, but not its name."""
    file = files.store(
        data_key=case.data_key,
        name=name + ENDINGS[copy.content_type],
        content_type=copy.content_type,
        stream=BytesIO(copy.content),
        now=now,
    )
    document = Document(
        company=case.company,
        case=case,
        kind=Document.Kind.ANSWER,
        file=file,
        added_by=actor,
        added_at=now,
    )
    seal(document, "explanation", unseal(original, "explanation") or "")
    document.save(force_insert=True)
    return document


def _sides(box: Box) -> tuple[int, float, float, float, float]:
    return box.page, box.left, box.top, box.right, box.bottom
