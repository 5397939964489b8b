"""Which cases a report is about: whose, of which days, and as of when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from dsar.cases.dates import civil_date
from dsar.cases.models import Case
from dsar.companies.models import Company

ONE_DAY = timedelta(days=1)


class NoMonth(ValueError):
    """It is no month, or one that has not begun."""


@dataclass(frozen=True)
class Scope:
    """`first` and `last` are civil dates at each company, both included."""

    companies: tuple[Company, ...]
    first: date
    last: date
    now: datetime
    invented: bool = False
    """Cases of test keys and of the demonstration, and no others. Real ones otherwise."""

    @property
    def cases(self) -> QuerySet[Case]:
        return Case.objects.filter(company__in=self.companies, is_test=self.invented)

    def by_today(self) -> Mapping[date, Sequence[int]]:
        """The companies by the day that it is there."""
        found: dict[date, list[int]] = {}
        for company in self.companies:
            found.setdefault(civil_date(company, self.now), []).append(company.pk)
        return found


def latest_today(companies: Sequence[Company], now: datetime) -> date:
    """Where the day is furthest on."""
    return max(civil_date(company, now) for company in companies)


def last_full_month(today: date) -> date:
    """The first day of the month before this one."""
    return (today.replace(day=1) - ONE_DAY).replace(day=1)


def month_named(text: str, *, today: date) -> tuple[date, date]:
    """First and last day of a month such as “2026-11”. Raises NoMonth."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NoMonth(text) from None
    if len(text) != 7 or first > today or first.year < 2000:
        raise NoMonth(text)
    return first, last_of(first)


def last_of(first: date) -> date:
    """The last day of the month that begins on this one."""
    return (first + timedelta(days=31)).replace(day=1) - ONE_DAY
