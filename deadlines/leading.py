"""Which date leads: the law's, the promise or our own aim; and which would be the safe one."""

from collections.abc import Sequence
from datetime import date, timedelta

from .calendar import add_working_days, roll_back
from .counting import Count, Facts, count, total
from .events import Event, ImpossibleEvents, closed_on
from .holidays import Calendar, calendar_of
from .rules import Rule, rule_of


def leading(facts: Facts, counted: Count, promise_on: date | None) -> date | None:
    """The day to answer by; None while something is awaited, or if nobody names a day."""
    if counted.state == "running":
        # Who was told in time that more time is needed was told the law's new date: it leads.
        return _earlier(counted.total.due, None if counted.total.extension else promise_on)
    if counted.state == "open-ended":
        aim = facts.rule.aim
        by = facts.received + timedelta(days=aim.count) if aim else None
        return _earlier(by, promise_on)
    return None


def if_answered(facts: Facts, counted: Count, promise_on: date | None, today: date) -> date:
    """The day that would lead if all that is awaited came today."""
    answered = closed_on(counted.waits, max(today, counted.as_of))
    sums = total(facts, answered, counted.extensions)
    return _earlier(sums.due, None if sums.extension else promise_on) or sums.due


def safe(
    facts: Facts, events: Sequence[Event], counted: Count, promise_on: date | None
) -> date | None:
    """The day that would lead if every reading that made it later went against us.

    Two readings do: a day that is a holiday in one nation of the United Kingdom or on the company's
    own list alone, and a notice given on the working day after the last day for it.
    """
    if counted.state != "running":
        return leading(facts, counted, promise_on)
    strictly = facts._replace(calendar=facts.calendar.undisputed(), strict=True)
    return leading(strictly, count(strictly, events), promise_on)


def acknowledge_by(rule: Rule, received: date) -> date:
    """The last day to say that the request came, by the rule for that."""
    other = rule_of(rule.acknowledge)
    # Whatever calendar the answer is counted by: federal holidays are the earlier reading.
    return add_working_days(received, other.count or 0, calendar_of("US"))


def target(due: date | None, days_before: int, received: date, calendar: Calendar) -> date | None:
    """Our own aim, on a working day and not before the receipt; 0 days before is none."""
    if not 0 <= days_before <= 366:
        raise ImpossibleEvents(
            f"A target of {days_before} days before the due date is not possible; give 0 to 366."
        )
    if due is None or days_before == 0:
        return None
    return max(received, roll_back(due - timedelta(days=days_before), calendar))


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other
