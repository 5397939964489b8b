"""All that can be done to a clock. Each function locks the row, changes it and says what holds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from . import words
from .errors import ClockError
from .events import EXTEND, Event
from .holidays import Overrides
from .models import Clock, ClockEvent, columns_of, dates_of
from .reminders import Rung, plan_reminders, take_due
from .rules import extension_of, may_pause, pick_rule
from .working import Promise, Working, compute

__all__ = [
    "ClockError",
    "Rung",
    "add_event",
    "extension_of",
    "may_pause",
    "name_request",
    "pick_rule",
    "plan_reminders",
    "preview",
    "start_clock",
    "stop_clock",
    "take_due",
    "working_on",
]

# Nowhere on Earth is the civil date further ahead of UTC. Whose date it is, the caller knows.
_FURTHEST_AHEAD = timedelta(hours=14)


@transaction.atomic
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
) -> Clock:
    """A clock that runs from the receipt, with its due date and the working of it."""
    working = compute(
        rule=rule,
        calendar=calendar,
        received=received_on,
        request=request,
        promise=promise,
        overrides=overrides,
    )
    return Clock.objects.create(
        company_id=company_id,
        calendar=calendar,
        received_on=received_on,
        overrides=overrides.to_json() if overrides else {},
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
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    if on > (today or _latest_date(now)):
        raise ClockError(f"Nothing can be recorded for {words.long(on)}, which is still to come.")
    event = _complete(clock, Event(kind, on, by, unit))
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
    return _keep(clock, working)


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
    event = _complete(clock, Event(kind, on, by, unit))
    _refuse_pointless(clock, event)
    working = _compute(clock, [*_events(clock), event], today=today)
    # Only for the notice itself: a question taken back may make an earlier notice late.
    if event.kind == EXTEND:
        _refuse_late(clock, working)
    return working


def working_on(clock: Clock, *, today: date) -> Working:
    """The clock's working as of today: while it waits, with the date if the answer came today."""
    return _compute(clock, _events(clock), today=today)


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
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    clock.request = request
    promised = columns_of(promise)
    for field, value in promised.items():
        setattr(clock, field, value)
    return _keep(clock, _compute(clock, _events(clock)), *promised)


@transaction.atomic
def stop_clock(*, clock_id: int, on: date, now: datetime) -> Clock:
    """Answered or over: no reminder is owed any more. A stopped clock keeps its first stop."""
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    if clock.stopped_on is not None:
        return clock
    if on > _latest_date(now):
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


def _latest_date(now: datetime) -> date:
    return (now + _FURTHEST_AHEAD).date()


def _events(clock: Clock) -> list[Event]:
    return [event.as_event() for event in clock.events.all()]


def _compute(clock: Clock, events: Sequence[Event], *, today: date | None = None) -> Working:
    return compute(
        rule=clock.rule,
        calendar=clock.calendar,
        received=clock.received_on,
        request=clock.request,
        events=events,
        promise=clock.promise,
        today=today,
        overrides=clock.calendar_overrides,
    )


def _keep(clock: Clock, working: Working, *changed: str) -> Clock:
    """Save the working with its dates, and the columns that were changed before."""
    changes = dates_of(working)
    for field, value in changes.items():
        setattr(clock, field, value)
    clock.save(update_fields=[*changes, *changed])
    return clock


def _complete(clock: Clock, event: Event) -> Event:
    """An extension without a length is the longest that the law allows."""
    extension = extension_of(clock.rule)
    if event.kind != EXTEND or extension is None:
        return event
    by = event.by if event.by is not None else extension.count
    return Event(EXTEND, event.on, by, event.unit or extension.unit)


def _refuse_pointless(clock: Clock, event: Event) -> None:
    """Raise for what the law would ignore, though whoever records it means it to count."""
    if clock.stopped_on is not None:
        raise ClockError(
            f"The clock was stopped on {words.long(clock.stopped_on)}; nothing moves it any more."
        )
    if event.kind == EXTEND:
        _refuse_extension(clock, event)
    elif event.kind == "pause":
        _refuse_pause(clock, event)


def _refuse_pause(clock: Clock, event: Event) -> None:
    if not may_pause(clock.rule, clock.request):
        raise ClockError("The law does not let a question stop the clock of this request.")
    kinds = [known.kind for known in _events(clock)]
    if kinds.count("pause") > kinds.count("resume"):
        raise ClockError("The clock stands still already, because a question is not answered yet.")
    if clock.statutory_on is not None and event.on > clock.statutory_on:
        raise ClockError(
            f"The time to answer ran out on {words.long(clock.statutory_on)}, so a question "
            f"cannot stop the clock."
        )


def _refuse_extension(clock: Clock, event: Event) -> None:
    extension = extension_of(clock.rule)
    if extension is None:
        raise ClockError("The law that this clock follows does not allow an extension.")
    if any(known.kind == EXTEND for known in _events(clock)):
        raise ClockError("The time was extended before, and the law allows that only once.")
    if event.by is None:
        raise ClockError("Say by how many days the time is to be extended.")
    if event.unit != extension.unit or event.by > (extension.count or event.by):
        most = words.amount(extension.count, extension.unit) if extension.count else "some days"
        raise ClockError(f"The law allows an extension by {most} at most.")


def _refuse_late(clock: Clock, working: Working) -> None:
    if working.late_extension:
        last = working.notice_by or clock.notice_by
        when = f": the last day to say so was {words.long(last)}" if last else ""
        raise ClockError(f"It is too late to extend the time{when}.")
