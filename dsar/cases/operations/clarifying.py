"""Asking what they mean. Where the law lets it, the clock stands still until they answer."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from deadlines.operations import may_pause
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal

from .. import letters
from ..errors import Invalid, Unlawful
from ..models import Case, Message
from .changing import (
    keep_message,
    lock_case,
    move,
    record,
    save,
    status_after_waiting,
    tell_clock,
    waits_for,
)
from .charging import open_fee
from .intake import keep_documents

PAUSE_EVENTS = ("pause", "resume")


@transaction.atomic
def ask_question(
    *, case_id: UUID, question: str, which_data: bool, actor: str, now: datetime
) -> Case:
    """Send a question and wait.

    `which_data`: it is needed to tell which data or processing the request is about, the only
    question that stops a clock (UK GDPR Art. 12A(5); EDPB 01/2022 par. 159). Any other question,
    such as one about format, leaves the clock running. Raises Unlawful where this right has no
    such stop.
    """
    case = lock_case(case_id, doing="ask_question")
    if not question.strip():
        raise Invalid("question", "Write the question.")
    if which_data:
        if not may_pause(case.clock.rule, case.right):
            raise Unlawful(
                "Nothing can stop the clock for this request: the law allows a pause only where "
                "somebody asks for a copy of their data. You can still ask; the clock runs on."
            )
        tell_clock(case, "pause", now=now)
    move(case, doing="ask_question")
    record(case, "clarification.asked", actor=actor, now=now, paused=which_data)
    letters.send(case, "question", actor=actor, now=now, question=question, paused=which_data)
    return case


@transaction.atomic
def answer_question(
    *,
    case_id: UUID,
    text: str,
    now: datetime,
    files: Sequence[SealedFile] = (),
    heading: str = "Answer to our question",
    came_on: date | None = None,
) -> Case:
    """The requester answered, today or on `came_on`: the clock runs again from what the law says,
    and they are told.

    `files` came with it and lie with the case.
    """
    case = lock_case(case_id, doing="answer_question")
    if not text.strip():
        raise Invalid("text", _("Write your answer."))
    _keep(case, "answer", heading, text, files, now=now)
    if open_fee(case):
        # They disagree, or ask for less: an officer reads it, and the fee stays open until then.
        record(case, "message.received", actor="requester", now=now, attached=len(files) or None)
        return case
    return _go_on(
        case,
        "clarification.answered",
        actor="requester",
        now=now,
        on=came_on,
        attached=len(files),
    )


@transaction.atomic
def resume(*, case_id: UUID, actor: str, now: datetime, came_on: date | None = None) -> Case:
    """Go on without waiting any longer, or because the answer came another way on `came_on`."""
    case = lock_case(case_id, doing="resume")
    if open_fee(case):
        raise Invalid("fee", "A fee is open: record its payment, or do without it.")
    return _go_on(case, "clarification.closed", actor=actor, now=now, on=came_on)


@transaction.atomic
def write_message(
    *,
    case_id: UUID,
    text: str,
    now: datetime,
    files: Sequence[SealedFile] = (),
    heading: str = "Message",
    actor: str = "requester",
) -> Case:
    """Keep what the requester, or `actor` for them, wrote and sent with it. It changes nothing
    else, whatever the status."""
    case = lock_case(case_id, doing="write")
    if not text.strip():
        raise Invalid("text", _("Write your message."))
    _keep(case, "message", heading, text, files, now=now)
    record(case, "message.received", actor=actor, now=now, attached=len(files) or None)
    return case


def _keep(
    case: Case, kind: str, subject: str, text: str, files: Sequence[SealedFile], *, now: datetime
) -> None:
    names = [str(unseal(file, "name")) for file in files]
    keep_message(
        case, Message.Direction.IN, kind, subject, text, actor="requester", now=now, files=names
    )
    keep_documents(case, [file.pk for file in files], now=now)


def _go_on(
    case: Case,
    event: str,
    *,
    actor: str,
    now: datetime,
    on: date | None = None,
    attached: int = 0,
) -> Case:
    was_paused = waits_for(case, *PAUSE_EVENTS) is not None
    if was_paused:
        tell_clock(case, "resume", now=now, on=on)
    save(case, status=status_after_waiting(case))
    record(case, event, actor=actor, now=now, paused=was_paused, attached=attached or None)
    letters.send(case, "resumed", actor=actor, now=now)
    return case
