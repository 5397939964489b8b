"""All that can be done to a clock. Each function locks the row, changes it and says what holds."""

from datetime import date, datetime

from django.db import transaction

from . import words
from .correcting import correct_receipt, preview_terms, recalculate, reopen_clock
from .errors import ClockError
from .events import EXTEND, Event
from .guarding import complete, refuse_late, refuse_pointless
from .holidays import Overrides
from .keeping import computed, events_of, keep, latest_date, locked, refuse_future_receipt
from .ladders import Rung
from .models import Clock, ClockEvent, columns_of, dates_of
from .reminders import Plan, plan_locked, plan_reminders, take_due
from .retelling import retold
from .rules import extension_of, may_pause, pick_rule
from .working import Promise, Working, compute

__all__ = [
    "ClockError",
    "Plan",
    "Rung",
    "add_event",
    "correct_receipt",
    "extension_of",
    "may_pause",
    "name_request",
    "pick_rule",
    "plan_locked",
    "plan_reminders",
    "preview",
    "preview_terms",
    "recalculate",
    "reopen_clock",
    "retold",
    "start_clock",
    "stop_clock",
    "take_due",
    "working_on",
    "working_told",
]


def start_clock(
    *,
    company_id: int,
    rule: str,
    calendar: str,
    request: str,
    received_on: date,
    promise: Promise | None,
    now: datetime,
    overrides: Overrides | None = None,
    target_days: int | None = None,
    today: date | None = None,
) -> Clock:
    """A clock that runs from the receipt, with its due date and the working of it."""
    refuse_future_receipt(received_on, today or latest_date(now))
    working = compute(
        rule=rule,
        calendar=calendar,
        received=received_on,
        request=request,
        promise=promise,
        overrides=overrides,
        target_days=target_days,
    )
    return Clock.objects.create(
        company_id=company_id,
        calendar=calendar,
        received_on=received_on,
        overrides=overrides.to_json() if overrides else {},
        target_days=target_days,
        created_at=now,
        **columns_of(promise),
        **dates_of(working),
    )


@transaction.atomic
def add_event(
    *,
    clock_id: int,
    kind: str,
    on: date,
    now: datetime,
    by: int | None = None,
    unit: str | None = None,
    note: str = "",
    today: date | None = None,
) -> Clock:
    """Keep what happened and set the dates that follow from it.

    ClockError if it cannot have happened, or if the law would give it no effect where somebody
    meant one: a pause that this request does not allow, a late or a second extension. `today` is
    the tenant's civil date; without it any date that is today somewhere will do.
    """
    clock = locked(clock_id)
    if on > (today or latest_date(now)):
        raise ClockError(f"Nothing can be recorded for {words.long(on)}, which is still to come.")
    event = complete(clock, Event(kind, on, by, unit))
    working = preview(clock, kind=kind, on=on, by=by, unit=unit)
    ClockEvent.objects.create(
        clock=clock,
        company_id=clock.company_id,
        kind=kind,
        on=on,
        by=event.by,
        unit=event.unit or "",
        note=note,
        recorded_at=now,
    )
    return keep(clock, working)


def preview(
    clock: Clock,
    *,
    kind: str,
    on: date,
    by: int | None = None,
    unit: str | None = None,
    today: date | None = None,
) -> Working:
    """What the dates would be after such an event; refuses what `add_event` refuses."""
    event = complete(clock, Event(kind, on, by, unit))
    refuse_pointless(clock, event)
    working = computed(clock, [*events_of(clock), event], today=today)
    # Only for the notice itself: a question taken back may make an earlier notice late.
    if event.kind == EXTEND:
        refuse_late(clock, working)
    return working


def working_on(clock: Clock, *, today: date) -> Working:
    """The clock's working as of today: while it waits, with the date if the answer came today."""
    return computed(clock, events_of(clock), today=today)


def working_told(clock: Clock, *, today: date) -> Working:
    """The stored working in the language in force; while there is no date, as of today: how much is
    left, and the date if the answer came today."""
    if clock.due_on or clock.stopped_on:
        return retold(clock)
    return working_on(clock, today=today)


@transaction.atomic
def name_request(
    *,
    clock_id: int,
    request: str,
    now: datetime,  # noqa: ARG001
    promise: Promise | None = None,
) -> Clock:
    """Say what was requested, where nobody could tell at first. The receipt stays the receipt, and
    the promise is the one for such a request, counted from receipt; without one there is none."""
    clock = locked(clock_id)
    clock.request = request
    promised = columns_of(promise)
    for field, value in promised.items():
        setattr(clock, field, value)
    return keep(clock, computed(clock, events_of(clock)), *promised)


@transaction.atomic
def stop_clock(*, clock_id: int, on: date, now: datetime) -> Clock:
    """Answered or over: no reminder is owed any more. A stopped clock keeps its first stop."""
    clock = locked(clock_id)
    if clock.stopped_on is not None:
        return clock
    if on > latest_date(now):
        raise ClockError(f"The clock cannot stop on {words.long(on)}, which is still to come.")
    if on < clock.received_on:
        raise ClockError(
            f"The clock cannot stop on {words.long(on)}, before the request was received on "
            f"{words.long(clock.received_on)}."
        )
    clock.stopped_on = on
    clock.save(update_fields=["stopped_on"])
    clock.reminders.filter(taken_at=None).delete()
    return clock
