"""A few days before something that cannot be undone, in which whoever asked for it may stop it.

It never makes an answer late: a working day is left between its last day and the day on which the
answer is due.
"""

from datetime import date, timedelta
from typing import NamedTuple

from . import words
from .calendar import roll_back
from .explaining import Step
from .holidays import Calendar
from .rules import Cite
from .speaking import gettext as _
from .speaking import gettext_noop as N_

LONGEST = 14  # days: half of the month that the law gives
_DAY = timedelta(days=1)
_CITE = Cite(N_("the promise"), N_("privacy policy"), "policy")


class Wait(NamedTuple):
    """`until`: the last day on which it can be stopped; None where the due date leaves none."""

    until: date | None
    steps: tuple[Step, ...]


def holding_off(told_on: date, days: int, due_on: date | None, calendar: Calendar) -> Wait:
    """So many whole days after the day on which the person is told, and fewer where the answer
    would be late otherwise. Without a due date nothing shortens it."""
    days = min(days, LONGEST)
    if days < 1:
        return Wait(None, ())
    wished = told_on + days * _DAY
    last = roll_back(due_on, calendar) - _DAY if due_on else wished
    until = min(wished, last)
    return told(told_on, days, until if until > told_on else None)


def told(told_on: date, days: int, until: date | None) -> Wait:
    """The same, once it is known until when."""
    wished = told_on + days * _DAY
    steps = [_step("may-stop", wished, _wished, (days, told_on, wished))]
    if until is None:
        steps.append(_step("no-time-to-stop", None, _none_left, ()))
    elif until < wished:
        steps.append(_step("stop-until", until, _shortened, (until,)))
    return Wait(until, tuple(steps))


def _step(what: str, on: date | None, say: object, facts: tuple[object, ...]) -> Step:
    return Step(what, on, None, "holding-off", _CITE, "policy", say, facts)  # type: ignore[arg-type]


def _wished(days: int, told_on: date, until: date) -> str:
    text = _(
        "From {told} the person has {days} in which to stop it, until the end of {day}; the day "
        "on which they are told does not count."
    )
    return text.format(told=words.long(told_on), days=words.days(days), day=words.long(until))


def _shortened(until: date) -> str:
    text = _(
        "That would leave no working day for it before the answer is due, so it ends with {day}."
    )
    return text.format(day=words.long(until))


def _none_left() -> str:
    return _("The answer would be late by it, so there is no such time.")
