"""A deletion that the person may still stop: until when, and how that day came about.

How many days is the policy's; that the answer comes in time all the same, the engine sees to.
"""

from datetime import date

from deadlines.holding_off import Wait, holding_off, told
from deadlines.holidays import calendar_of

from . import done
from .leaving import left_on, waits_to_leave
from .models import Case
from .transitions import Status

ERASURE = "erasure"
ANNOUNCED = "deletion_announced"


def days_of(case: Case) -> int:
    """Of the version of the policy that the case was received under; 0 where there is no wait."""
    return case.policy.rules.erasure.days_to_stop.value if case.right == ERASURE else 0


def wait_from(case: Case, today: date) -> Wait:
    """What it would be if the person were told today."""
    clock = case.clock
    calendar = calendar_of(clock.calendar, clock.calendar_overrides)
    return holding_off(today, days_of(case), clock.due_on, calendar)


def wait_of(case: Case) -> Wait | None:
    """What they were told; None where they were told nothing."""
    if case.stop_told_on is None:
        return None
    return told(case.stop_told_on, days_of(case), case.stop_until)


def may_announce(case: Case, *, today: date) -> bool:
    """It is theirs to be told, and they have not been; or the letter did not leave on the day from
    which their time is counted. Nobody is told of what is gone already."""
    if not days_of(case) or (case.stop_until is not None and not missed(case, today=today)):
        return False
    return wait_from(case, today).until is not None and not done.was_deleted(case)


def missed(case: Case, *, today: date) -> bool:
    """The newest letter left after the day from which their time is counted, or not at all. On that
    day itself it may still be on its way."""
    told_on = case.stop_told_on
    if told_on is None:
        return False
    left = left_on(case, ANNOUNCED)
    if left is None and today <= told_on:
        return not waits_to_leave(case, ANNOUNCED)
    return left is None or left > told_on


def may_be_stopped(case: Case, *, today: date) -> bool:
    """They were told, nothing is deleted yet, and their time is not over."""
    if case.status == Status.CLOSED or case.released_at is not None:
        return False
    in_time = case.stop_until is not None and today <= case.stop_until
    return in_time and not done.was_deleted(case)
