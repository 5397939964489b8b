"""Whose case it is, and who has seen that it is late."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.accounts.models import User
from dsar.accounts.roles import Permission
from dsar.companies.queries import permissions_of

from ..errors import Invalid, NotAllowed
from ..models import Case, Escalation, Notice
from ..reading import read_notices
from .changing import lock_case, record, save


@transaction.atomic
def assign(*, case_id: UUID, owner: User | None, actor: str, now: datetime) -> Case:
    """Give the case to somebody who may work on it, or to nobody."""
    case = lock_case(case_id, doing="assign")
    if owner and Permission.WORK_CASES not in permissions_of(owner, case.company):
        raise Invalid("owner", "This person does not work on cases of this company.")
    save(case, owner=owner)
    record(case, "case.assigned", actor=actor, now=now, owner=owner and f"user:{owner.pk}")
    return case


@transaction.atomic
def take(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """A case that is nobody's becomes the actor's, an officer `user:<pk>`."""
    case = lock_case(case_id, doing="take")
    if case.owner_id is not None:
        raise NotAllowed(f"{case.reference} is somebody's already; a team lead can reassign it.")
    save(case, owner=User.objects.get(pk=actor.removeprefix("user:")))
    record(case, "case.assigned", actor=actor, now=now, owner=actor)
    return case


@transaction.atomic
def acknowledge(*, case: Case, level: str, actor: str, now: datetime) -> int:
    """Mark what this level was told about the case as seen; how many that were.

    What stands open below it is passed on to nobody any more: one person above knows. It stays
    open there, since those below have not seen it; and what stands above stays too, since they
    were told for want of this answer. The actor's own notices of the case are read with it.
    """
    waiting = Escalation.objects.filter(case=case, acknowledged_at=None)
    seen = waiting.filter(level=level).update(acknowledged_at=now, acknowledged_by=actor)
    levels = case.policy.rules.escalating.value.levels
    below = levels[: levels.index(level)] if level in levels else ()
    waiting.filter(level__in=below).update(next_at=None)
    read_notices(
        Notice.objects.filter(case=case), user_id=int(actor.removeprefix("user:")), now=now
    )
    if seen:
        record(case, "escalation.acknowledged", actor=actor, now=now, level=level)
    return seen
