"""Arithmetic over civil dates. Pure: which days are holidays comes in from outside."""

from collections.abc import Container
from datetime import date, timedelta

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = timedelta(days=1)
_SATURDAY = 5


def month_length(year: int, month: int) -> int:
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _MONTH_DAYS[month - 1]


def add_months(on: date, months: int) -> date:
    """The same day number `months` later, or the last day of a month that has no such day."""
    # Reg 1182/71 Art 3(2)(c): "on the same date"; failing that, the last day of the month.
    # Always from the first date: 31 January + 3 is 30 April, in two hops it would be the 28th.
    year, index = divmod(on.year * 12 + on.month - 1 + months, 12)
    day = on.day
    return date(year, index + 1, day if day <= 28 else min(day, month_length(year, index + 1)))


def add_days(on: date, days: int) -> date:
    return on + timedelta(days=days)


def is_weekend(on: date) -> bool:
    return on.weekday() >= _SATURDAY


def is_working_day(on: date, holidays: Container[date]) -> bool:
    return not is_weekend(on) and on not in holidays


def roll(on: date, holidays: Container[date]) -> date:
    """`on` itself if it is a working day, else the next working day."""
    # Reg 1182/71 Art 3(4)
    while not is_working_day(on, holidays):
        on += _DAY
    return on


def roll_back(on: date, holidays: Container[date]) -> date:
    """`on` itself if it is a working day, else the working day before."""
    while not is_working_day(on, holidays):
        on -= _DAY
    return on


def add_working_days(on: date, count: int, holidays: Container[date]) -> date:
    """The `count`-th working day after `on`; `on` itself is not counted."""
    for _ in range(count):
        on = roll(on + _DAY, holidays)
    return on


def working_days_between(after: date, until: date, holidays: Container[date]) -> int:
    """How many working days d there are with after < d <= until."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(is_working_day(day, holidays) for day in days)
