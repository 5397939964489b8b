"""Naming the right, for somebody who could not say which one they meant."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from deadlines import operations as clocks
from dsar.companies.effective import time_limit
from dsar.companies.proof import Ways
from dsar.companies.rights import AT_ONCE, OTHER, RIGHTS
from identity import operations as identity
from identity.models import Item, Method, SkipReason, Verification

from .. import proof as proving
from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..models import Case
from ..planning import plan_reminders
from ..transitions import Status
from . import approving
from .changing import lock_case, move, record
from .files import destroy
from .verifying import AS_GOOD_AS


@transaction.atomic
def choose_right(*, case_id: UUID, right: str, actor: str, now: datetime) -> Case:
    """Say which right is meant. The period ran from receipt whatever was meant; where the company
    promises less for this right, the promise counts from receipt too.

    An answer that was written before this goes back to work, and no approval counts any more. Where
    the policy wants more proof for this right than was shown, who is asking is found out anew.
    """
    case = lock_case(case_id, doing="choose_right")
    if case.right != OTHER:
        raise NotAllowed(f"{case.reference} is about a named right already.")
    if right not in RIGHTS or right == "complaint":
        raise Invalid("right", "Choose one of the rights.")
    promise, _ = time_limit(case.policy.rules, right)
    case.clock = clocks.name_request(
        clock_id=case.clock_id, request=right, promise=promise, now=now
    )
    changes: dict[str, Any] = {}
    if case.status in (Status.IN_REVIEW, Status.READY):
        # What this right wants of an answer is looked at as it is put forward.
        changes["status"] = Status.IN_PROGRESS
    anew = case.identity_settled_at is not None and not _counts_for(case, right)
    if anew:
        changes |= _find_out_anew(case, now=now)
    move(case, doing="choose_right", right=right, **changes)
    plan_reminders(case, now=now)
    record(case, "case.right-chosen", actor=actor, now=now, right=right, proved_again=anew or None)
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    return case


def _counts_for(case: Case, right: str) -> bool:
    """Whether what was decided about who is asking is good enough for this right as well."""
    if right in AT_ONCE:
        return True
    wanted = proving.ways_of(case, right=right)
    harmless = case.verification.reason == SkipReason.NO_DATA_LEAVES
    if not harmless and all(_one_of(wanted, {*before}) for before in proving.ways_of(case)):
        return True  # whatever was enough before is enough for this
    return _one_of(wanted, _shown(case))


def _one_of(wanted: Ways, shown: set[str]) -> bool:
    return any(set(way) <= shown for way in wanted)


def _shown(case: Case) -> set[str]:
    """The methods that the decision rests on: its own, what the policy wanted with it, and what
    proved itself. What was merely sent beside it, perhaps nobody looked at."""
    check = case.verification
    taken = case.verification.items.filter(state__in=[Item.State.ACCEPTED, Item.State.DELETED])
    items = [item for item in taken if item.kind in proving.KINDS]
    proved: set[str] = {proving.KINDS[item.kind] for item in items if item.confirmed_at}
    if check.state == Verification.State.SKIPPED:
        return AS_GOOD_AS.get(check.reason, set()) | proved
    given = {check.method, *(proving.KINDS[item.kind] for item in items)}
    ways = [way for way in proving.ways_of(case) if check.method in way and {*way} <= given]
    return {check.method, *min(ways, key=len, default=())} | proved


def _find_out_anew(case: Case, *, now: datetime) -> dict[str, Any]:
    """As after a change of the address, but what they showed still stands: more is needed, not the
    same again. Words that nobody compared are gone by now, and wait for the person once more."""
    shown = _shown(case)
    words = case.verification.items.filter(
        kind=Item.Kind.TEXT, state=Item.State.ACCEPTED, confirmed_at=None
    )
    codes = set() if Method.KNOWN_FACT in shown else {item.code for item in words}
    unwanted = identity.prove_again(
        verification_id=case.verification_id, codes=codes, from_nothing=False, now=now
    )
    destroy(unwanted, now=now)
    waits = case.status == Status.AWAITING_REQUESTER
    status = case.status if waits else Status.VERIFYING
    return {"status": status, "identity_settled_at": None, "opened_anew_at": now}
