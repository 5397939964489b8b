"""A legal hold: for as long as it stands nothing of the case is erased, by time or by hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.vault import operations as vault
from dsar.vault.operations import seal

from ..errors import Invalid, NotAllowed
from ..hold import Hold
from ..models import Case
from .changing import lock_case, record


@transaction.atomic
def place_hold(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """Nothing of the case may be erased any more; the database refuses it too.

    Whoever asked for its erasure before is answered: it stays.
    """
    case = lock_case(case_id, doing="place_hold")
    if case.holds.filter(lifted_at=None).exists():
        raise NotAllowed(f"{case.reference} is under a legal hold already.")
    if not reason.strip():
        raise Invalid("reason", "Write why it has to be kept; the reason is sealed with the case.")
    vault.hold(data_key_id=case.data_key_id, now=now)
    case.data_key.held_at = now
    hold = Hold(company=case.company, case=case, placed_at=now, placed_by=actor)
    seal(hold, "reason", reason)
    hold.save(force_insert=True)
    case.erase_requests.filter(decided_at=None).update(
        decided_at=now, decided_by=actor, agreed=False
    )
    record(case, "hold.placed", actor=actor, now=now)
    return case


@transaction.atomic
def lift_hold(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """The case may be erased again, by the next night if its time is over."""
    case = lock_case(case_id, doing="lift_hold")
    hold = case.holds.filter(lifted_at=None).first()
    if hold is None:
        raise NotAllowed(f"{case.reference} is under no legal hold.")
    if not reason.strip():
        raise Invalid("reason", "Write why it need not be kept any more.")
    hold.case, hold.lifted_at, hold.lifted_by = case, now, actor
    seal(hold, "lifted_because", reason)
    hold.save(update_fields=["lifted_because", "lifted_at", "lifted_by"])
    vault.hold(data_key_id=case.data_key_id, now=None)
    case.data_key.held_at = None
    record(case, "hold.lifted", actor=actor, now=now)
    return case
