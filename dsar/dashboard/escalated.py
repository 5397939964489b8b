"""Who above the owner was told about a case, who has seen it, and what if nobody does."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from dsar.accounts.models import User
from dsar.cases.models import Case, Escalation
from dsar.cases.queries import cases_seen_by, open_cases

from .event_words import PEOPLE, distance
from .happened import names_of, when, who


@dataclass(frozen=True)
class Escalated:
    """All that one level above the owner was told about this case."""

    level: str
    people: str
    distances: tuple[str, ...]
    open: bool
    last: bool
    """Nobody stands above them who could be told."""
    seen: str
    until: str
    """When the next level is told; empty where none will be."""


def escalations(case: Case) -> list[Escalated]:
    """A line for each level; to have seen it is said once for all that it was told."""
    found = list(case.escalations.order_by("raised_at", "pk"))
    names = names_of({one.acknowledged_by for one in found})
    by_level: dict[str, list[Escalation]] = {}
    for one in found:
        by_level.setdefault(one.level, []).append(one)
    return [_line(level, told, case, names) for level, told in by_level.items()]


def unanswered_cases(user: User) -> QuerySet[Case]:
    """What went up to the last level while nobody said “seen”, and still is as it was then."""
    same_date = Q(due_on=F("case__clock__due_on")) | Q(due_on=None, case__clock__due_on=None)
    stuck = Escalation.objects.filter(same_date, acknowledged_at=None, is_last=True)
    cases = open_cases(cases_seen_by(user)).filter(released_at=None)
    return cases.filter(pk__in=stuck.values("case"))


def _line(level: str, told: list[Escalation], case: Case, names: dict[str, str]) -> Escalated:
    waiting = [one for one in told if one.acknowledged_at is None]
    return Escalated(
        level=level,
        people=PEOPLE.get(level, level),
        distances=tuple(distance(one.kind).replace("the day", "on the day") for one in told),
        open=bool(waiting),
        last=any(one.is_last for one in waiting),
        seen=_seen(told, case, names),
        until=_until(waiting, case),
    )


def _until(waiting: Iterable[Escalation], case: Case) -> str:
    moments = [one.next_at for one in waiting if one.next_at]
    return when(min(moments), case.company) if moments and case.is_open else ""


def _seen(told: list[Escalation], case: Case, names: dict[str, str]) -> str:
    """Who has seen the newest of what somebody has seen."""
    seen = [one for one in told if one.acknowledged_at is not None]
    if not seen or seen[-1].acknowledged_at is None:
        return ""
    moment = when(seen[-1].acknowledged_at, case.company)
    return f"Seen by {who(seen[-1].acknowledged_by, names)}, {moment}"
