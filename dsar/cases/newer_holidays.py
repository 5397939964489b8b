"""Newer data on public holidays are installed: offices may open on other days, and dates may move.

No date moves by itself: whoever owns a case that would move is told, and decides.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from deadlines.holidays import VERSION
from dsar.companies.models import Company
from dsar.companies.office_changes import owe_planning
from dsar.outbox.models import Tick
from dsar.outbox.ticks import progress, tick

from .models import Case
from .notices import Telling, raise_notices
from .queries import with_companies
from .recalculating import under_holidays
from .staff import OWNER, people_on, staff_of
from .telling_words import HOLIDAYS

BATCH = 500
LOOKED_AT = "looked at with "
CHANNELS = ("mail", "in-app")


def look(*, now: datetime) -> int:
    """Once for each version of the data: how many open cases it would move, whose people are told.

    Killed half-way it begins anew, and tells nobody twice.
    """
    name = f"{LOOKED_AT}{VERSION}"
    if Tick.objects.filter(name=name).exists():
        return 0
    newer = Tick.objects.filter(name__startswith=LOOKED_AT).exists()
    total = 0
    for company in Company.objects.filter(policies__published_at__isnull=False).distinct():
        if newer:
            owe_planning(company_id=company.pk, now=now)
        total += _tell(company, now=now)
        progress()
    tick(name=name, now=now)
    return total


def _tell(company: Company, *, now: datetime) -> int:
    moves = [move.case_id for move in under_holidays(company).moves]
    for keys in _batches(moves):
        cases = list(Case.objects.filter(pk__in=keys))
        with_companies(cases)
        staff = staff_of(cases, now=now)
        raise_notices(
            (
                Telling(
                    case,
                    f"{HOLIDAYS}:{VERSION}:{case.pk}",
                    HOLIDAYS,
                    people_on((OWNER,), case, staff),
                    CHANNELS,
                )
                for case in cases
            ),
            now=now,
        )
    return len(moves)


def _batches(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
