"""How the work came and went, week by week."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek

from .behind import number
from .document import Cell, Table
from .figures import FIGURES
from .scope import ONE_DAY, Scope

WEEKS = 13
WEEK = timedelta(weeks=1)


def table_of(scope: Scope) -> Table:
    """Thirteen weeks from Monday to Sunday, the last one with the last day of the period in it."""
    monday = scope.last - timedelta(days=scope.last.weekday())
    first = monday - (WEEKS - 1) * WEEK
    span = replace(scope, first=first, last=monday + WEEK - ONE_DAY)
    opened = _by_week(span, "received", "clock__received_on")
    ended = _by_week(span, "ended", "clock__stopped_on")
    before = replace(scope, last=first - ONE_DAY)
    backlog = scope.cases.filter(FIGURES["open-at-end"].where(before)).count()
    rows = []
    for number_of in range(WEEKS):
        week = first + number_of * WEEK
        came, went = opened.get(week, 0), ended.get(week, 0)
        backlog += came - went
        of = replace(scope, first=week, last=week + WEEK - ONE_DAY)
        rows.append(
            (
                Cell(f"{week:%-d %b %Y}"),
                number(came, "received", of),
                number(went, "ended", of),
                number(backlog, "open-at-end", of),
            )
        )
    head = ("Week from", "Opened", "Closed", "Open at its end")
    return Table("backlog", "Opened, closed and open, by week", head, tuple(rows))


def _by_week(span: Scope, code: str, column: str) -> dict[date, int]:
    cases = span.cases.filter(FIGURES[code].where(span)).annotate(week=TruncWeek(column))
    grouped = cases.values_list("week").annotate(count=Count("pk")).order_by()
    return dict(grouped)
