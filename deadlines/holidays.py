"""Public holidays by calendar code, named in English, with room for a tenant's own corrections.

A code is a country, or a country and a subdivision: SE, DE-BY, GB-ENG. The code `none` stands for
a calendar that moves nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import holidays as library
from holidays.version import __version__

from .errors import ClockError

VERSION = f"holidays {__version__}"
NONE = "none"
# What the data reaches. A year beyond it would have no holidays at all, silently.
FIRST_YEAR, LAST_YEAR = 2000, 2099

_NATIONS = {
    "GB-ENG": "England",
    "GB-WLS": "Wales",
    "GB-SCT": "Scotland",
    "GB-NIR": "Northern Ireland",
    NONE: "no calendar",
}


class UnknownCalendar(ClockError):
    pass


@dataclass(frozen=True, slots=True)
class Overrides:
    """A tenant's corrections: days added with their names, days that are no holiday after all."""

    added: Mapping[date, str] = field(default_factory=dict)
    removed: frozenset[date] = frozenset()

    def to_json(self) -> dict[str, Any]:
        return {
            "added": {day.isoformat(): name for day, name in sorted(self.added.items())},
            "removed": [day.isoformat() for day in sorted(self.removed)],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Overrides":
        return cls(
            added={date.fromisoformat(k): v for k, v in data.get("added", {}).items()},
            removed=frozenset(date.fromisoformat(day) for day in data.get("removed", ())),
        )


class Calendar:
    """The holidays of one place; `day in calendar` asks whether it is one."""

    __slots__ = ("code", "name", "overrides")

    def __init__(self, code: str, overrides: Overrides | None = None) -> None:
        self.code = code
        self.name = _name_of(code)
        self.overrides = overrides

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.name_on(day) is not None

    def name_on(self, day: date) -> str | None:
        """The holiday's name, or None on an ordinary day."""
        if self.overrides is not None:
            if day in self.overrides.removed:
                return None
            if day in self.overrides.added:
                return self.overrides.added[day]
        return _year(self.code, day.year).get(day)

    def in_doubt(self, day: date) -> str | None:
        """The day's name if the law leaves open whether it is a holiday; we say it is not."""
        corrected = self.overrides is not None and (
            day in self.overrides.added or day in self.overrides.removed
        )
        return None if corrected else _doubtful_year(self.code[:2], day.year).get(day)

    def between(self, first: date, last: date) -> Iterator[tuple[date, str]]:
        """Every holiday from `first` to `last`, both included, with its name."""
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            if name := self.name_on(day):
                yield day, name


@lru_cache(maxsize=256)
def _known(code: str) -> Calendar:
    if code != NONE:
        _library_class(code)
    return Calendar(code)


def calendar_of(code: str, overrides: Overrides | None = None) -> Calendar:
    """The calendar of that code; UnknownCalendar says what is wrong with a code that has none."""
    known = _known(code)
    return known if overrides is None else Calendar(code, overrides)


def _library_class(code: str) -> type[library.HolidayBase]:
    match = re.fullmatch(r"([A-Z]{2})(?:-([A-Za-z0-9]+))?", code)
    found = getattr(library, match[1], None) if match else None
    # The library also answers to UK, which would go round the refusal of GB below.
    if match is None or found is None or getattr(found, "country", None) != match[1]:
        raise UnknownCalendar(
            f"There is no holiday calendar {code!r}; use a country such as SE, a country and "
            f"region such as DE-BY or GB-ENG, or none."
        )
    if match[2] is None and match[1] == "GB":
        # Only the days common to all nations: no Easter Monday, no summer bank holiday.
        raise UnknownCalendar(
            "The United Kingdom has no holiday calendar of its own; say which nation: "
            "GB-ENG, GB-WLS, GB-SCT or GB-NIR."
        )
    if match[2] is not None and match[2] not in found.subdivisions:
        known = ", ".join(found.subdivisions) or "none"
        raise UnknownCalendar(
            f"The country {match[1]} has no region {match[2]!r} in the holiday data; "
            f"its regions are: {known}."
        )
    return found  # type: ignore[no-any-return]


def _name_of(code: str) -> str:
    if code in _NATIONS:
        return _NATIONS[code]
    country, _, region = code.partition("-")
    # class SE(Sweden), class NL(Netherlands): the second name is the readable one
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _library_class(country).__mro__[1].__name__)
    article = "the " if spaced.startswith("United ") or country == "NL" else ""
    return f"{article}{spaced} ({region})" if region else f"{article}{spaced}"


@lru_cache(maxsize=4096)
def _year(code: str, year: int) -> Mapping[date, str]:
    if code == NONE:
        return MappingProxyType({})
    doubtful = _doubtful_year(code[:2], year)
    return MappingProxyType(
        {day: name for day, name in _from_library(code, year).items() if day not in doubtful}
    )


def _from_library(code: str, year: int) -> dict[date, str]:
    country, _, region = code.partition("-")
    languages = _library_class(code).supported_languages
    found = library.country_holidays(
        country,
        subdiv=region or None,
        # A day moved across New Year belongs to the neighbour's holiday.
        years=(year - 1, year, year + 1),
        expand=False,
        language="en_US" if "en_US" in languages else None,
    )
    return {day: name for day, name in found.items() if day.year == year}


@lru_cache(maxsize=1024)
def _doubtful_year(country: str, year: int) -> Mapping[date, str]:
    """Days that some statutes equate with holidays. Leaving them working days is never late."""
    if country == "NL":  # Algemene termijnenwet Art 3: equated, or a holiday every fifth year
        days = {date(year, 5, 5): "Liberation Day"}
        for day, name in _from_library("NL", year).items():
            if name == "Good Friday":
                days[day] = name
        return days
    if country == "SE":  # Lag 1930:173 treats the eves like holidays, 1989:253 does not
        friday = next(d for d in range(19, 26) if date(year, 6, d).weekday() == 4)
        return {
            date(year, 6, friday): "Midsummer Eve",
            date(year, 12, 24): "Christmas Eve",
            date(year, 12, 31): "New Year's Eve",
        }
    return MappingProxyType({})
