"""Which open cases would move under other terms, from which date to which. Saves nothing.

One walk over the company's running clocks; statements grow with the batches, never with the cases.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet

from deadlines import operations as clocks
from deadlines.holidays import Overrides, calendar_of
from deadlines.keeping import computed, events_of
from deadlines.models import Clock
from deadlines.working import Promise, Working
from dsar.companies.effective import time_limit
from dsar.companies.holidays import overrides_of
from dsar.companies.models import Company, Policy
from dsar.companies.rights import OTHER, RIGHTS
from dsar.companies.rules import Rules

from .models import Case
from .terms import CALENDARS, terms_of

BATCH = 1000
# Corrections in force by calendar, where they were read already.
Known: TypeAlias = Mapping[str, Overrides | None]
NONE_KNOWN: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Again:
    """What a clock is counted by from now on. Its law stays: that is a matter of its receipt."""

    calendar: str
    overrides: Overrides | None
    promise: Promise | None
    target_days: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """One case and its due date before and after; None while it waits for something."""

    case_id: UUID
    reference: str
    right: str
    was: date | None
    becomes: date | None

    @property
    def days(self) -> int:
        """How many days later; negative is earlier."""
        return (self.becomes - self.was).days if self.was and self.becomes else 0

    @property
    def later(self) -> bool:
        """The requester was told an earlier day."""
        return self.days > 0


@dataclass(frozen=True)
class Moves:
    """All that would move, the furthest first, out of so many open cases looked at."""

    looked_at: int
    moves: list[Move] = field(default_factory=list)

    def by_dates(self) -> list[tuple[date | None, date | None, int, int]]:
        """From which day to which, how many cases, and how many days: for somebody who may see no
        case. In the same order."""
        found = Counter((move.was, move.becomes, move.days) for move in self.moves)
        return [(was, becomes, count, days) for (was, becomes, days), count in found.items()]


def under_policy(company: Company, rules: Rules) -> Moves:
    """What moves if every open case is recalculated under these rules."""
    return _moves(running(company), Offers(company, rules).to)


def under_holidays(company: Company) -> Moves:
    """What moves if every open case is counted by the holidays as they are now: with the company's
    own corrections, and in the data that are installed.

    Only the cases counted by others are worked out: mostly there are none.
    """
    cases = running(company)
    calendars = cases.order_by().values_list("clock__calendar", flat=True).distinct()
    now_in = {calendar: overrides_of(company, calendar) for calendar in calendars}
    stale = Q(pk__in=[])
    for calendar, overrides in now_in.items():
        stored = overrides.to_json() if overrides else {}
        version = calendar_of(calendar, overrides).version
        fresh = Q(clock__overrides=stored, clock__working__holidays_version=version)
        stale |= Q(clock__calendar=calendar) & ~fresh
    found = _moves(cases.filter(stale), lambda c: _with_holidays(c.clock, now_in[c.clock.calendar]))
    return replace(found, looked_at=cases.count())


class Offers:
    """The terms of one version of the policy, read once for all cases."""

    def __init__(self, company: Company, rules: Rules, known: Known = NONE_KNOWN) -> None:
        self.calendar = rules.calendar.value if rules.calendar else company.calendar
        if self.calendar not in known:
            known = {self.calendar: overrides_of(company, self.calendar)}
        self.overrides = known[self.calendar]
        self.target_days = rules.internal_target.value or None
        self._promises = {right: time_limit(rules, right)[0] for right in (*RIGHTS, OTHER)}

    def to(self, case: Case) -> Again:
        promise = _earlier(case.clock, self._promises[case.right])
        calendar, overrides = self.calendar, self.overrides
        if case.regime in CALENDARS:
            calendar = CALENDARS[case.regime]
            overrides = overrides_of(case.company, calendar)
        return Again(calendar, overrides, promise, self.target_days)


def by_current_policy(case: Case) -> Again:
    """The terms of the company's policy of today, and never less than this person was promised."""
    return Offers(case.company, case.company.policy.rules).to(case)


def by_current_holidays(case: Case) -> Again:
    return _with_holidays(case.clock, overrides_of(case.company, case.clock.calendar))


def preview(case: Case, terms: Again) -> Working:
    return clocks.preview_terms(
        case.clock,
        calendar=terms.calendar,
        overrides=terms.overrides,
        promise=terms.promise,
        target_days=terms.target_days,
    )


def corrected(case: Case, received_on: date) -> Working:
    """What the dates would be had the request come on that day."""
    terms = terms_of(
        case.company,
        case.policy.rules,
        right=case.right,
        received_on=received_on,
        regime=case.regime,
    )
    clock = copy(case.clock)
    clock.received_on, clock.rule = received_on, terms.rule
    return computed(clock, events_of(clock))


def reopened(case: Case, today: date) -> Working:
    """What the dates would be had the clock never stopped."""
    return clocks.working_on(case.clock, today=today)


def stands_by_policy(case: Case, policy: Policy | None = None, known: Known = NONE_KNOWN) -> bool:
    """Whether it is pinned to the policy of today and counted by it already. `policy`: that of
    today, where it was read."""
    now = policy or case.company.policy
    return case.policy_id == now.pk and is_counted_by(
        case.clock, Offers(case.company, now.rules, known).to(case)
    )


def stands_by_holidays(case: Case) -> bool:
    return is_counted_by(case.clock, by_current_holidays(case))


def is_counted_by(clock: Clock, terms: Again) -> bool:
    """Whether it is counted by just these terms, in the holiday data that are installed."""
    own = Again(clock.calendar, clock.calendar_overrides, clock.promise, clock.target_days)
    version = calendar_of(terms.calendar, terms.overrides).version
    return own == terms and clock.working["holidays_version"] == version


def running(company: Company) -> QuerySet[Case]:
    """Cases of which a date can still move: neither answered nor closed."""
    return Case.objects.filter(company=company, clock__stopped_on__isnull=True)


def _moves(cases: QuerySet[Case], terms_for: Callable[[Case], Again]) -> Moves:
    looked_at, found = 0, []
    for case in _walk(cases):
        looked_at += 1
        terms = terms_for(case)
        if is_counted_by(case.clock, terms):
            continue
        becomes = preview(case, terms).due_on
        if becomes != case.clock.due_on:
            found.append(Move(case.pk, case.reference, case.right, case.clock.due_on, becomes))
    found.sort(key=lambda move: (-abs(move.days), move.was or date.max, move.reference))
    return Moves(looked_at, found)


def _walk(cases: QuerySet[Case]) -> Iterator[Case]:
    cases = cases.select_related("clock").defer("person", "details")
    return cases.prefetch_related("clock__events").iterator(chunk_size=BATCH)


def _with_holidays(clock: Clock, overrides: Overrides | None) -> Again:
    return Again(clock.calendar, overrides, clock.promise, clock.target_days)


def _earlier(clock: Clock, offered: Promise | None) -> Promise | None:
    """A promise given to a person is not taken back (docs/decisions/0007)."""
    given = clock.promise
    if given is None or offered is None:
        return given or offered
    received = clock.received_on
    return offered if offered.date_from(received) < given.date_from(received) else given
