"""Why a case was late, and what is done about it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.audit.operations import record
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.queries import today_at
from dsar.vault.operations import Shredded, seal, unseal

from .models import Lateness

LONGEST = 1000


@transaction.atomic
def explain(*, case_id: UUID, reason: str, change: str, actor: str, now: datetime) -> Lateness:
    """The case has this reason, in place of one written before. Raises NotAllowed, Invalid."""
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("company", "clock", "data_key__company_key")
        .get(pk=case_id)
    )
    if case.erased_at is not None:
        raise NotAllowed(f"{case.reference} has been erased: only its entry is left.")
    if not was_late(case, now):
        raise NotAllowed(f"{case.reference} is not late.")
    if reason not in Lateness.Reason.values:
        raise Invalid("reason", "Choose why it was late.")
    found = Lateness.objects.filter(case=case).first() or Lateness(company=case.company, case=case)
    found.case = case
    found.reason, found.written_by, found.written_at = reason, actor, now
    seal(found, "change", change.strip()[:LONGEST])
    found.save()
    record(
        company_id=case.company_id,
        event="lateness.explained",
        subject=case.reference,
        actor=actor,
        now=now,
        facts={"lateness": reason},
    )
    return found


def was_late(case: Case, now: datetime) -> bool:
    """The due date passed before the answer, or without one."""
    clock = case.clock
    return clock.due_on is not None and clock.due_on < (clock.stopped_on or today_at(case, now))


def explained(cases: Iterable[Case]) -> dict[UUID, tuple[Lateness, str]]:
    """By case: the reason, and what is done about it; empty words where those were erased."""
    found = Lateness.objects.filter(case__in=[case.pk for case in cases])
    return {
        one.case_id: (one, _words(one))
        for one in found.select_related("case__data_key__company_key")
    }


def _words(one: Lateness) -> str:
    try:
        return str(unseal(one, "change") or "")
    except Shredded:
        return ""
