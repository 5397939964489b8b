"""Putting the record of a clock right. Each change is an event that names before and after."""

from datetime import date, datetime

from django.db import transaction

from . import words
from .errors import ClockError
from .events import NOTES, Event
from .holidays import Overrides
from .keeping import (
    computed,
    events_of,
    keep,
    latest_date,
    locked,
    locked_while_it_runs,
    refuse_future_receipt,
    refuse_stopped,
)
from .models import Clock, ClockEvent, columns_of
from .working import Promise, Working

_AGAIN = ("recalculated", "holidays-changed")


@transaction.atomic
def correct_receipt(
    *,
    clock_id: int,
    received_on: date,
    rule: str,
    promise: Promise | None,
    now: datetime,
    today: date | None = None,
) -> Clock:
    """The request was received on another day than recorded: every date follows from the right
    one, by the rule and the promise for that day. What happened since stays as it is recorded."""
    clock = locked_while_it_runs(clock_id)
    was = clock.received_on
    _refuse_receipt(clock, received_on, today or latest_date(now))
    clock.received_on, clock.rule = received_on, rule
    promised = _set(clock, columns_of(promise))
    note = Event("receipt-corrected", today or now.date(), was=was, became=received_on)
    working = computed(clock, [*events_of(clock), note])
    _record(clock, note, now)
    return keep(clock, working, "received_on", *promised)


@transaction.atomic
def recalculate(
    *,
    clock_id: int,
    kind: str,
    calendar: str,
    overrides: Overrides | None,
    promise: Promise | None,
    target_days: int | None,
    now: datetime,
    today: date | None = None,
) -> Clock:
    """The clock follows these terms from now on; its due date before and after is recorded."""
    clock = locked_while_it_runs(clock_id)
    if kind not in _AGAIN:
        raise ClockError(f"A clock is {' or '.join(_AGAIN)}, not {kind!r}.")
    was = clock.due_on
    terms = _set(clock, _terms(calendar, overrides, promise, target_days))
    became = computed(clock, events_of(clock)).due_on
    note = Event(kind, today or now.date(), was=was, became=became)
    working = computed(clock, [*events_of(clock), note])
    _record(clock, note, now)
    return keep(clock, working, *terms)


def preview_terms(
    clock: Clock,
    *,
    calendar: str,
    overrides: Overrides | None,
    promise: Promise | None,
    target_days: int | None,
) -> Working:
    """What `recalculate` by these terms would give; saves nothing and leaves the object alone."""
    refuse_stopped(clock)
    # Another object of the same row, without a query: the one at hand may be shown afterwards.
    fields = {field.attname: getattr(clock, field.attname) for field in clock._meta.concrete_fields}
    changed = Clock(**{**fields, **_terms(calendar, overrides, promise, target_days)})
    return computed(changed, events_of(clock))


@transaction.atomic
def reopen_clock(*, clock_id: int, on: date, now: datetime) -> Clock:
    """The clock runs as if it had never been stopped, so it may be late at once."""
    clock = locked(clock_id)
    if clock.stopped_on is None:
        raise ClockError("The clock is running, so there is nothing to start again.")
    if on > latest_date(now):
        raise ClockError(f"The clock cannot start again on {words.long(on)}, still to come.")
    if on < clock.stopped_on:
        raise ClockError(
            f"The clock cannot start again on {words.long(on)}, before it was stopped on "
            f"{words.long(clock.stopped_on)}."
        )
    note = Event("reopened", on, was=clock.stopped_on)
    working = computed(clock, [*events_of(clock), note])
    _record(clock, note, now)
    clock.stopped_on = None
    return keep(clock, working, "stopped_on")


def _terms(
    calendar: str, overrides: Overrides | None, promise: Promise | None, target_days: int | None
) -> dict[str, object]:
    return {
        "calendar": calendar,
        "overrides": overrides.to_json() if overrides else {},
        "target_days": target_days,
        **columns_of(promise),
    }


def _set(clock: Clock, columns: dict[str, object]) -> list[str]:
    for name, value in columns.items():
        setattr(clock, name, value)
    return list(columns)


def _refuse_receipt(clock: Clock, received_on: date, latest: date) -> None:
    refuse_future_receipt(received_on, latest)
    if received_on == clock.received_on:
        raise ClockError(
            f"The request is recorded as received on {words.long(received_on)} already."
        )
    first = min(
        (e for e in events_of(clock) if e.kind not in NOTES), default=None, key=lambda e: e.on
    )
    if first is not None and received_on > first.on:
        raise ClockError(
            f"The request cannot have been received on {words.long(received_on)}, after what is "
            f"recorded for {words.long(first.on)}."
        )


def _record(clock: Clock, note: Event, now: datetime) -> None:
    ClockEvent.objects.create(
        clock=clock,
        company_id=clock.company_id,
        kind=note.kind,
        on=note.on,
        was=note.was,
        became=note.became,
        recorded_at=now,
    )
