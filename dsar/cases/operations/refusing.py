"""Saying no: with a ground, its article, the facts, and where to complain (Art. 12(4))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.companies.rights import OTHER

from .. import letters
from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..grounds import REFUSAL_GROUNDS, SAID_TO_ANYBODY, for_right
from ..models import Case
from ..transitions import Outcome
from . import approving
from .changing import lock_case, move, record, stop_clock, today_at
from .files import forget_proofs


@transaction.atomic
def refuse(*, case_id: UUID, ground: str, facts: str, actor: str, now: datetime) -> Case:
    """Close the case as refused and owe the letter with reasons and remedies.

    A refusal after its last day is still sent, since silence is worse, but recorded as late.
    """
    case = lock_case(case_id, doing="refuse")
    if case.right == OTHER:
        raise NotAllowed(f"{case.reference}: choose first which right is meant.")
    lawful = for_right(REFUSAL_GROUNDS, case.right)
    if not lawful:
        raise Invalid("ground", "The law knows no ground to refuse this request.")
    if ground not in lawful:
        raise Invalid("ground", "Choose a ground that the law knows for this right.")
    if case.identity_settled_at is None and ground not in SAID_TO_ANYBODY:
        raise Invalid("ground", "Check first who is asking: this ground tells them what is held.")
    if not facts.strip():
        raise Invalid("facts", "Write the reasons; the requester will read them.")
    article = lawful[ground].cite(case.law)
    last_day, today = case.clock.refuse_by, today_at(case, now)
    stop_clock(case, now=now)
    copies = forget_proofs(case, now=now)
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    move(case, doing="refuse", outcome=Outcome.REFUSED, refusal_ground=ground, closed_at=now)
    record(
        case,
        "case.closed",
        actor=actor,
        now=now,
        outcome=Outcome.REFUSED,
        ground=ground,
        article=article,
        late=bool(last_day and today > last_day),
        copies_destroyed=copies,
    )
    letters.send(
        case,
        "refused",
        actor=actor,
        now=now,
        ground=lawful[ground].label,
        article=letters.cited(case, lawful[ground]),
        facts=facts,
    )
    return case
