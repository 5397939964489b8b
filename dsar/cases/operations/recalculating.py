"""Counting a running case anew: by the policy of today, or by the holidays of today.

Nobody's date moves because a policy was published or a calendar corrected. An officer decides it,
case by case, and the requester whose date moves is told in the same transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from deadlines import operations as clocks
from deadlines.errors import ClockError
from dsar.vault.operations import Shredded

from .. import letters
from ..errors import CaseError, NotAllowed
from ..models import Case
from ..planning import plan_reminders
from ..recalculating import (
    Again,
    by_current_holidays,
    by_current_policy,
    stands_by_holidays,
    stands_by_policy,
)
from .changing import lock_case, note_down, record, save, today_at

NOTHING = "{case} is counted by that already: nothing would change."


@transaction.atomic
def recalculate(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """The case stands under the company's policy of today: its calendar, its holidays, its aim,
    and the earlier of its promise and the one that this person was given.

    Raises NotAllowed where it stands there already.
    """
    case = lock_case(case_id, doing="recalculate")
    if stands_by_policy(case):
        raise NotAllowed(NOTHING.format(case=case))
    policy, terms = case.company.policy, by_current_policy(case)
    was = case.policy.version
    save(case, policy=policy)
    versions = {"was_version": was, "policy": policy.version}
    return _count(case, "recalculated", terms, reason=reason, actor=actor, now=now, facts=versions)


@transaction.atomic
def recalculate_holidays(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """The case is counted by the holidays of today, and by all else as before.

    Raises NotAllowed where it is already.
    """
    case = lock_case(case_id, doing="recalculate")
    if stands_by_holidays(case):
        raise NotAllowed(NOTHING.format(case=case))
    terms = by_current_holidays(case)
    return _count(case, "holidays-changed", terms, reason=reason, actor=actor, now=now, facts={})


@dataclass(frozen=True)
class Attempt:
    """What came of one case among many; `failed` says in a sentence why it stands as it stood."""

    case_id: UUID
    failed: str = ""


def each(
    case_ids: Iterable[UUID],
    run: Callable[..., object],
    *,
    reason: str,
    actor: str,
    now: datetime,
) -> list[Attempt]:
    """Do it to one case after the other, each in its own transaction: one that is refused keeps
    none of the others from being done."""
    return [_attempt(pk, run, reason=reason, actor=actor, now=now) for pk in case_ids]


def _attempt(
    case_id: UUID, run: Callable[..., object], *, reason: str, actor: str, now: datetime
) -> Attempt:
    try:
        run(case_id=case_id, reason=reason, actor=actor, now=now)
    except (CaseError, ClockError) as refused:
        return Attempt(case_id, str(refused))
    except Shredded:
        return Attempt(case_id, "The personal data of this case have been erased.")
    return Attempt(case_id)


def _count(
    case: Case,
    kind: str,
    terms: Again,
    *,
    reason: str,
    actor: str,
    now: datetime,
    facts: dict[str, int],
) -> Case:
    today = today_at(case, now)
    before, told = case.clock.due_on, letters.told_date(case.clock, today=today)
    case.clock = clocks.recalculate(
        clock_id=case.clock_id,
        kind=kind,
        calendar=terms.calendar,
        overrides=terms.overrides,
        promise=terms.promise,
        target_days=terms.target_days,
        now=now,
        today=today,
    )
    plan_reminders(case, now=now)
    note_down(case, kind, "Reason for recalculating", reason, actor=actor, now=now)
    after = case.clock.due_on
    record(
        case,
        "clock.recalculated",
        actor=actor,
        now=now,
        cause=kind,
        before=before and before.isoformat(),
        after=after and after.isoformat(),
        **facts,
    )
    if letters.told_date(case.clock, today=today) != told:
        letters.send(case, "recalculated", actor=actor, now=now, cause=kind, before=told[0])
    return case
