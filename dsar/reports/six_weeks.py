"""How many open cases are due on each day of six weeks, from the Monday of this one."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count

from dsar.companies.holidays import year_of

from .behind import number
from .document import Cell, Table
from .figures import FIGURES
from .scope import Scope

WEEKS = 6
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# From so many cases a day on, a shade is as dark as it gets.
SHADES = 4


@dataclass(frozen=True)
class Day:
    on: date
    due: Cell
    shade: int
    """0 for none, up to SHADES."""
    holiday: str
    """What it is, and where not everywhere; empty for an ordinary day."""


def six_weeks(scope: Scope) -> list[list[Day]]:
    today = min(scope.by_today())
    first = today - timedelta(days=today.weekday())
    span = replace(scope, first=first, last=first + timedelta(days=7 * WEEKS - 1))
    counts = _due(span)
    holidays = _holidays(span)
    days = [
        _day(scope, first + timedelta(days=number), counts, holidays) for number in range(7 * WEEKS)
    ]
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def table_of(weeks: list[list[Day]]) -> Table:
    """The same for paper: a week in each line."""
    rows = tuple(
        (
            Cell(f"{week[0].on:%-d %b %Y}"),
            *(replace(day.due, text=f"{day.due.text} (holiday)" if day.holiday else day.due.text)
              for day in week),
        )
        for week in weeks
    )  # fmt: skip
    return Table("six-weeks", "Due in the next six weeks", ("Week from", *WEEKDAYS), rows)


def _day(scope: Scope, on: date, counts: dict[date, int], holidays: dict[date, str]) -> Day:
    count = counts.get(on, 0)
    of = replace(scope, first=on, last=on)
    return Day(on, number(count, "due", of), min(count, SHADES), holidays.get(on, ""))


def _due(span: Scope) -> dict[date, int]:
    cases = span.cases.filter(FIGURES["due"].where(span)).values_list("clock__due_on")
    return dict(cases.annotate(count=Count("pk")).order_by())


def _holidays(span: Scope) -> dict[date, str]:
    """By day what it is called; a holiday that only some companies keep says whose it is."""
    kept: dict[date, dict[str, list[str]]] = {}
    for company in span.companies:
        for year in range(span.first.year, span.last.year + 1):
            for one in year_of(company, year):
                out = one.change is not None and one.change.kind == one.change.Kind.REMOVED
                if span.first <= one.day <= span.last and not out:
                    kept.setdefault(one.day, {}).setdefault(one.name, []).append(company.name)
    return {
        day: "; ".join(_named(name, whose, len(span.companies)) for name, whose in names.items())
        for day, names in kept.items()
    }


def _named(name: str, whose: list[str], of: int) -> str:
    return name if len(whose) == of else f"{name} ({', '.join(whose)})"
