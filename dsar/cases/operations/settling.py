"""Who is asking has been found out: the wait ends, and it counts for all they asked at once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from deadlines.models import Clock
from dsar.vault.operations import unseal
from identity import operations as identity
from identity.models import SkipReason

from .. import letters
from .. import proof as proving
from ..models import Case
from ..together import Together
from ..transitions import ACTIONS, Status
from .changing import record, save, tell_clock, waits_for
from .files import destroy, forget_words

ID_EVENTS = ("id-requested", "id-received", "id-waived")


def end_wait(case: Case, how: str, *, actor: str, now: datetime, on: date | None = None) -> None:
    """The clock runs from what the law says; the requester was told that it would, now from when.

    While a question or a fee is open there is no date to tell: its own letter will.
    """
    tell_clock(case, how, on=on, now=now)
    if case.clock.state == Clock.State.RUNNING:
        letters.send(case, "resumed", actor=actor, now=now)


def lock_all(case_id: UUID) -> list[Case]:
    """The case and what was asked for with it, locked until the transaction ends.

    Always the tie first, then the cases in one order, then the chain of audit: of two at once, one
    waits for the other.
    """
    tie = Together.objects.select_for_update(no_key=True).filter(cases=case_id).first()
    cases = Case.objects.filter(together=tie) if tie else Case.objects.filter(pk=case_id)
    return list(
        cases.select_for_update(of=("self", "clock", "verification"), no_key=True)
        .select_related("company", "policy", "clock", "verification", "data_key__company_key")
        .order_by("pk")
    )


def of_the_same_person(case: Case, all_of_them: Iterable[Case]) -> list[Case]:
    """The open ones besides it that still answer to the same address: where one of the two was
    given another, what was proved here proves nothing there."""
    beside = [one for one in all_of_them if one.pk != case.pk and one.is_open]
    return [one for one in beside if have_one_address(case, one)]


def have_one_address(case: Case, other: Case) -> bool:
    return _address(case) == _address(other)


def settle_beside(
    case: Case,
    all_of_them: Iterable[Case],
    *,
    actor: str,
    now: datetime,
    changes: Mapping[str, object],
    shown: set[str] | None = None,
) -> None:
    """Nobody is asked twice who they are: the cases of the same sending are settled with this one.

    `shown`: the methods that this decision rests on; a case whose right wants more than these waits
    for its own decision. None: whatever it wants.
    """
    for one in of_the_same_person(case, all_of_them):
        if one.verification.decided_at or one.identity_settled_at:
            continue
        if shown is not None and not any(set(way) <= shown for way in proving.ways_of(one)):
            continue
        _settle(one, beside=case, actor=actor, now=now, changes=changes)


def _settle(
    case: Case, *, beside: Case, actor: str, now: datetime, changes: Mapping[str, object]
) -> None:
    reason = SkipReason.ASKED_TOGETHER
    unwanted = identity.skip(
        verification_id=case.verification_id, reason=reason, actor=actor, now=now
    )
    destroy(unwanted, now=now)
    forget_words(case)
    if waits_for(case, *ID_EVENTS):
        # They need not have been asked here too, so the company gains no time by it.
        end_wait(case, "id-waived", actor=actor, now=now)
    if case.status != Status.AWAITING_REQUESTER:  # where it goes on once they have answered
        changes = {**changes, "status": ACTIONS["skip_identity"].to}
    save(case, identity_settled_at=now, opened_anew_at=now, **changes)
    record(
        case,
        "identity.skipped",
        actor=actor,
        now=now,
        reason=reason,
        others=[beside.reference],
        copies_destroyed=len(unwanted),
    )


def _address(case: Case) -> tuple[str, str]:
    person = unseal(case, "person") or {}
    return person.get("email", "").casefold(), person.get("postal", "")
