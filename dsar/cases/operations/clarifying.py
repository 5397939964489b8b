"""Asking what they mean. Where the law lets it, the clock stands still until they answer."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from deadlines.operations import may_pause

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
def answer_question(*, case_id: UUID, text: str, now: datetime) -> Case:
    """The requester answered: the clock runs again from what the law says, and they are told."""
    case = lock_case(case_id, doing="answer_question")
    if not text.strip():
        raise Invalid("text", "Write your answer.")
    keep_message(
        case, Message.Direction.IN, "answer", "Answer to our question", text,
        actor="requester", now=now,
    )  # fmt: skip
    if open_fee(case):
        # They disagree, or ask for less: an officer reads it, and the fee stays open until then.
        record(case, "message.received", actor="requester", now=now)
        return case
    return _go_on(case, "clarification.answered", actor="requester", now=now)


@transaction.atomic
def resume(*, case_id: UUID, actor: str, now: datetime, came_on: date | None = None) -> Case:
    """Go on without waiting any longer, or because the answer came another way on `came_on`."""
    case = lock_case(case_id, doing="resume")
    if open_fee(case):
        raise Invalid("fee", "A fee is open: record its payment, or do without it.")
    return _go_on(case, "clarification.closed", actor=actor, now=now, on=came_on)


@transaction.atomic
def write_message(*, case_id: UUID, text: str, now: datetime) -> Case:
    """Keep what the requester wrote. It changes nothing else, whatever the status."""
    case = lock_case(case_id, doing="write")
    if not text.strip():
        raise Invalid("text", "Write your message.")
    keep_message(case, Message.Direction.IN, "message", "Message", text, actor="requester", now=now)
    record(case, "message.received", actor="requester", now=now)
    return case


def _go_on(case: Case, event: str, *, actor: str, now: datetime, on: date | None = None) -> Case:
    was_paused = waits_for(case, *PAUSE_EVENTS) is not None
    if was_paused:
        tell_clock(case, "resume", now=now, on=on)
    save(case, status=status_after_waiting(case))
    record(case, event, actor=actor, now=now, paused=was_paused)
    letters.send(case, "resumed", actor=actor, now=now)
    return case
