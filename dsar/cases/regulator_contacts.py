"""Contacts with the supervisory authority: in their order, and which still wait for an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .models import Case
from .regulator_contact import RegulatorContact

RECEIVED = RegulatorContact.Direction.RECEIVED


@dataclass(frozen=True)
class Standing:
    """How many there are, and the first day by which an answer is still owed."""

    count: int
    owed_on: date | None


def of_case(case: Case) -> list[RegulatorContact]:
    """The oldest first, each with its case at hand."""
    found = case.regulator_contacts.select_related("document__file__data_key__company_key")
    contacts = list(found.order_by("happened_on", "recorded_at", "pk"))
    for one in contacts:
        one.case = case
    return contacts


def unanswered(contacts: Sequence[RegulatorContact]) -> list[RegulatorContact]:
    """Those with a day for the answer, after which nothing was sent."""
    sent = [one.happened_on for one in contacts if one.direction != RECEIVED]
    last = max(sent, default=date.min)
    return [one for one in contacts if one.due_on is not None and one.happened_on > last]


def standing(cases: Iterable[Case]) -> dict[object, Standing]:
    """By case, for those that have any."""
    found: dict[object, list[RegulatorContact]] = {}
    rows = RegulatorContact.objects.filter(case__in=list(cases)).defer("said")
    for row in rows.order_by("happened_on", "recorded_at"):
        found.setdefault(row.case_id, []).append(row)
    return {case: Standing(len(contacts), _owed_on(contacts)) for case, contacts in found.items()}


def _owed_on(contacts: Sequence[RegulatorContact]) -> date | None:
    days = (one.due_on for one in unanswered(contacts))
    return min((day for day in days if day is not None), default=None)
