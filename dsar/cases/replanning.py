"""A company's office opens at other times: the reminders of its open cases are planned anew."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.companies.models import OfficeChange
from dsar.outbox.ticks import progress

from .models import Case
from .planning import BATCH, plan_many
from .transitions import Status


def plan_anew(*, now: datetime) -> int:
    """Plan by the hours in force what was planned by others; how many cases were looked at.

    Killed half-way it goes on where it was; changed again meanwhile it begins anew.
    """
    total = 0
    while (keys := _plan_batch(now)) is not None:
        total += len(keys)
        progress()
    return total


@transaction.atomic
def _plan_batch(now: datetime) -> list[UUID] | None:
    """The cases planned anew, of one company; None where no company waits for it."""
    waiting = OfficeChange.objects.select_for_update(skip_locked=True)
    change = waiting.order_by("since", "pk").first()
    if change is None:
        return None
    cases = Case.objects.filter(company=change.company_id).exclude(status=Status.CLOSED)
    if change.done_to:
        cases = cases.filter(pk__gt=change.done_to)
    keys = list(cases.order_by("pk").values_list("pk", flat=True)[:BATCH])
    plan_many(Case.objects.filter(pk__in=keys), now=now)
    if len(keys) < BATCH:
        change.delete()
    else:
        change.done_to = keys[-1]
        change.save(update_fields=["done_to"])
    return keys
