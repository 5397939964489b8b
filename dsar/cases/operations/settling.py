"""Who is asking has been found out: the wait ends, and it counts for all they asked at once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from deadlines.models import Clock
from dsar.vault.operations import unseal
from identity import operations as identity
from identity.models import Item, SkipReason

from .. import letters
from .. import proof as proving
from ..models import Case
from ..together import Together
from ..transitions import ACTIONS, Status
from .changing import last_event, record, save, tell_clock
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


def rests_on(case: Case, method: str) -> set[str]:
    """The methods that a decision by this one rests on: itself, and what has proved itself.

    What was merely sent, or typed and read by nobody, counts for no other case.
    """
    proved = case.verification.items.filter(state=Item.State.GIVEN, confirmed_at__isnull=False)
    return {method, *(proving.KINDS[item.kind] for item in proved)}


def settle_beside(
    case: Case,
    all_of_them: Iterable[Case],
    *,
    shown: set[str],
    actor: str,
    now: datetime,
    **changes: object,
) -> dict[Case, int]:
    """Nobody is asked twice who they are: the cases of the same sending are settled with this one.
    Which they are, and how many copies went with each; `record_beside` writes it down.

    `shown`: the methods that this decision rests on.
    """
    beside = of_the_same_person(case, all_of_them)
    return {
        one: _settle(one, actor=actor, now=now, **changes) for one in beside if _enough(one, shown)
    }


def record_beside(settled: Mapping[Case, int], *, beside: Case, actor: str, now: datetime) -> None:
    """For the end of a transaction: whoever takes a reminder holds it and waits for the chain."""
    for case, copies in settled.items():
        record(
            case,
            "identity.skipped",
            actor=actor,
            now=now,
            reason=SkipReason.ASKED_TOGETHER,
            others=[beside.reference],
            copies_destroyed=copies,
        )


def _enough(case: Case, shown: set[str]) -> bool:
    """One waits for its own decision where its right or its risk wants more than was shown, where
    its address was another in between, where an officer asked for something in it, and where it
    was ended before and nobody had been found out."""
    if case.verification.decided_at or case.identity_settled_at or case.contact_changed_at:
        return False
    if last_event(case, "id-requested") or case.messages.filter(kind="reopened").exists():
        return False
    return any(set(way) <= shown for way in proving.ways_of(case))


def _settle(case: Case, *, actor: str, now: datetime, **changes: object) -> int:
    """How many copies were destroyed with it."""
    reason = SkipReason.ASKED_TOGETHER
    unwanted = identity.skip(
        verification_id=case.verification_id, reason=reason, actor=actor, now=now
    )
    destroy(unwanted, now=now)
    forget_words(case)
    if case.status != Status.AWAITING_REQUESTER:  # where it goes on once they have answered
        changes["status"] = ACTIONS["skip_identity"].to
    save(case, identity_settled_at=now, opened_anew_at=now, **changes)
    return len(unwanted)


def _address(case: Case) -> tuple[str, str]:
    person = unseal(case, "person") or {}
    return person.get("email", "").casefold(), person.get("postal", "")
