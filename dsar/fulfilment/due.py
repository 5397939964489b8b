"""By when a search is to be done: early enough that the answer can still be written and checked.

The day is computed from the case's date whenever it is asked for, so it moves with it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from deadlines.hours import Hours
from dsar.cases.dates import civil_date
from dsar.cases.models import Case
from dsar.companies.offices import hours_of, offices

from .models import SearchTask

# Working days of the company.
BEFORE_THE_CASE = 5
AT_LEAST = 2
WHILE_THE_CASE_WAITS = 10
_DAY = timedelta(days=1)

RULE = (
    f"{BEFORE_THE_CASE} working days before the case’s own date, so that the answer can be written "
    f"and checked. Whoever is asked has {AT_LEAST} working days where the case’s date leaves them, "
    f"and {WHILE_THE_CASE_WAITS} while it has no date. If the case’s date moves, this one moves "
    "with it, unless you set it by hand."
)


def due_of(task: SearchTask, office: Hours | None = None) -> date:
    """The civil date by which it is to be done; `task.case` has its clock and its company."""
    if task.due_by_hand:
        return task.due_by_hand
    case = task.case
    return due_on(case, civil_date(case.company, task.asked_at), office)


def due_on(case: Case, asked_on: date, office: Hours | None = None) -> date:
    """The date for a search of this case that is asked for on that day, or for whoever is to
    delete, on the day after the person may stop it."""
    if case.stop_until:
        asked_on = max(asked_on, case.stop_until + _DAY)
    return before(case.clock.due_on, asked_on, office or hours_of(case.company))


def before(case_due: date | None, asked_on: date, office: Hours) -> date:
    """See RULE. Never earlier than the day on which it was asked for."""
    if case_due is None:
        return _shifted(asked_on, WHILE_THE_CASE_WAITS, office)
    wished = _shifted(case_due, -BEFORE_THE_CASE, office)
    soonest = _shifted(asked_on, AT_LEAST, office)
    last = _shifted(case_due, -1, office)
    return max(asked_on, min(max(wished, soonest), last))


def with_dates(tasks: Iterable[SearchTask]) -> list[tuple[SearchTask, date]]:
    """Each with its date; the hours of a company are read once."""
    tasks = list(tasks)
    known = offices({task.company_id for task in tasks}) if tasks else {}
    return [(task, due_of(task, known[task.company_id])) for task in tasks]


def working_day_before(day: date, office: Hours) -> date:
    return _shifted(day, -1, office)


def _shifted(day: date, count: int, office: Hours) -> date:
    """So many working days after that day, or before it; the day itself is not counted."""
    for _ in range(abs(count)):
        if count > 0:
            day = office.next_working_day(day + _DAY)
        else:
            day = office.last_working_day(day - _DAY)
    return day
