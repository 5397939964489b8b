"""The same figures counted case by case in Python, by somebody who read only their definitions."""

from collections.abc import Callable

from deadlines.models import ClockEvent
from dsar.cases.models import Case
from dsar.outbox.models import Message as Mail
from tests.reports.conftest import FIRST, LAST
from tests.reports.invented import TODAY, between

ANSWERS = ("fulfilled", "partly_fulfilled", "nothing_held", "refused")


def received(case: Case) -> bool:
    return between(case.clock.received_on, FIRST, LAST)


def ended(case: Case) -> bool:
    return between(case.clock.stopped_on, FIRST, LAST)


def answered(case: Case) -> bool:
    return ended(case) and case.outcome in ANSWERS


def running(case: Case) -> bool:
    return case.clock.stopped_on is None


def after(case: Case, last_day) -> bool:
    return last_day is not None and case.clock.stopped_on > last_day


def left(least: int, most: int) -> Callable[[Case], bool]:
    def is_so(case: Case) -> bool:
        due = case.clock.due_on
        return running(case) and due is not None and least <= (due - TODAY).days <= most

    return is_so


def ended_as(outcome: str) -> Callable[[Case], bool]:
    return lambda case: ended(case) and case.outcome == outcome


def extended(case: Case) -> bool:
    found = ClockEvent.objects.filter(clock=case.clock, kind="extend").first()
    return found is not None and FIRST <= found.on <= LAST


def open_at_end(case: Case) -> bool:
    clock = case.clock
    return clock.received_on <= LAST and (running(case) or clock.stopped_on > LAST)


def acknowledged(case: Case) -> bool:
    """Only the one that the others are copies of has a letter."""
    if not received(case) or case.right != "complaint":
        return False
    keys = [f"letter:{message.pk}" for message in case.messages.filter(kind="received")]
    sent = [mail.sent_at for mail in Mail.objects.filter(key__in=keys, state="sent")]
    return any((at.date() - case.clock.received_on).days <= 30 for at in sent)


def late(case: Case) -> bool:
    return (answered(case) and after(case, case.clock.due_on)) or left(-999, -1)(case)


BY_HAND: dict[str, Callable[[Case], bool]] = {
    "received": received,
    "answered": answered,
    "in-law": lambda case: answered(case) and not after(case, case.clock.statutory_on),
    "late-law": lambda case: answered(case) and after(case, case.clock.statutory_on),
    "in-promise": lambda case: answered(case) and not after(case, case.clock.due_on),
    "started-late": lambda case: received(case) and case.clock.started_on != case.clock.received_on,
    "paused": lambda case: answered(case) and case.clock.explained.excluded_days > 0,
    "extended": extended,
    "refused": ended_as("refused"),
    "refused-part": ended_as("partly_fulfilled"),
    "nothing-held": ended_as("nothing_held"),
    "redirected": ended_as("redirected"),
    "withdrawn": ended_as("withdrawn"),
    "lapsed": ended_as("lapsed"),
    "duplicate": ended_as("duplicate"),
    "not-a-request": ended_as("not_a_request"),
    "complaints": lambda case: received(case) and case.right == "complaint",
    "complaints-acknowledged": acknowledged,
    "complaints-answered": lambda case: answered(case) and case.right == "complaint",
    "open": running,
    "left-overdue": left(-999, -1),
    "left-0-3": left(0, 3),
    "left-4-7": left(4, 7),
    "left-8-14": left(8, 14),
    "left-15-30": left(15, 30),
    "left-more": left(31, 999),
    "left-none": lambda case: running(case) and case.clock.due_on is None,
    "due": lambda case: running(case) and between(case.clock.due_on, FIRST, LAST),
    "ended": ended,
    "open-at-end": open_at_end,
    "late": late,
}
