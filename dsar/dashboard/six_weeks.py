"""How many cases are due on each day of this week and the five after it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from dsar.accounts.models import User
from dsar.cases.queries import cases_seen_by, open_cases

WEEKS = 6


@dataclass(frozen=True)
class Day:
    on: date
    count: int
    is_today: bool


def six_weeks(user: User, today: date) -> list[list[Day]]:
    """Weeks from Monday to Sunday, in one query."""
    monday = today - timedelta(days=today.weekday())
    last = monday + timedelta(days=7 * WEEKS - 1)
    due = open_cases(cases_seen_by(user)).prefetch_related(None).order_by()
    due = due.filter(clock__stopped_on=None, clock__due_on__range=(monday, last))
    counts = dict(due.values_list("clock__due_on").annotate(Count("pk")))
    days = [
        Day(on, counts.get(on, 0), on == today)
        for on in (monday + timedelta(days=number) for number in range(7 * WEEKS))
    ]
    return [days[number : number + 7] for number in range(0, len(days), 7)]
