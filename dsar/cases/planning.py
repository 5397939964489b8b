"""Which reminders a case owes from now on: its policy's ladder, the hours of the company's office,
and since when it has stood still."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from deadlines import operations as clocks
from deadlines.events import waiting_since
from deadlines.ladders import REVIEW, WAITING, WAITING_STATES
from deadlines.models import ClockEvent
from deadlines.operations import Plan
from deadlines.rows import Dates
from dsar.companies.models import Policy
from dsar.companies.offices import hours_of, office, offices
from dsar.companies.rules import Rung

from .dates import civil_date
from .models import Case, Message
from .queries import with_companies
from .transitions import Status

BATCH = 500
# What a ladder asks of a clock. Its working is long, and a million of them are read.
READ_OF_CLOCK = ("company_id", "received_on", *Dates._fields)


def plan_reminders(case: Case, *, now: datetime) -> None:
    """Rows for what is to come, and none that no longer fits. To be called after every change of
    the clock, and of what the case waits for, by whoever holds its lock."""
    ladder, hours = case.policy.rules.ladder.value, hours_of(case.company)
    plan = Plan(case.clock, ladder, hours, _standing_still([case])[case.pk])
    clocks.plan_locked([plan], now=now)


def plan_first_reminders(case: Case, *, now: datetime) -> None:
    """The same for a case that was just received, under the policy in force."""
    rules, clock = case.policy.rules, case.clock
    hours = office(
        rules.hours.value,
        zone=case.company.timezone,
        calendar=clock.calendar,
        overrides=clock.calendar_overrides,
    )
    clocks.plan_locked([Plan(clock, rules.ladder.value, hours)], now=now, fresh=True)


def plan_many(cases: QuerySet[Case], *, now: datetime) -> int:
    """The same for all of these that are open; how many those were. Each batch is a transaction of
    its own, unless the caller is in one, and as many statements as any other."""
    rest = cases.exclude(status=Status.CLOSED)
    hours, ladders, total = offices(), Ladders(), 0
    while True:
        with transaction.atomic():
            batch = _locked(rest)
            still = _standing_still(batch)
            plans = [
                Plan(
                    case.clock,
                    ladders[case.policy_id],
                    hours[case.company_id],
                    still[case.pk],
                )
                for case in batch
            ]
            clocks.plan_locked(plans, now=now)
        total += len(batch)
        if len(batch) < BATCH:
            return total
        rest = rest.filter(pk__gt=batch[-1].pk)


class Ladders(dict[int, tuple[Rung, ...]]):
    """The ladder of each version of a policy, read once."""

    def __missing__(self, policy_id: int) -> tuple[Rung, ...]:
        ladder = self[policy_id] = Policy.objects.get(pk=policy_id).rules.ladder.value
        return ladder


def _locked(cases: QuerySet[Case]) -> list[Case]:
    """The first of these, in the order of their keys."""
    locked = list(
        cases.select_for_update(of=("self", "clock"), no_key=True)
        .select_related("clock")
        .only("company_id", "policy_id", "status", *(f"clock__{name}" for name in READ_OF_CLOCK))
        .order_by("pk")[:BATCH]
    )
    with_companies(locked)
    return locked


def _standing_still(cases: Sequence[Case]) -> dict[UUID, dict[str, date]]:
    """Since when each case has waited for the requester, and since when its answer for a check."""
    since: dict[UUID, dict[str, date]] = {case.pk: {} for case in cases}
    waiting = [case for case in cases if case.clock.state in WAITING_STATES]
    for case, asked_on in _asked(waiting):
        since[case.pk][WAITING] = asked_on
    reviewed = {case.pk: case for case in cases if case.status == Status.IN_REVIEW}
    for key, sent_at in _sent_to_review(list(reviewed)):
        since[key][REVIEW] = civil_date(reviewed[key].company, sent_at)
    return since


def _asked(waiting: Sequence[Case]) -> Iterable[tuple[Case, date]]:
    if not waiting:
        return
    events: dict[int, list[ClockEvent]] = {}
    for event in ClockEvent.objects.filter(clock__in=[case.clock_id for case in waiting]):
        events.setdefault(event.clock_id, []).append(event)
    for case in waiting:
        told = [event.as_event() for event in events.get(case.clock_id, ())]
        if asked_on := waiting_since(told, case.clock.received_on):
            yield case, asked_on


def _sent_to_review(keys: Sequence[UUID]) -> Iterable[tuple[UUID, datetime]]:
    if not keys:
        return ()
    drafts = Message.objects.filter(case__in=keys, kind="draft-answer")
    return drafts.values_list("case").annotate(Max("at"))
