"""Saying no: with a ground, its article, the facts, and where to complain (Art. 12(4))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.companies.rights import OTHER

from .. import letters
from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..grounds import REFUSAL_GROUNDS, SAID_TO_ANYBODY, SECOND_PERSON, for_right
from ..models import Case
from ..transitions import Outcome
from . import approving, proposing
from .changing import lock_case, move, record, stop_clock, today_at
from .files import forget_proofs


@transaction.atomic
def refuse(*, case_id: UUID, ground: str, facts: str, actor: str, now: datetime) -> Case:
    """Close the case as refused and owe the letter with reasons and remedies; as manifestly
    unfounded or excessive only put it forward, for a second person to approve.

    A refusal after its last day is still sent, since silence is worse, but recorded as late.
    """
    case = lock_case(case_id, doing="refuse")
    if case.right == OTHER:
        raise NotAllowed(f"{case.reference}: choose first which right is meant.")
    lawful = for_right(REFUSAL_GROUNDS, case.right, named=case.regime)
    if not lawful:
        raise Invalid("ground", "The law knows no ground to refuse this request.")
    if ground not in lawful:
        raise Invalid("ground", "Choose a ground that the law knows for this right.")
    if case.identity_settled_at is None and ground not in SAID_TO_ANYBODY:
        raise Invalid("ground", "Check first who is asking: this ground tells them what is held.")
    if not facts.strip():
        raise Invalid("facts", "Write the reasons; the requester will read them.")
    if ground in SECOND_PERSON:
        kind = Approval.Kind.REFUSAL
        proposing.put_forward(case, kind=kind, ground=ground, facts=facts, actor=actor, now=now)
        return case
    proposing.withdraw(case, actor=actor, now=now)
    return _carry_out(case, "refuse", ground=ground, facts=facts, actor=actor, now=now)


@transaction.atomic
def approve_refusal(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """A second person agrees (Art. 12(5)(b)): the case closes as refused and the letter is owed.

    Raises NotAllowed for whoever put it forward, and where nothing waits.
    """
    case = lock_case(case_id, doing="approve_refusal")
    found = proposing.approved(case, kind=Approval.Kind.REFUSAL, actor=actor, now=now)
    return _carry_out(
        case, "approve_refusal", ground=found.ground, facts=found.facts, actor=actor, now=now
    )


def _carry_out(
    case: Case, doing: str, *, ground: str, facts: str, actor: str, now: datetime
) -> Case:
    known = REFUSAL_GROUNDS[ground]
    last_day, today = case.clock.refuse_by, today_at(case, now)
    stop_clock(case, now=now)
    copies = forget_proofs(case, now=now)
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    move(case, doing=doing, outcome=Outcome.REFUSED, refusal_ground=ground, closed_at=now)
    record(
        case,
        "case.closed",
        actor=actor,
        now=now,
        outcome=Outcome.REFUSED,
        ground=ground,
        article=known.cite(case.law),
        late=bool(last_day and today > last_day),
        copies_destroyed=copies,
    )
    letters.send(
        case,
        "refused",
        actor=actor,
        now=now,
        ground=known.label,
        article=letters.cited(case, known),
        facts=facts,
    )
    return case
