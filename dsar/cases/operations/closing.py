"""How a case ends when it is not refused: answered, withdrawn, or not ours to answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from .. import letters, unfinished
from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..incidents import is_shut
from ..models import Case
from ..transitions import Outcome
from . import approving, proposing
from .changing import lock_case, move, note_down, record, stop_clock, today_at
from .files import forget_proofs
from .passing_on import Onward, check, pass_on, representing
from .stopping import take_back
from .transferring import is_to_be_sent

ANSWERED = (Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_HELD)
SET_ASIDE = (Outcome.REDIRECTED, Outcome.DUPLICATE, Outcome.NOT_A_REQUEST)
# The note that says why a case was closed although something was open.
UNFINISHED = "closed-unfinished"


@transaction.atomic
def close(*, case_id: UUID, outcome: str, actor: str, now: datetime, reason: str = "") -> Case:
    """Close an answered case. The letter went with the release; nothing more is owed.

    Where something is left undone, the reason why it may stay so is kept with the case.
    """
    case = lock_case(case_id, doing="close")
    if case.released_at is None:
        raise NotAllowed(f"{case.reference} has not been answered yet: release the answer first.")
    if is_to_be_sent(case) and not is_shut(case):
        raise NotAllowed(
            f"{case.reference}: the requester wants the data sent to the other company. Send them "
            "and record it first."
        )
    if outcome not in ANSWERED:
        raise Invalid("outcome", "Choose how the request was answered.")
    if (outcome == Outcome.PARTLY_FULFILLED) != bool(case.withheld_ground):
        raise Invalid(
            "outcome",
            "The answer named a ground for what was left out: close it as partly fulfilled."
            if case.withheld_ground
            else "The answer left nothing out: it cannot be closed as partly fulfilled.",
        )
    undone = unfinished.left(case)
    if undone and not reason.strip():
        said = " ".join(one.sentence for one in undone)
        raise Invalid("reason", f"{said} Do it first, or write why it can be closed all the same.")
    if undone:
        heading = "Reason for closing it all the same"
        note_down(case, UNFINISHED, heading, reason, actor=actor, now=now)
    move(case, doing="close", outcome=outcome, closed_at=now)
    record(
        case, "case.closed", actor=actor, now=now, outcome=outcome, unfinished=len(undone) or None
    )
    return case


@transaction.atomic
def withdraw(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """The requester takes the request back. They can ask again at any time."""
    case = lock_case(case_id, doing="withdraw")
    take_back(case, actor=actor, now=now)
    return end(case, "withdraw", Outcome.WITHDRAWN, "withdrawn", actor=actor, now=now)


@transaction.atomic
def set_aside(
    *,
    case_id: UUID,
    outcome: str,
    reason: str,
    actor: str,
    now: datetime,
    organisation: str = "",
    organisation_email: str = "",
    what: str = "",
    agreed: bool = False,
) -> Case:
    """Close what another organisation answers, what was asked before, or what asks for nothing.

    The requester reads the reason: whoever they must turn to, or which case goes on. With an
    `organisation` and its address, it is passed on there, and the requester reads that too;
    `what` is what the organisation reads, and `agreed` that an officer knows that they may.
    """
    case = lock_case(case_id, doing="set_aside")
    if outcome not in SET_ASIDE:
        raise Invalid("outcome", "Choose why no answer is owed.")
    if not reason.strip():
        raise Invalid("reason", "Write the reason; the requester will read it.")
    onward = Onward(organisation, organisation_email, what, agreed)
    facts: dict[str, Any] = {"reason": reason}
    if onward.is_wanted:
        if outcome != Outcome.REDIRECTED:
            raise Invalid("outcome", "Only what another organisation decides about is passed on.")
        check(case, onward)
        pass_on(case, onward, actor=actor, now=now)
        facts |= {"organisation": organisation.strip(), "to": organisation_email.strip()}
        facts |= {"on": today_at(case, now), "representing": representing(case)}
    return end(case, "set_aside", Outcome(outcome), "set_aside", actor=actor, now=now, **facts)


def end(
    case: Case,
    doing: str,
    outcome: Outcome,
    letter: str,
    *,
    actor: str,
    now: datetime,
    **facts: Any,
) -> Case:
    """Closed with this outcome: the clock stops, copies are gone, the letter is owed."""
    stop_clock(case, now=now)
    copies = forget_proofs(case, now=now)
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    proposing.withdraw(case, actor=actor, now=now)
    move(case, doing=doing, outcome=outcome, closed_at=now)
    record(case, "case.closed", actor=actor, now=now, outcome=outcome, copies_destroyed=copies)
    letters.send(case, letter, actor=actor, now=now, outcome=outcome, **facts)
    return case
