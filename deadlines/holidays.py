"""Calendars: the holidays of one place, with room for a tenant's own corrections.

The code `none` stands for a calendar that moves nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from . import holiday_data as data
from .calendar import roll
from .holiday_data import VERSION, UnknownCalendar

__all__ = ["NONE", "VERSION", "Calendar", "Overrides", "Rolled", "UnknownCalendar", "calendar_of"]

NONE = "none"
# What follows the version of the data where a tenant's own days are counted by, too.
OWN_LIST = " and the company's own list"
# What the data reaches. A year beyond it would have no holidays at all, silently.
FIRST_YEAR, LAST_YEAR = 2000, 2099
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Overrides:
    """A tenant's corrections: days added with their names, days that are no holiday after all,
    and why for either. Not to be changed once made."""

    # Out of the hash only because a mapping has none.
    added: Mapping[date, str] = field(default_factory=dict, hash=False)
    removed: frozenset[date] = frozenset()
    reasons: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "added": {day.isoformat(): name for day, name in sorted(self.added.items())},
            "removed": [day.isoformat() for day in sorted(self.removed)],
        }
        if self.reasons:
            plain["reasons"] = {day.isoformat(): why for day, why in sorted(self.reasons.items())}
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Overrides":
        return cls(
            added={date.fromisoformat(k): v for k, v in data.get("added", {}).items()},
            removed=frozenset(date.fromisoformat(day) for day in data.get("removed", ())),
            reasons={date.fromisoformat(k): v for k, v in data.get("reasons", {}).items()},
        )


class Own(NamedTuple):
    """A day that the tenant's own list makes a holiday, or a working day, and why."""

    on: date
    name: str
    added: bool
    reason: str


class Doubt(NamedTuple):
    """A day we count as a working day though some would not."""

    on: date
    name: str
    regional: bool  # a holiday in some regions, and none is set; else: open in law


class Rolled(NamedTuple):
    """Where a date comes to lie, and all there is to say about the way."""

    due: date
    passed: tuple[tuple[date, str], ...]  # each day passed over; without a name, a weekend's
    holidays: tuple[tuple[date, str], ...]  # those that have one
    names: tuple[str, ...]
    own: tuple[Own, ...]
    doubt: Doubt | None
    # The earlier date, if only those days were passed over that are holidays in the whole of the
    # United Kingdom and on nobody's own list; else the same.
    safe: date
    reading: bool  # whether anything here is our reading or the company's own word


class Calendar:
    """The holidays of one place; `day in calendar` asks whether it is one."""

    __slots__ = ("_rolled", "_undisputed", "_years", "code", "name", "overrides", "version")

    def __init__(self, code: str, overrides: Overrides | None = None) -> None:
        self.code = code
        self.name = "no calendar" if code == NONE else data.name_of(code)
        self.overrides = overrides or Overrides()
        self.version = f"{VERSION}{OWN_LIST}" if overrides else VERSION
        self._years: dict[int, Mapping[date, str]] = {}
        self._rolled: dict[date, Rolled] = {}
        self._undisputed: Calendar | None = None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.name_on(day) is not None

    def name_on(self, day: date) -> str | None:
        """The holiday's name, or None on an ordinary day."""
        return self._in(day.year).get(day)

    def between(self, first: date, last: date) -> Iterator[tuple[date, str]]:
        """Every holiday from `first` to `last`, both included, with its name."""
        for year in range(first.year, last.year + 1):
            for day, name in self._in(year).items():
                if first <= day <= last:
                    yield day, name

    def _in(self, year: int) -> Mapping[date, str]:
        """That year's holidays, the first one first."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = dict(sorted(self._year(year).items()))
        return known

    def rolled(self, on: date) -> Rolled:
        """`on` moved to the next working day if it is none; counted once for each day."""
        known = self._rolled.get(on)
        if known is None:
            known = self._rolled[on] = self._roll(on)
        return known

    def undisputed(self) -> "Calendar":
        """The same without the days that one may dispute; itself if there are none."""
        if self._undisputed is None:
            nation = self.code.startswith("GB-")
            own = Overrides(removed=self.overrides.removed)
            disputed = nation or self.overrides.added
            self._undisputed = _made("GB" if nation else self.code, own) if disputed else self
        return self._undisputed

    def _roll(self, on: date) -> Rolled:
        if self.code == NONE:
            return Rolled(on, (), (), (), (), None, on, False)
        due = roll(on, self)
        passed = [on + n * _DAY for n in range((due - on).days)]
        named = tuple((day, self.name_on(day) or "") for day in passed)
        own = tuple(own for day in (*passed, due) if (own := self._own(day)))
        doubt = self._doubt(due)
        return Rolled(
            due=due,
            passed=named,
            holidays=tuple(day for day in named if day[1]),
            names=tuple(name for _, name in named if name),
            own=own,
            doubt=doubt,
            safe=roll(on, self.undisputed()),
            reading=doubt is not None or any(day.added for day in own),
        )

    def _year(self, year: int) -> Mapping[date, str]:
        if self.code == NONE:
            days = {}
        else:
            open_in_law = data.doubtful(self.code[:2], year)
            known = data.holidays_in(self.code, year).items()
            days = {day: name for day, name in known if day not in open_in_law}
        days |= {day: name for day, name in self.overrides.added.items() if day.year == year}
        for day in self.overrides.removed:
            days.pop(day, None)
        return days

    def _own(self, day: date) -> Own | None:
        added = self.overrides.added.get(day)
        reason = self.overrides.reasons.get(day, "")
        if day in self.overrides.removed:
            name = data.holidays_in(self.code, day.year).get(day)
            return Own(day, name, False, reason) if name else None
        return Own(day, added, True, reason) if added else None

    def _doubt(self, day: date) -> Doubt | None:
        if day in self.overrides.added or day in self.overrides.removed:
            return None
        if name := data.doubtful(self.code[:2], day.year).get(day):
            return Doubt(day, name, regional=False)
        if "-" not in self.code and (name := data.regional(self.code, day.year).get(day)):
            return Doubt(day, name, regional=True)
        return None


def calendar_of(code: str, overrides: Overrides | None = None) -> Calendar:
    """The calendar of that code; UnknownCalendar says what is wrong with a code that has none."""
    return _known(code, overrides or None)


@lru_cache(maxsize=1024)
def _known(code: str, overrides: Overrides | None) -> Calendar:
    if code != NONE:
        data.check(code)
    return _made(code, overrides)


@lru_cache(maxsize=1024)
def _made(code: str, overrides: Overrides | None) -> Calendar:
    return Calendar(code, overrides)
