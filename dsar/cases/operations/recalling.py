"""Taking an answer back that nobody has opened. After the first download there is no way back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from deadlines import operations as clocks
from dsar.outbox import models as outbox

from .. import letters
from ..answers import files_of
from ..approval import Approval
from ..errors import NotAllowed
from ..models import Case, Message
from ..planning import plan_reminders
from ..transitions import ACTIONS
from . import approving
from .answering import ask_approval
from .changing import lock_case, move, note_down, record, refuse_erased, today_at

_OTHERWISE = (
    "If it reached the wrong person, report that: "
    f"“{ACTIONS['report_incident'].label}”, on the page of the case."
)


@transaction.atomic
def recall(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """Nothing can be downloaded any more, the time counts as if it had not been answered, and a
    second person has to approve the answer anew. The requester is told.

    A letter that has not left does not leave. Raises NotAllowed once a file was downloaded.
    """
    case = lock_case(case_id, doing="recall")
    refuse_erased(case)
    _refuse_opened(case)
    before = case.released_at
    today = today_at(case, now)
    case.clock = clocks.reopen_clock(clock_id=case.clock_id, on=today, now=now)
    move(
        case,
        doing="recall",
        outcome="",
        closed_at=None,
        released_at=None,
        release_approval=None,
        goes_to="",
        download_until=None,
    )
    # As after opening again: what went up the ladder before was about another answer.
    case.escalations.all().delete()
    plan_reminders(case, now=now)
    note_down(case, "taken-back", "Why the answer was taken back", reason, actor=actor, now=now)
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    due = case.clock.due_on
    record(
        case,
        "answer.recalled",
        actor=actor,
        now=now,
        released_at=before and before.isoformat(),
        due_on=due and due.isoformat(),
    )
    ask_approval(case, actor=actor, now=now)
    letters.send(case, "recalled", actor=actor, now=now)
    return case


def is_out(message_id: str) -> bool:
    """Whether the answer that this letter tells of is still the one that is out."""
    told = Message.objects.filter(pk=message_id, case__released_at__isnull=False)
    return told.filter(at__gte=F("case__released_at")).exists()


def why_not(case: Case) -> str:
    """What keeps this answer from being taken back, as a sentence; empty for nothing."""
    if case.released_at is None:
        return f"{case.reference} has not been answered, so there is nothing to take back."
    if case.first_download_at is not None:
        return (
            f"{case.reference}: the answer has been downloaded, so it cannot be taken back. "
            f"{_OTHERWISE}"
        )
    if not files_of(case).exists() and _has_left(case):
        return (
            f"{case.reference}: the letter has left and there is no file, so nothing can be taken "
            f"back. {_OTHERWISE}"
        )
    return ""


def _refuse_opened(case: Case) -> None:
    if why := why_not(case):
        raise NotAllowed(why)


def _has_left(case: Case) -> bool:
    letter = case.messages.filter(kind="answer").order_by("-at", "-pk").first()
    sent = outbox.Message.objects.filter(state=outbox.State.SENT)
    return letter is not None and sent.filter(key=f"letter:{letter.pk}").exists()
