"""Holidays of England, Sweden and the United States, from their rules. No library, no `deadlines`.

From 2024 on; one-off days of later years nobody knows yet.
"""

from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
MONDAY, THURSDAY = 0, 3


def is_holiday(day: date, place: str) -> bool:
    return day in _days_of(place, day.year)


@cache
def _days_of(place: str, year: int) -> frozenset[date]:
    if place == "none":
        return frozenset()
    return frozenset({"GB-ENG": england, "SE": sweden, "US": united_states}[place](year))


def easter(year: int) -> date:
    """Sunday after the full moon, by the table of golden numbers in Gauss's form."""
    a, b, c = year % 19, year % 4, year % 7
    k = year // 100
    p, q = (13 + 8 * k) // 25, k // 4
    m, n = (15 - p + k - q) % 30, (4 + k - q) % 7
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + n) % 7
    if d == 29 and e == 6:
        return date(year, 4, 19)
    if d == 28 and e == 6 and (11 * m + 11) % 30 < 19:
        return date(year, 4, 18)
    return date(year, 3, 22) + DAY * (d + e)


def england(year: int) -> set[date]:
    days = {easter(year) - 2 * DAY, easter(year) + DAY}
    days |= {weekday_of(year, 5, MONDAY, 1), last_monday(year, 5), last_monday(year, 8)}
    days.add(substitute(date(year, 1, 1), days))
    christmas = date(year, 12, 25)
    taken = {christmas, christmas + DAY}
    for day in sorted(taken):
        taken.add(substitute(day, taken - {day}))
    return days | taken | {date(year, 1, 1)}


def sweden(year: int) -> set[date]:
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26)}
    moved = {easter(year) + n * DAY for n in (-2, 0, 1, 39, 49)}
    return {date(year, m, d) for m, d in fixed} | moved | set(_saturdays_of(year))


def _saturdays_of(year: int) -> list[date]:
    starts = (date(year, 6, 20), date(year, 10, 31))  # Midsummer Day, All Saints' Day
    return [next(s + n * DAY for n in range(7) if (s + n * DAY).weekday() == 5) for s in starts]


def united_states(year: int) -> set[date]:
    """Federal: a Saturday's is kept on the Friday before, a Sunday's on the Monday after."""
    fixed = [date(year, m, d) for m, d in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))]
    days = {*fixed, date(year + 1, 1, 1)}
    kept = {day - DAY if day.weekday() == 5 else day + DAY for day in days if day.weekday() > 4}
    days |= kept | {
        weekday_of(year, 1, MONDAY, 3),
        weekday_of(year, 2, MONDAY, 3),
        last_monday(year, 5),
        weekday_of(year, 9, MONDAY, 1),
        weekday_of(year, 10, MONDAY, 2),
        weekday_of(year, 11, THURSDAY, 4),
    }
    return {day for day in days if day.year == year}


def weekday_of(year: int, month: int, weekday: int, nth: int) -> date:
    day = date(year, month, 1)
    while day.weekday() != weekday or nth > 1:
        nth -= day.weekday() == weekday
        day += DAY
    return day


def last_monday(year: int, month: int) -> date:
    day = date(year, month, 31)
    while day.weekday() != 0:
        day -= DAY
    return day


def substitute(day: date, taken: set[date]) -> date:
    if day.weekday() < 5:
        return day
    while day.weekday() >= 5 or day in taken:
        day += DAY
    return day
