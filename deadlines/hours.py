"""When a tenant's office is open. Pure: what a quiet day is comes in from outside."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
# An office that does not open within this many days is taken for one that never opens.
_FURTHEST = 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """Every day from the first to the last, both included; `day in stretch` asks for one."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Hours:
    """The same hours on each working day, by the clock on the wall; always open if nothing is said.

    Moments that come out are in UTC. An hour that a day does not have, because the clocks go
    forward, is the hour after it; of one that it has twice the first counts.
    """

    zone: tzinfo = UTC
    opens: time = time(0)
    closes: time = time(0)
    """Midnight is the end of the day."""
    weekdays: frozenset[int] = frozenset(range(7))
    """Monday is 0."""
    quiet: tuple[Container[date], ...] = ()
    """A day that any of them holds is no working day: a calendar of holidays, a `Stretch`."""

    def date_of(self, moment: datetime) -> date:
        """The day that it is at the office."""
        return moment.astimezone(self.zone).date()

    def start_of(self, on: date) -> datetime:
        """The first moment of that day at the office."""
        return self._utc(on, time(0))

    def is_working_day(self, on: date) -> bool:
        return (
            on.weekday() in self.weekdays
            and self.opening_on(on) < self.closing_on(on)
            and not any(on in days for days in self.quiet)
        )

    def opening_on(self, on: date) -> datetime:
        """When the office opens on that day, if it is a working day."""
        return self._utc(on, self.opens)

    def closing_on(self, on: date) -> datetime:
        midnight = self.closes == time(0)
        return self._utc(on + _DAY if midnight else on, self.closes)

    def last_working_day(self, on: date) -> date:
        """That day, or the last working day before it."""
        return self._find(on, -_DAY) or on

    def next_working_day(self, on: date) -> date:
        """That day, or the first working day after it."""
        return self._find(on, _DAY) or on

    def last_closing_until(self, on: date) -> datetime:
        """When the office closes for the last time before that day ends."""
        return self.closing_on(self.last_working_day(on))

    def is_open(self, moment: datetime) -> bool:
        on = self.date_of(moment)
        return self.opening_on(on) <= moment < self.closing_on(on) and self.is_working_day(on)

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself while the office is open, or when it opens next.

        Nothing waits for an office that never opens: then it is the moment itself, too.
        """
        on = self.date_of(moment)
        if moment >= self.closing_on(on):
            on += _DAY
        day = self._find(on, _DAY)
        opening = moment if day is None else max(moment, self.opening_on(day))
        return opening.astimezone(UTC)

    def add_working_hours(self, moment: datetime, hours: float) -> datetime:
        """When the office will have been open for so many hours since that moment."""
        left = timedelta(hours=hours)
        start = self.next_opening(moment)
        while (rest := self.closing_on(self.date_of(start)) - start) < left:
            if rest <= timedelta(0):  # it never opens
                break
            left -= rest
            start = self.next_opening(start + rest)
        return start + left

    def _find(self, on: date, step: timedelta) -> date | None:
        for _ in range(_FURTHEST):
            if self.is_working_day(on):
                return on
            on += step
        return None

    def _utc(self, on: date, at: time) -> datetime:
        return datetime.combine(on, at, tzinfo=self.zone).astimezone(UTC)
