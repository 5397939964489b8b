"""A case that was closed goes on. Its time is counted as if it had never been closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from deadlines import operations as clocks
from dsar.vault.operations import Shredded, unseal
from identity import operations as identity

from .. import letters
from ..approval import Approval
from ..errors import NotAllowed
from ..models import Case
from ..planning import plan_reminders
from ..transitions import Status
from . import approving, proposing
from .changing import (
    lock_case,
    move,
    note_down,
    record,
    status_after_waiting,
    today_at,
    waits_for,
)
from .charging import open_fee
from .clarifying import PAUSE_EVENTS
from .stopping import tell_anew


@transaction.atomic
def reopen(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """Work goes on where it was left, with the owner it had; nobody gains time by having closed it.

    How it ended stays in the chain and in the letters. Raises NotAllowed for a person who has been
    erased: nobody is left to answer.
    """
    case = lock_case(case_id, doing="reopen")
    _refuse_erased(case)
    today, ended = today_at(case, now), _how_it_ended(case)
    # Answered or closed: either stopped it. It counts as never stopped.
    case.clock = clocks.reopen_clock(clock_id=case.clock_id, on=today, now=now)
    identity.open_again(verification_id=case.verification_id, now=now)
    move(
        case,
        doing="reopen",
        status=_where_it_goes_on(case),
        outcome="",
        refusal_ground="",
        withheld_ground="",
        closed_at=None,
        released_at=None,
        release_approval=None,
        goes_to="",
    )
    # What was open when it was closed is over: it would pass for told, and go up no further.
    case.escalations.all().delete()
    plan_reminders(case, now=now)
    note_down(case, "reopened", "Reason for opening it again", reason, actor=actor, now=now)
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    proposing.withdraw(case, actor=actor, now=now)
    tell_anew(case)
    due = case.clock.due_on
    record(case, "case.reopened", actor=actor, now=now, due_on=due and due.isoformat(), **ended)
    letters.send(
        case,
        "reopened",
        actor=actor,
        now=now,
        late=due is not None and due < today,
    )
    return case


def _refuse_erased(case: Case) -> None:
    try:
        unseal(case, "person")
    except Shredded:
        raise NotAllowed(
            f"{case.reference}: the personal data have been erased, so nobody could be answered."
        ) from None


def _how_it_ended(case: Case) -> dict[str, str | None]:
    """Codes and moments that this row forgets."""
    return {
        "outcome": case.outcome,
        "ground": case.refusal_ground or case.withheld_ground or None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "released_at": case.released_at.isoformat() if case.released_at else None,
    }


def _where_it_goes_on(case: Case) -> Status:
    """A fee or a question of ours that stopped the clock is still open; else work goes on."""
    if open_fee(case) or waits_for(case, *PAUSE_EVENTS):
        return Status.AWAITING_REQUESTER
    return status_after_waiting(case)
