"""Dates and numbers as people say them, in the language in force."""

from datetime import date
from functools import lru_cache

from .holiday_names import holiday_name
from .languages import Language, language_of
from .speaking import gettext_noop as N_
from .speaking import language

_OBSERVED = N_("{holiday}, observed")


class Said(str):
    """A length of time. In a message `{length:within}` is its form after “within”, where the
    language has one: “ein Monat” but “innerhalb von einem Monat”, “dans un délai d’un mois”."""

    __slots__ = ("within",)
    within: str

    def __new__(cls, text: str, within: str = "") -> "Said":
        made = super().__new__(cls, text)
        made.within = within or text
        return made

    def __format__(self, form: str) -> str:
        return self.within if form == "within" else str.__str__(self)


def long(on: date) -> str:
    """Monday 30 November 2026"""
    return _long(on, language())


def short(on: date) -> str:
    """Monday 30 November"""
    return _short(on, language())


def brief(on: date, *, padded: bool = False) -> str:
    """Mon 2 Nov 2026; padded, Mon 02 Nov 2026, to stand in a column"""
    spoken = language_of(language())
    return spoken.brief.format(
        weekday=spoken.brief_weekdays[on.weekday()],
        day=f"{on.day:02}" if padded else _day(on, spoken),
        month=spoken.brief_months[on.month - 1],
        year=on.year,
    )


def holiday(on: date, name: str) -> str:
    """Monday 28 December (Boxing Day, observed); without a name, the day alone"""
    if not name:
        return short(on)
    return f"{short(on)} ({holiday_name(name, _OBSERVED)})"


def month(on: date) -> str:
    """November 2026"""
    return f"{language_of(language()).months[on.month - 1]} {on.year}"


def days(count: int) -> Said:
    """1 day, 28 days"""
    return amount(count, "days")


def amount(count: int, unit: str) -> Said:
    """one month, three months, 28 days"""
    return _amount(count, unit, language())


def amounts(lengths: tuple[tuple[int, str], ...]) -> Said:
    """one month and 20 days"""
    parts = [amount(*length) for length in lengths]
    return Said(listed(parts), listed([part.within for part in parts]))


def listed(parts: list[str] | list[Said]) -> str:
    """a, b and c"""
    last = language_of(language()).last
    return str(parts[0]) if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """With a capital at its beginning, whatever it begins with."""
    return f"{text[:1].upper()}{text[1:]}"


@lru_cache(maxsize=8192)
def _long(on: date, code: str) -> str:
    return _dated(language_of(code).long, on, code)


@lru_cache(maxsize=8192)
def _short(on: date, code: str) -> str:
    return _dated(language_of(code).short, on, code)


def _dated(form: str, on: date, code: str) -> str:
    spoken = language_of(code)
    return form.format(
        weekday=spoken.weekdays[on.weekday()],
        day=_day(on, spoken),
        month=spoken.months[on.month - 1],
        year=on.year,
    )


def _day(on: date, spoken: Language) -> str:
    return spoken.first if on.day == 1 else str(on.day)


@lru_cache(maxsize=1024)
def _amount(count: int, unit: str, code: str) -> Said:
    spoken = language_of(code)
    one, many, one_within, many_within = spoken.units[unit]
    if count == 1:
        return Said(one, one_within)
    number = str(count)
    if unit != "days" and count < len(spoken.numbers):
        number = spoken.numbers[count]
    elif count == 0 and spoken.none_is_one:
        return Said(one.replace("1", "0"), one_within.replace("1", "0"))
    return Said(many.format(number), many_within.format(number))
