"""Reminders: rows planned from a ladder, each taken once, a missed day taken late."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from .hours import Hours
from .ladders import Step, kind_of, limit_of, limits_of, rung_of, turn_after
from .models import Clock, Reminder
from .rows import Known, Row, Taken, add, claim, row_of

ALWAYS = Hours()
_Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a clock's reminders follow from. `since`: from when on it waits, or is reviewed."""

    clock: Clock
    ladder: Sequence[Step]
    hours: Hours = ALWAYS
    since: Mapping[str, date] = field(default_factory=dict)


@transaction.atomic
def plan_reminders(
    *,
    clock_id: int,
    ladder: Sequence[Step],
    now: datetime,
    hours: Hours | None = None,
    since: Mapping[str, date] | None = None,
) -> None:
    """As `plan_locked`, for the one clock as it stands in the database."""
    # `no_key`: rows that point here can still be added, by whoever takes a reminder of it.
    clock = Clock.objects.select_for_update(no_key=True).get(pk=clock_id)
    plan_locked([Plan(clock, ladder, hours or ALWAYS, since or {})], now=now)


def plan_locked(plans: Sequence[Plan], *, now: datetime, fresh: bool = False) -> None:
    """A reminder for each rung still to come and, of each limit, for the latest that has come; and
    none that no longer fits.

    A clock that resumes or is started late tells somebody at once, but climbs no ladder from its
    foot. What was taken stays taken; what fell due and was not taken stays due. What comes again
    every few days is one row at a time. A clock that has stopped owes none, and one that waits
    none for a date that it does not have.

    The caller holds the locks of these clocks, or has just made them (`fresh`): then there is
    nothing to read. So many statements whatever the number of plans.
    """
    known: dict[int, list[Reminder]] = {} if fresh else _known(plans)
    told: Known = {}
    new: list[tuple[Clock, Row]] = []
    unfit: list[int] = []
    for plan in plans:
        more, less = _compared(plan, known.get(plan.clock.pk, ()), now, told)
        new += ((plan.clock, row) for row in more)
        unfit += less
    if unfit:  # asks again: one may have been taken meanwhile
        Reminder.objects.filter(pk__in=unfit, taken_at=None).delete()
    if new:
        add([(clock.pk, clock.company_id, row) for clock, row in new])


def _known(plans: Iterable[Plan]) -> dict[int, list[Reminder]]:
    known: dict[int, list[Reminder]] = {}
    for row in Reminder.objects.filter(clock__in=[plan.clock.pk for plan in plans]):
        known.setdefault(row.clock_id, []).append(row)
    return known


def _compared(
    plan: Plan, known: Iterable[Reminder], now: datetime, told: Known
) -> tuple[list[Row], list[int]]:
    """The rows to add, and the keys of those that no longer fit."""
    waiting = {(row.kind, row.on): row for row in known if row.taken_at is None}
    taken = {(row.kind, row.on) for row in known if row.taken_at is not None}
    today = plan.hours.date_of(now)
    wanted = _wanted(plan, today, waiting, taken, told)
    kept = {
        key
        for key, row in waiting.items()
        if key in wanted and _same(row, wanted[key], plan.hours, now)
    }
    unfit = [row.pk for key, row in waiting.items() if key not in kept]
    # The moment at which this day is over: what may be taken before it has come.
    tomorrow = plan.hours.start_of(today + timedelta(days=1))
    latest = _latest(wanted.values(), tomorrow)
    new = [
        _not_before(row, plan.hours, now)
        for key, row in wanted.items()
        if key not in kept and key not in taken
        # What waits in another form, at another hour or for other people, is not lost by it.
        if row.at >= tomorrow or row in latest or key in waiting
    ]
    return new, unfit


def _not_before(row: Row, hours: Hours, now: datetime) -> Row:
    """What is planned late may be taken when the office is open next, or once `by` is past."""
    if row.at >= now:
        return row
    opening = hours.next_opening(now)
    return row._replace(at=opening if row.by is None else min(opening, max(now, row.by)))


def _wanted(
    plan: Plan,
    today: date,
    waiting: Mapping[_Key, Reminder],
    taken: set[_Key],
    told: Known,
) -> dict[_Key, Row]:
    rows = {}
    limits = limits_of(plan.clock, plan.since)
    for rung in plan.ladder:
        limit_on = limits.get(rung.limit)
        if limit_on is None:
            continue
        days = rung.days_before
        if rung.every:
            days = _turn(rung, limit_on, today, waiting, taken)
        row = row_of(plan.hours, rung.limit, limit_on, days, rung, told)
        rows[row.kind, row.on] = row
    return rows


def _turn(
    rung: Step,
    limit_on: date,
    today: date,
    waiting: Mapping[_Key, Reminder],
    taken: set[_Key],
) -> int:
    """Which turn of what comes round is owed: one that waits already, else the latest that has
    come, else the next."""
    first = limit_on - timedelta(days=rung.days_before)

    def key(on: date) -> _Key:
        return kind_of((limit_on - on).days, rung.limit), on

    waits = [on for kind, on in waiting if on >= first and (kind, on) == key(on)]
    waits = [on for on in waits if (on - first).days % rung.every == 0]
    upcoming = turn_after(first, rung.every, today)
    latest = max(first, upcoming - timedelta(days=rung.every))
    on = min(waits, default=upcoming if key(latest) in taken else latest)
    return (limit_on - on).days


def _latest(wanted: Iterable[Row], tomorrow: datetime) -> set[Row]:
    """Of each limit, the last one whose day has come."""
    latest: dict[str, Row] = {}
    for row in wanted:
        limit, _ = rung_of(row.kind)
        if row.at < tomorrow and (
            limit not in latest or (latest[limit].at, latest[limit].on) < (row.at, row.on)
        ):
            latest[limit] = row
    return set(latest.values())


def _same(row: Reminder, wanted: Row, hours: Hours, now: datetime) -> bool:
    """What was planned late stays as late as it was, if it comes no later than planned today."""
    return (
        (row.by, row.every) == (wanted.by, wanted.every)
        and tuple(row.audience) == wanted.audience
        and tuple(row.channels) == wanted.channels
        and (row.at == wanted.at or wanted.at < row.at <= _not_before(wanted, hours, now).at)
    )


def take_due(
    *,
    now: datetime,
    offices: Mapping[int, Hours] | None = None,
    limit: int = 500,
    without: Collection[int] = (),
) -> list[Taken]:
    """Claim reminders whose time has come; they are taken once the caller's transaction commits.

    Each goes to one taker: rows that another holds are passed over. What the office of a tenant is
    closed for waits until it opens, but no longer than `by`. Of what comes again, the next turn
    still to come is planned: a month of downtime is told once. What no longer fits its clock is
    dropped. Must be called in a transaction. Reminders of the tenants in
    `without` are left.
    """
    offices = offices or {}
    waiting = due(now=now, offices=offices)
    if without:
        waiting = waiting.exclude(company_id__in=without)
    while claimed := claim(waiting, now=now, limit=limit):
        taken = [row for row in claimed if _fits(row)]
        if len(taken) < len(claimed):
            stale = {row.pk for row in claimed} - {row.pk for row in taken}
            Reminder.objects.filter(pk__in=stale).delete()
        if again := [row for row in taken if row.every]:
            add([_next(row, offices.get(row.company_id, ALWAYS), now) for row in again])
        if taken:
            return taken
    return []


def due(*, now: datetime, offices: Mapping[int, Hours]) -> QuerySet[Reminder]:
    """Those that `take_due` would take."""
    waiting = Reminder.objects.filter(taken_at=None, at__lte=now)
    closed = [tenant for tenant, hours in offices.items() if not hours.is_open(now)]
    return waiting.filter(Q(by__lte=now) | ~Q(company_id__in=closed)) if closed else waiting


def _fits(row: Taken) -> bool:
    """Whether the clock still has the limit that it was planned for. Somebody may have changed the
    clock while the next turn was being planned."""
    limit, days = rung_of(row.kind)
    since = row.on + timedelta(days=days)
    return limit_of(row.clock, limit, since) == since


def _next(row: Taken, hours: Hours, now: datetime) -> tuple[int, int, Row]:
    limit, days = rung_of(row.kind)
    on = turn_after(row.on, row.every, hours.date_of(now))
    limit_on = row.on + timedelta(days=days)
    return row.clock_id, row.company_id, row_of(hours, limit, limit_on, (limit_on - on).days, row)
