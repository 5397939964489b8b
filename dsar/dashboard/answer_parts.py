"""What a second person looks at before an answer leaves: to whom, what, and does it fit."""

from dataclasses import dataclass
from typing import Any

from dsar.audit.queries import history
from dsar.cases.answers import files_of
from dsar.cases.approval import Approval
from dsar.cases.approvals import of_case
from dsar.cases.approvers import alone_because
from dsar.cases.matching import Match, match
from dsar.cases.models import Case
from dsar.cases.proof import goes_to

from . import case_parts
from .case_parts import File
from .happened import names_of, when, who

RELEASE = Approval.Kind.RELEASE


@dataclass(frozen=True)
class Checked:
    file: File
    says: str
    tone: str
    opened: bool
    """Whoever looks at the page has opened this file at the desk."""


def checking(case: Case, actor: str) -> dict[str, Any]:
    """For the pages of approving and of releasing."""
    person, approval = case_parts.person(case), of_case(case.pk, RELEASE)
    prepared = approval.prepared_by if approval else []
    names = names_of([*prepared, approval.approved_by if approval else ""])
    return {
        "answer": {
            "person": person,
            "contact": person.get("email") or person.get("postal") or "",
            "reaches": _reaches(case, person),
            "files": _files(case, person, actor),
            "prepared": [who(one, names) for one in prepared],
            "approved": _approved(case, approval, names),
            "own": actor in prepared and not alone_because(case, prepared),
            "alone": actor in prepared and alone_because(case, prepared),
        }
    }


def _reaches(case: Case, person: dict[str, Any]) -> str:
    """How this contact is known to be theirs; empty where it is not."""
    found = goes_to(case) if person else None
    return f"{found.label}." if found else ""


def _approved(case: Case, approval: Approval | None, names: dict[str, str]) -> str:
    if approval is None or approval.approved_at is None:
        return ""
    return f"{who(approval.approved_by, names)}, {when(approval.approved_at, case.company)}"


def _files(case: Case, person: dict[str, Any], actor: str) -> list[Checked]:
    looked = {
        event.facts.get("item")
        for event in history(case.company_id, case.reference)
        if event.event == "document.viewed" and event.actor == actor
    }
    known = [case.company.sender_email]
    found = []
    for document in files_of(case).select_related("file"):
        document.case, document.file.data_key = case, case.data_key
        says, tone = _words(match(document.file, person=person, known=known))
        file = case_parts.file_of(case, document)
        found.append(Checked(file, says, tone, str(document.pk) in looked))
    return found


def _words(found: Match) -> tuple[str, str]:
    if found.named is None:
        return "It cannot be searched here: open it and look whose data it is.", "warn"
    if not found.named:
        return "Neither the name nor the address of the requester stands in it.", "danger"
    if found.others:
        number = f"{found.others} other email address{'es' if found.others > 1 else ''}"
        return f"The requester is named in it, and so {_are(found.others)} {number}.", "warn"
    return "The requester is named in it, and no other email address.", ""


def _are(count: int) -> str:
    return "are" if count > 1 else "is"
