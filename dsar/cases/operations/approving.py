"""Leave of a second person, for any kind of act that needs one. The caller holds the case's lock.

What is approved is named by a digest of it as it is sealed. Whoever acts asks `standing` with the
digest of what they are about to do: if that is something else, there is no leave for it.
"""

from collections.abc import Collection
from datetime import datetime

from ..approval import Approval
from ..approvers import alone_because, members_who_approve, to_be_asked
from ..errors import NotAllowed
from ..models import Case
from ..notices import Telling, raise_notices
from .changing import record

State, Kind = Approval.State, Approval.Kind
# A refusal or a fee is carried out in the same moment: nothing is left of it to end.
_OPEN = (State.ASKED, State.APPROVED)


def ask(
    case: Case,
    *,
    kind: str,
    digest: str,
    prepared_by: Collection[str],
    actor: str,
    now: datetime,
) -> Approval:
    """Leave is asked for exactly this; what was asked or given for it before has ended.

    Whoever can give it is told. Nobody in `prepared_by` can, nor can `actor`.
    """
    end(case, kind=kind, state=State.WITHDRAWN, actor=actor, now=now)
    prepared = sorted({*prepared_by, actor})
    approval = Approval.objects.create(
        company=case.company,
        case=case,
        kind=kind,
        digest=digest,
        prepared_by=prepared,
        asked_by=actor,
        asked_at=now,
    )
    people = to_be_asked(case, prepared, now=now)
    telling = Telling(
        case, f"approval:{approval.pk}", f"approve-{kind}", people, ("mail", "in-app")
    )
    raise_notices([telling], now=now)
    record(case, "approval.asked", actor=actor, now=now, approval=kind, digest=digest)
    return approval


def give(case: Case, *, kind: str, digest: str, actor: str, now: datetime) -> Approval:
    """Leave is given. Raises NotAllowed for whoever prepared it, for anybody who is no person with
    the right to, and where it is not what was asked for."""
    approval = _open(case, kind)
    if approval is None or approval.state != State.ASKED or approval.digest != digest:
        raise NotAllowed(
            f"{case.reference}: what was put forward has changed since; put it forward again."
        )
    if actor not in {one.user.actor for one in members_who_approve(case)}:
        raise NotAllowed(f"{case.reference}: only a person who may approve can approve it.")
    because = ""
    if actor in approval.prepared_by:
        because = alone_because(case, approval.prepared_by)
        if not because:
            raise NotAllowed(
                f"{case.reference}: somebody else has to approve it, since you prepared it."
            )
    approval.state, approval.approved_by, approval.approved_at = State.APPROVED, actor, now
    approval.alone_because = because
    approval.save(update_fields=["state", "approved_by", "approved_at", "alone_because"])
    record(
        case,
        "approval.given",
        actor=actor,
        now=now,
        approval=kind,
        digest=digest,
        prepared_by=approval.prepared_by,
        alone=bool(because) or None,
    )
    return approval


def standing(case: Case, *, kind: str, digest: str) -> Approval:
    """The leave that was given for exactly this, or NotAllowed."""
    approval = _open(case, kind)
    if approval is None or approval.state != State.APPROVED:
        raise NotAllowed(f"{case.reference}: a second person has to approve it first.")
    if approval.digest != digest:
        raise NotAllowed(
            f"{case.reference} has changed since it was approved: send it back, and put it "
            "forward again."
        )
    return approval


def end(case: Case, *, kind: str, state: str, actor: str, now: datetime) -> bool:
    """What was asked or given for this no longer counts. Whether there was anything to end: leave
    that was carried out as it was given stands."""
    approval = _open(case, kind)
    if approval is None:
        return False
    approval.state, approval.ended_by, approval.ended_at = State(state), actor, now
    approval.save(update_fields=["state", "ended_by", "ended_at"])
    if state == State.WITHDRAWN:
        record(
            case, "approval.withdrawn", actor=actor, now=now, approval=kind, digest=approval.digest
        )
    return True


def _open(case: Case, kind: str) -> Approval | None:
    states = _OPEN if kind == Kind.RELEASE else (State.ASKED,)
    return (
        Approval.objects.select_for_update(no_key=True)
        .filter(case=case, kind=kind, state__in=states)
        .first()
    )
