"""A few hundred cases in every state that a report tells apart, made of one that was received."""

import random
from datetime import UTC, date, datetime, time, timedelta

from deadlines.models import Clock, ClockEvent
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.companies.rights import NAMES
from tests import desk, many

DAY = timedelta(days=1)
TODAY = desk.MONDAY.date()
ENDS = ("fulfilled", "partly_fulfilled", "nothing_held", "refused", "withdrawn", "lapsed",
        "duplicate", "redirected", "not_a_request", "")  # fmt: skip
GROUNDS = ("manifestly-unfounded", "rights-of-others")
CHANNELS = ("form", "email", "post", "phone")


def cases_of(company: Company, count: int, seed: int) -> list[Case]:
    """Received over 150 days up to Monday 23 November 2026, one in ten for a test."""
    dice = random.Random(seed)
    first = desk.receive(company, at=desk.MONDAY - timedelta(days=1))
    references = many.copy(first, count - 1)
    made = list(
        Case.objects.filter(reference__in=[first.reference, *references])
        .select_related("clock", "company")
        .order_by("reference")
    )
    for case in made:
        _change(case, dice)
    fields = ["received_on", "started_on", "state", "due_on", "statutory_on", "promise_on",
              "promise_count", "promise_unit", "promise_source", "stopped_on", "working",
              "extended"]  # fmt: skip
    Clock.objects.bulk_update([case.clock for case in made], fields)
    fields = ["right", "channel", "status", "outcome", "refusal_ground", "withheld_ground",
              "closed_at", "released_at", "identity_settled_at", "is_test"]  # fmt: skip
    Case.objects.bulk_update(made, fields)
    return made


def _change(case: Case, dice: random.Random) -> None:
    clock = case.clock
    clock.received_on = TODAY - dice.randrange(150) * DAY
    case.right = dice.choice([*NAMES, "complaint", "complaint"])
    case.channel = dice.choice(CHANNELS)
    case.is_test = dice.random() < 0.1
    _dates(clock, dice)
    if dice.random() < 0.7:
        _stop(case, dice)


def _dates(clock: Clock, dice: random.Random) -> None:
    late = dice.random() < 0.2
    clock.started_on = clock.received_on + (dice.randrange(1, 6) * DAY if late else 0 * DAY)
    clock.statutory_on = clock.started_on + dice.choice([30, 30, 90]) * DAY
    clock.promise_on, clock.promise_count = None, None
    clock.promise_unit = clock.promise_source = ""
    if dice.random() < 0.4:
        clock.promise_on, clock.promise_count = clock.started_on + 20 * DAY, 20
        clock.promise_unit, clock.promise_source = "days", "policy"
    clock.due_on = clock.promise_on or clock.statutory_on
    excluded = dice.choice([0, 0, 0, 1, 9])
    clock.working = clock.working | {"excluded_days": excluded}
    what = dice.random()
    if what < 0.1:
        clock.state, clock.due_on, clock.statutory_on = "paused", None, None
    elif what < 0.2:
        clock.state, clock.due_on, clock.statutory_on = "starts-later", None, None
        clock.started_on = None
    if what < 0.2:
        clock.promise_on = clock.promise_count = None
        clock.promise_unit = clock.promise_source = ""
    elif what > 0.85:
        ClockEvent.objects.create(
            clock=clock, company_id=clock.company_id, kind="extend", by=2, unit="months",
            on=clock.received_on + dice.randrange(20) * DAY, recorded_at=desk.MONDAY,
        )  # fmt: skip


def _stop(case: Case, dice: random.Random) -> None:
    clock = case.clock
    clock.stopped_on = min(TODAY, clock.received_on + dice.randrange(50) * DAY)
    case.outcome = dice.choice(ENDS)
    at = datetime.combine(clock.stopped_on, time(12), tzinfo=UTC)
    if case.outcome == "refused":
        case.refusal_ground = dice.choice(GROUNDS)
    if case.outcome == "partly_fulfilled" or (case.outcome == "" and dice.random() < 0.3):
        case.withheld_ground = dice.choice(GROUNDS)
    if case.outcome:
        case.status, case.closed_at = "closed", at
    else:
        # Released, and waiting to be closed: `released_with_approval` wants a leave, so these
        # stand in the tests that walk a real case.
        case.outcome, case.status, case.closed_at = "fulfilled", "closed", at
        case.withheld_ground = ""


def between(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last
