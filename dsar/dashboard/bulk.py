"""The same thing done to many cases, each in a transaction of its own, and taken back again.

There is no way to refuse or to extend many at once: each has its own reasons.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from dsar.accounts.models import User
from dsar.accounts.roles import Permission
from dsar.cases.errors import CaseError, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import assigning, snoozing
from dsar.cases.queries import cases_seen_by, today_at
from dsar.cases.snooze import Snooze

from .access import Desk

UNDO = timedelta(seconds=60)
SALT = "dsar.dashboard.bulk"
CLOSED = "closed"


# By reference: whose each case was on the page that was looked at, a person's key or nobody.
Shown = Mapping[str, int | None]


@dataclass(frozen=True)
class Bulk:
    """`can` reads after a number: “6 can be assigned”."""

    button: str
    can: str
    done: str
    why_not: Callable[[Desk, Case, datetime], str]
    """What is in the way, to read after “1 is”; empty for nothing."""


def _not_assigned(desk: Desk, case: Case, now: datetime) -> str:  # noqa: ARG001
    if not case.is_open:
        return CLOSED
    may = Permission.ASSIGN in desk.permissions(case.company_id)
    return "" if may else "at a company where you do not share out the work"


def _not_taken(desk: Desk, case: Case, now: datetime) -> str:  # noqa: ARG001
    if not case.is_open:
        return CLOSED
    if Permission.WORK_CASES not in desk.permissions(case.company_id):
        return "at a company where you do not work on cases"
    return "somebody's already" if case.owner_id else ""


def _not_snoozed(desk: Desk, case: Case, now: datetime) -> str:  # noqa: ARG001
    if not case.is_open:
        return CLOSED
    due = None if case.clock.stopped_on else case.clock.due_on
    return "late already" if due and due < today_at(case, now) else ""


BULKS = {
    "take": Bulk("Take", "can be taken", "taken", _not_taken),
    "assign": Bulk("Assign", "can be assigned", "assigned", _not_assigned),
    "snooze": Bulk("Snooze", "can be snoozed", "snoozed", _not_snoozed),
}


def sorted_out(
    what: str, desk: Desk, cases: Iterable[Case], now: datetime
) -> tuple[list[Case], list[tuple[Case, str]]]:
    """Those it can be done to, and the others with the reason."""
    can, cannot = [], []
    for case in cases:
        if why := BULKS[what].why_not(desk, case, now):
            cannot.append((case, why))
        else:
            can.append(case)
    return can, cannot


def shown_of(sent: Iterable[str]) -> Shown:
    """What the page sends along for each case, `REFERENCE:key` or `REFERENCE:`."""
    pairs = (one.rpartition(":") for one in sent)
    return {
        reference: int(key) if key else None
        for reference, _, key in pairs
        if not key or (key.isascii() and key.isdigit())
    }


def summary(what: str, can: list[Case], cannot: list[tuple[Case, str]]) -> str:
    """“7 selected: 6 can be assigned, 1 is closed.”"""
    parts = [f"{len(can)} {BULKS[what].can}"]
    for why, count in Counter(why for _, why in cannot).most_common():
        parts.append(f"{count} {'is' if count == 1 else 'are'} {why}")
    return f"{len(can) + len(cannot)} selected: {', '.join(parts)}."


@dataclass(frozen=True)
class Result:
    done: list[Case]
    failed: list[tuple[Case, str]]
    undo: str
    """What takes it back, sealed against change; empty where nothing was done."""


def run(
    what: str, desk: Desk, cases: list[Case], *, told: Any, shown: Shown, now: datetime
) -> Result:
    """`told`: the form that was asked for this."""
    done: list[Case] = []
    failed: list[tuple[Case, str]] = []
    before = []
    for case in cases:
        try:
            before.append(_do(what, desk, case, told, shown, now))
        except CaseError as no:
            failed.append((case, str(no)))
        else:
            done.append(case)
    return Result(done, failed, _sealed(what, desk, before, now) if done else "")


def _do(what: str, desk: Desk, case: Case, told: Any, shown: Shown, now: datetime) -> list[Any]:
    """What it takes to undo it."""
    by: dict[str, Any] = {"case_id": case.pk, "actor": desk.actor, "now": now}
    if what == "snooze":
        old = Snooze.objects.filter(case=case, user=desk.user).first()
        snoozing.snooze(until=told.until(case.company, now), **by)
        return [str(case.pk), old.until.isoformat() if old else None, None]
    if what == "take":
        assigning.take(**by)
        return [str(case.pk), None, desk.user.pk]
    if case.reference not in shown:
        raise NotAllowed(f"{case.reference}: look whose it is, then assign it.")
    before, owner = shown[case.reference], told.cleaned_data["owner"]
    assigning.reassign(shown=before, owner=owner, **by)
    return [str(case.pk), before, owner and owner.pk]


def _sealed(what: str, desk: Desk, before: list[list[Any]], now: datetime) -> str:
    told = {"what": what, "by": desk.user.pk, "at": now.timestamp(), "before": before}
    return signing.dumps(told, salt=SALT, compress=True)


def undo(sealed: str, desk: Desk, *, now: datetime) -> Result:
    """As it was before, for whoever did it and within a minute. Raises NotAllowed when it is over
    or not theirs."""
    try:
        told = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        raise NotAllowed("This cannot be taken back: it was not made here.") from None
    if told["by"] != desk.user.pk:
        raise NotAllowed("Only who did it can take it back.")
    if now > datetime.fromtimestamp(told["at"], now.tzinfo) + UNDO:
        raise NotAllowed(f"That was more than {UNDO.seconds} seconds ago. Change them one by one.")
    seen = {str(case.pk): case for case in _of(desk, [row[0] for row in told["before"]])}
    people = User.objects.in_bulk({pk for row in told["before"] for pk in row[1:] if _is_pk(pk)})
    done, failed = [], []
    for pk, before, given in told["before"]:
        if pk not in seen:
            continue
        try:
            _put_back(told["what"], desk, seen[pk], before, given, people, now)
        except CaseError as no:
            failed.append((seen[pk], str(no)))
        else:
            done.append(seen[pk])
    return Result(done, failed, "")


def _of(desk: Desk, pks: list[str]) -> Iterable[Case]:
    return cases_seen_by(desk.user).filter(pk__in=pks)


def _is_pk(value: object) -> bool:
    return isinstance(value, int)


def _put_back(
    what: str,
    desk: Desk,
    case: Case,
    before: Any,
    given: int | None,
    people: dict[int, User],
    now: datetime,
) -> None:
    if what == "snooze":
        snoozing.wake(case_id=case.pk, actor=desk.actor)
        if before:
            until = datetime.fromisoformat(before)
            snoozing.snooze(case_id=case.pk, until=until, actor=desk.actor, now=now)
        return
    assigning.undo_assign(
        case_id=case.pk,
        given=people.get(given) if given else None,
        before=people.get(before) if before else None,
        actor=desk.actor,
        now=now,
    )
