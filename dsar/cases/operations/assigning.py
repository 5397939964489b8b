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
    return _give(lock_case(case_id, doing="assign"), owner, actor=actor, now=now)


@transaction.atomic
def reassign(
    *, case_id: UUID, shown: int | None, owner: User | None, actor: str, now: datetime
) -> Case:
    """The same, while the case is still whose it was `shown` to be. Raises NotAllowed otherwise,
    and where nothing would change."""
    case = lock_case(case_id, doing="assign")
    if case.owner_id != shown:
        whose = f"{case.owner.name}'s" if case.owner else "nobody's"
        raise NotAllowed(f"{case.reference} is {whose} by now. Look at it, then assign it.")
    if case.owner_id == (owner and owner.pk):
        raise NotAllowed(f"{case.reference}: that is how it stands already.")
    return _give(case, owner, actor=actor, now=now)


def _give(case: Case, owner: User | None, *, actor: str, now: datetime) -> Case:
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
def undo_assign(
    *, case_id: UUID, given: User | None, before: User | None, actor: str, now: datetime
) -> Case:
    """Whose it was before it was `given` away. Raises NotAllowed once it is somebody else's."""
    case = lock_case(case_id, doing="assign")
    if case.owner_id != (given and given.pk):
        raise NotAllowed(f"{case.reference} has been given to somebody else since.")
    if before and Permission.WORK_CASES not in permissions_of(before, case.company):
        raise NotAllowed(f"{case.reference}: {before.name} does not work there any more.")
    save(case, owner=before)
    record(case, "case.assigned", actor=actor, now=now, owner=before and before.actor, undone=True)
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
