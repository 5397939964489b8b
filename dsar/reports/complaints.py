"""The register of complaints: when each came, when its receipt was confirmed, how it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dsar.cases.dates import civil_date
from dsar.cases.labels import label_of
from dsar.cases.models import Case
from dsar.cases.regulator_contacts import Standing, standing

from .acknowledging import last_day_of, receipts


@dataclass(frozen=True)
class Complaint:
    case: Case
    received_on: date
    acknowledge_by: date
    acknowledged_on: date | None
    owed: bool
    """Nobody has confirmed its receipt, and it is open."""
    late: bool
    """The receipt was confirmed after its day, or that day has passed without."""
    contacts: int
    """With the supervisory authority."""
    owed_on: date | None
    """By when it wants an answer that it has not got."""
    ended: str
    """How it stands or ended."""


def register_of(cases: Iterable[Case], now: datetime) -> list[Complaint]:
    """A line for each of these complaints, in their order."""
    cases = list(cases)
    left, told = _acknowledged(cases), standing(cases)
    none = Standing(0, None)
    return [_line(case, left.get(case.pk), told.get(case.pk, none), now) for case in cases]


def _line(case: Case, left: date | None, told: Standing, now: datetime) -> Complaint:
    until, today = last_day_of(case.clock), civil_date(case.company, now)
    return Complaint(
        case=case,
        received_on=case.clock.received_on,
        acknowledge_by=until,
        acknowledged_on=left,
        owed=left is None and case.is_open,
        late=(left or today) > until and (left is not None or case.is_open),
        contacts=told.count,
        owed_on=told.owed_on,
        ended=label_of(case).officer,
    )


def _acknowledged(cases: list[Case]) -> dict[UUID, date]:
    """By case the first day on which a confirmation left."""
    companies = {case.pk: case.company for case in cases}
    found: dict[UUID, date] = {}
    gone = receipts().filter(case__in=companies, left_at__isnull=False)
    for case, left_at in gone.values_list("case", "left_at"):
        day = civil_date(companies[case], left_at)
        found[case] = min(day, found.get(case, day))
    return found
