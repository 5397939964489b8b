"""Reminders: rows planned from a ladder, each taken once, a missed day taken late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q, QuerySet

from .calendar import add_days
from .models import Clock, Reminder

# Nowhere on Earth is the civil date further ahead of UTC.
_FURTHEST_AHEAD = timedelta(hours=14)


class Step(Protocol):
    """A rung as the tenant's own rules may hold it."""

    @property
    def days_before(self) -> int: ...
    @property
    def audience(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told so many days before the due date; after it, if negative."""

    days_before: int
    audience: Sequence[str]


def kind_of(days_before: int) -> str:
    """due-14, due-0, overdue-3"""
    return f"due-{days_before}" if days_before >= 0 else f"overdue-{-days_before}"


@transaction.atomic
def plan_reminders(*, clock_id: int, ladder: Sequence[Step], now: datetime) -> None:
    """A reminder for each rung that is still to come and for the latest that has come, and none
    that no longer fits.

    A clock that resumes or is started late tells somebody at once, but climbs no ladder from its
    foot. What was taken stays taken; what fell due and was not taken stays due. A clock that waits
    or has stopped owes none.
    """
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    wanted = _wanted(clock, ladder)
    waiting = clock.reminders.filter(taken_at=None)
    unfit = [row.pk for row in waiting if wanted.get((row.kind, row.on)) != list(row.audience)]
    waiting.filter(pk__in=unfit).delete()  # asks again: one may have been taken meanwhile
    first = max((on for _, on in wanted if on <= now.date()), default=now.date())
    Reminder.objects.bulk_create(
        (
            Reminder(clock=clock, company_id=clock.company_id, kind=kind, on=on, audience=audience)
            for (kind, on), audience in wanted.items()
            if on >= first
        ),
        ignore_conflicts=True,  # planned before, and perhaps taken: not once more
    )


def _wanted(clock: Clock, ladder: Sequence[Step]) -> dict[tuple[str, date], list[str]]:
    if clock.due_on is None or clock.stopped_on is not None:
        return {}
    return {
        (kind_of(rung.days_before), add_days(clock.due_on, -rung.days_before)): list(rung.audience)
        for rung in ladder
    }


def take_due(
    *, now: datetime, today_in: Callable[[int], date] | None = None, limit: int = 500
) -> list[Reminder]:
    """Claim reminders whose day has come; they are taken once the caller's transaction commits.

    Each goes to one taker: rows that another holds are passed over. `today_in` gives the civil date
    of a tenant; without it the date of `now` is everybody's. Must be called in a transaction.
    """
    taken = list(
        _due(now, today_in)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("on", "pk")[:limit]
    )
    for reminder in taken:
        reminder.taken_at = now
    Reminder.objects.filter(pk__in=[row.pk for row in taken]).update(taken_at=now)
    return taken


def _due(now: datetime, today_in: Callable[[int], date] | None) -> QuerySet[Reminder]:
    waiting = Reminder.objects.filter(taken_at=None, clock__stopped_on=None)
    if today_in is None:
        return waiting.filter(on__lte=now.date())
    horizon = (now + _FURTHEST_AHEAD).date()
    tenants = waiting.filter(on__lte=horizon).values_list("company_id", flat=True).distinct()
    due = Q(pk__in=[])
    for tenant in tenants:
        due |= Q(company_id=tenant, on__lte=today_in(tenant))
    return waiting.filter(due)
