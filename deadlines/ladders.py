"""A ladder: who is told how long before a limit of a clock, or how long after it. Pure.

A kind names a rung for good: `due-14` and `overdue-3` around the due date, and for other limits
the limit and the days to it: `notice-3` before, `waiting+7` after.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from .hours import Hours

# While something is awaited there is no due date, and how long that lasts is what counts.
WAITING_STATES = ("paused", "starts-later")
# Limits that the clock does not know: whoever plans says since when.
WAITING, REVIEW = "waiting", "review"
LIMITS = ("due", "target", "acknowledgement", "notice", "refusal", WAITING, REVIEW)


class Step(Protocol):
    """A rung as the tenant's own rules may hold it."""

    @property
    def days_before(self) -> int: ...
    @property
    def audience(self) -> Sequence[str]: ...
    @property
    def limit(self) -> str: ...
    @property
    def channels(self) -> Sequence[str]: ...
    @property
    def every(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told so many days before the limit; after it, if negative. `every` so many days once
    more until it is over, where that is not 0."""

    days_before: int
    audience: Sequence[str]
    limit: str = "due"
    channels: Sequence[str] = ()
    every: int = 0


class Dated(Protocol):
    """What a ladder asks of a clock."""

    @property
    def state(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def target_on(self) -> date | None: ...
    @property
    def acknowledge_by(self) -> date | None: ...
    @property
    def notice_by(self) -> date | None: ...
    @property
    def refuse_by(self) -> date | None: ...
    @property
    def extended(self) -> bool: ...
    @property
    def stopped_on(self) -> date | None: ...


def limits_of(clock: Dated, since: Mapping[str, date]) -> dict[str, date]:
    """The dates that a ladder counts from, of those that still matter."""
    limits = {name: limit_of(clock, name, since.get(name)) for name in LIMITS}
    return {name: on for name, on in limits.items() if on is not None}


def limit_of(clock: Dated, name: str, since: date | None = None) -> date | None:
    """One of them; `since` is for those that count from a day which the clock does not know."""
    if clock.stopped_on is not None:
        return None
    if name == "notice":  # the time can be extended once
        return None if clock.extended else clock.notice_by
    if name == "refusal":
        return None if clock.refuse_by == clock.due_on else clock.refuse_by
    if name == WAITING:
        return since if clock.state in WAITING_STATES else None
    if name == REVIEW:
        return since
    return {
        "due": clock.due_on,
        "target": clock.target_on,
        "acknowledgement": clock.acknowledge_by,
    }.get(name)


def kind_of(days_before: int, limit: str = "due") -> str:
    """due-14, due-0, overdue-3, notice-3, waiting+7"""
    if days_before >= 0:
        return f"{limit}-{days_before}"
    return f"overdue-{-days_before}" if limit == "due" else f"{limit}+{-days_before}"


@lru_cache(maxsize=1024)
def rung_of(kind: str) -> tuple[str, int]:
    """Limit and days before it, of a kind that `kind_of` made."""
    found = re.fullmatch(r"([a-z]+)([-+])(\d+)", kind)
    if found is None:
        raise ValueError(f"{kind!r} is no kind of reminder")
    name, days = found[1], int(found[3])
    if name == "overdue":
        return "due", -days
    return name, days if found[2] == "-" else -days


def moments(hours: Hours, limit_on: date, days_before: int) -> tuple[datetime, datetime | None]:
    """When somebody is told, and when no quiet hour keeps it back any more.

    A day on which nobody works is told of on the last working day before it, or, if it lies after
    the limit, on the first after it.
    """
    on = limit_on - timedelta(days=days_before)
    if days_before < 0:
        return hours.opening_on(hours.next_working_day(on)), None
    opening = hours.opening_on(hours.last_working_day(on))
    # A date of the law does not wait for an office to open.
    return opening, hours.last_closing_until(limit_on)


def turn_after(first: date, every: int, day: date) -> date:
    """The first day after `day` on which something that began on `first` comes round again."""
    turns = max((day - first).days // every + 1, 0)
    return first + timedelta(days=turns * every)
