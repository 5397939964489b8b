"""Naming the right, for somebody who could not say which one they meant."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from deadlines import operations as clocks
from dsar.companies.effective import time_limit
from dsar.companies.rights import OTHER, RIGHTS

from ..errors import Invalid, NotAllowed
from ..models import Case
from ..planning import plan_reminders
from .changing import lock_case, record, save


@transaction.atomic
def choose_right(*, case_id: UUID, right: str, actor: str, now: datetime) -> Case:
    """Say which right is meant. The period ran from receipt whatever was meant; where the company
    promises less for this right, the promise counts from receipt too."""
    case = lock_case(case_id, doing="choose_right")
    if case.right != OTHER:
        raise NotAllowed(f"{case.reference} is about a named right already.")
    if right not in RIGHTS or right == "complaint":
        raise Invalid("right", "Choose one of the rights.")
    promise, _ = time_limit(case.policy.rules, right)
    case.clock = clocks.name_request(
        clock_id=case.clock_id, request=right, promise=promise, now=now
    )
    plan_reminders(case, now=now)
    save(case, right=right)
    record(case, "case.right-chosen", actor=actor, now=now, right=right)
    return case
