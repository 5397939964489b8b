"""A case as one line of a list. Nobody's name: that is on the case's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dsar.cases.labels import days_left, due_words, label_of, next_step
from dsar.cases.models import Case
from dsar.cases.queries import today_at

from .filters import RIGHTS
from .happened import when

SOON = 3  # days


@dataclass(frozen=True)
class Row:
    case: Case
    right: str
    status: str
    due: str
    tone: str
    next_action: str
    today: date
    asleep_until: str = ""
    """Where the officer who reads this has put it off."""


def rows_of(cases: Iterable[Case], *, now: datetime) -> list[Row]:
    return [row_of(case, now=now) for case in cases]


def row_of(case: Case, *, now: datetime) -> Row:
    today, step = today_at(case, now), next_step(case)
    until = getattr(case, "asleep_until", None)
    return Row(
        case=case,
        right=RIGHTS[case.right],
        status=label_of(case).officer,
        due=due_words(case, today=today),
        tone=tone_of(case, today=today),
        next_action=step[1] if step else "",
        today=today,
        asleep_until=when(until, case.company) if until else "",
    )


def tone_of(case: Case, *, today: date) -> str:
    """Colour only where something is to be done: red is late, amber is soon, violet waits."""
    left = days_left(case, today=today)
    if left is None:
        return "" if case.clock.stopped_on else "pause"
    return "danger" if left < 0 else "warn" if left <= SOON else ""
