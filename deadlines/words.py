"""Dates and numbers as people say them."""

from datetime import date
from functools import lru_cache

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


@lru_cache(maxsize=8192)
def long(on: date) -> str:
    """Monday 30 November 2026"""
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


@lru_cache(maxsize=8192)
def short(on: date) -> str:
    """Monday 30 November"""
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}"


def holiday(on: date, name: str) -> str:
    """Monday 28 December (Boxing Day, observed); without a name, the day alone"""
    return f"{short(on)} ({name.replace(' (observed)', ', observed')})" if name else short(on)


def month(on: date) -> str:
    """November 2026"""
    return f"{_MONTHS[on.month - 1]} {on.year}"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def amount(count: int, unit: str) -> str:
    """one month, three months, 28 days"""
    if unit == "days":
        return days(count)
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} {unit[:-1] if count == 1 else unit}"


def listed(parts: list[str]) -> str:
    """a, b and c"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
