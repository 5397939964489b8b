"""A clock's row and its working, kept as one. For the operations; nothing else writes a clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from . import words
from .errors import ClockError
from .events import Event
from .models import Clock, dates_of
from .working import Working, compute

# Nowhere on Earth is the civil date further ahead of UTC. Whose date it is, the caller knows.
_FURTHEST_AHEAD = timedelta(hours=14)


def locked(clock_id: int) -> Clock:
    # `no_key`: rows that point here can still be added, or whoever takes a reminder of this clock
    # and plans its next turn would wait for us while we wait for the reminder.
    return Clock.objects.select_for_update(no_key=True).get(pk=clock_id)


def locked_while_it_runs(clock_id: int) -> Clock:
    """The clock; ClockError if it was stopped."""
    clock = locked(clock_id)
    refuse_stopped(clock)
    return clock


def refuse_stopped(clock: Clock) -> None:
    if clock.stopped_on is not None:
        raise ClockError(
            f"The clock was stopped on {words.long(clock.stopped_on)}; nothing moves it any more."
        )


def refuse_future_receipt(received_on: date, latest: date) -> None:
    if received_on > latest:
        raise ClockError(
            f"A request cannot have been received on {words.long(received_on)}, which is still "
            f"to come."
        )


def latest_date(now: datetime) -> date:
    """The last civil date that it is anywhere."""
    return (now + _FURTHEST_AHEAD).date()


def events_of(clock: Clock) -> list[Event]:
    return [event.as_event() for event in clock.events.all()]


def computed(clock: Clock, events: Sequence[Event], *, today: date | None = None) -> Working:
    """The working of the clock as its columns stand, saved or not, with those events."""
    return compute(
        rule=clock.rule,
        calendar=clock.calendar,
        received=clock.received_on,
        request=clock.request,
        events=events,
        promise=clock.promise,
        today=today,
        overrides=clock.calendar_overrides,
        target_days=clock.target_days,
    )


def keep(clock: Clock, working: Working, *changed: str) -> Clock:
    """Save the working with its dates, and the columns that were changed before."""
    changes = dates_of(working)
    for field, value in changes.items():
        setattr(clock, field, value)
    clock.save(update_fields=[*changes, *changed])
    return clock
