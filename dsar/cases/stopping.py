"""A deletion that the person may still stop: until when, and how that day came about.

How many days is the policy's; that the answer comes in time all the same, the engine sees to.
"""

from datetime import date

from deadlines.holding_off import Wait, holding_off, told
from deadlines.holidays import calendar_of

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
    """It is theirs to be told, and they have not been."""
    if case.stop_until is not None or not days_of(case):
        return False
    return wait_from(case, today).until is not None


def may_be_stopped(case: Case, *, today: date) -> bool:
    """They were told, nothing is deleted yet, and their time is not over."""
    open_still = case.status != Status.CLOSED and case.released_at is None
    return open_still and case.stop_until is not None and today <= case.stop_until
