"""Art. 12(5): one person puts a refusal or a fee forward, another lets it leave or sends it back.

The company bears the burden of proof, so nobody alone decides that somebody asks too much.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.vault.operations import seal

from ..approval import Approval
from ..errors import Invalid, NotAllowed
from ..models import Case, Message
from ..proposals import NOTES, Kind, Proposal, digest_of, preparers_of, proposal_of
from . import approving
from .changing import lock_case, note_down, record

_SUBJECTS = {Kind.REFUSAL: "Refusal put forward", Kind.FEE: "Fee put forward"}


def put_forward(
    case: Case,
    *,
    kind: Kind,
    facts: str,
    ground: str,
    actor: str,
    now: datetime,
    more: Mapping[str, str] | None = None,
) -> None:
    """A second person is asked. No date moves and no letter is owed; what was put forward before
    has ended."""
    withdraw(case, actor=actor, now=now)
    note = Message(
        company=case.company,
        case=case,
        direction=Message.Direction.NOTE,
        kind=NOTES[kind],
        actor=actor,
        at=now,
    )
    said = {"subject": _SUBJECTS[kind], "text": facts, "ground": ground}
    seal(note, "body", said | dict(more or {}))
    note.save(force_insert=True)
    prepared = preparers_of(case, kind)
    digest = digest_of(case, kind)
    approving.ask(case, kind=kind, digest=digest, prepared_by=prepared, actor=actor, now=now)


def approved(case: Case, *, kind: Kind, actor: str, now: datetime) -> Proposal:
    """The second person's leave is given: the caller carries out what was put forward.

    Raises NotAllowed for whoever wrote it, and where nothing waits.
    """
    found = proposal_of(case, kind)
    if found is None:
        raise NotAllowed(f"{case.reference}: nothing was put forward that could be approved.")
    approving.give(case, kind=kind, digest=digest_of(case, kind), actor=actor, now=now)
    return found


@transaction.atomic
def return_proposal(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """Back to whoever put it forward, with what is missing. Nothing of it leaves."""
    case = lock_case(case_id, doing="return_proposal")
    found = proposal_of(case)
    if found is None:
        raise NotAllowed(f"{case.reference}: nothing was put forward that could be sent back.")
    if not reason.strip():
        raise Invalid("reason", "Write what has to change.")
    note_down(case, "sent-back", "Sent back", reason, actor=actor, now=now)
    state = Approval.State.SENT_BACK
    approving.end(case, kind=found.kind, state=state, actor=actor, now=now)
    record(case, "approval.sent-back", actor=actor, now=now, approval=found.kind)
    return case


def withdraw(case: Case, *, actor: str, now: datetime) -> None:
    """What was put forward under Art. 12(5), and waits, no longer counts for what comes now."""
    for kind in NOTES:
        approving.end(case, kind=kind, state=Approval.State.WITHDRAWN, actor=actor, now=now)
