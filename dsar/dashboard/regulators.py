"""What the supervisory authority wrote about a case, in words; sealed words are opened here."""

from datetime import date
from typing import Any

from dsar.cases.models import Case
from dsar.cases.operations.filing import name_of
from dsar.cases.regulator_contact import RegulatorContact
from dsar.cases.regulator_contacts import of_case, unanswered
from dsar.vault.operations import Shredded, unseal

from .happened import names_of, when, who

COMPLAINT = "complaint"


def regulator(case: Case, today: date) -> dict[str, Any]:
    """For a complaint, and for a case that the authority asked about; empty for any other."""
    contacts = of_case(case)
    if not contacts and case.right != COMPLAINT:
        return {}
    names = names_of(one.recorded_by for one in contacts)
    owed = {one.pk for one in unanswered(contacts)}
    said = case.policy.rules.regulator
    return {
        "authority": said.value if said else None,
        "contacts": [_told(case, one, names, today, owed=one.pk in owed) for one in contacts],
    }


def _told(
    case: Case, one: RegulatorContact, names: dict[str, str], today: date, *, owed: bool
) -> dict[str, Any]:
    try:
        said = unseal(one, "said") or {}
    except Shredded:
        said = {}
    late = owed and one.due_on is not None and one.due_on < today
    if one.document is not None:
        one.document.file.data_key = case.data_key
    return {
        "direction": one.get_direction_display(),
        "on": one.happened_on,
        "summary": said.get("summary", "The personal data of this case have been erased."),
        "reference": said.get("their_reference", ""),
        "document": one.document_id,
        "file": name_of(one.document.file) if one.document else "",
        "who": who(one.recorded_by, names),
        "when": when(one.recorded_at, case.company),
        "due_on": one.due_on,
        "owed": owed,
        "tag": "Overdue" if late else "Due",
        "tone": "danger" if late else "",
    }
