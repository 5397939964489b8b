"""What a case is called, computed in one place from status, outcome and clock.

Page, letter and API say the same. “Late” and “due soon” are never stored.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from .dates import in_words
from .models import Case
from .transitions import Outcome, Status


@dataclass(frozen=True)
class Label:
    """`code` for machines, `officer` for the desk, `requester` as a sentence of the company's."""

    code: str
    officer: str
    requester: str


LABELS = {
    label.code: label
    for label in (
        Label("received", "New", _("We have received your request")),
        Label("needs_identity", "Waiting: identity", _("We need to check who you are")),
        Label("needs_answer", "Waiting: question asked", _("We need an answer from you")),
        Label("needs_fee", "Waiting: fee", _("We have asked for a fee")),
        Label("in_progress", "Searching", _("We are working on it")),
        Label("in_review", "Ready to check", _("We are checking our answer")),
        Label("ready", "Ready to send", _("We are checking our answer")),
        Label("answered", "Answered", _("We have answered")),
        Label(
            "answered_in_part",
            "Answered in part",
            _("We have answered, with some things left out"),
        ),
        Label("nothing_held", "Nothing held", _("We looked and hold no data about you")),
        Label("refused", "Refused", _("We have said no, with reasons")),
        Label("redirected", "Passed on", _("Another organisation must answer")),
        Label("withdrawn", "Withdrawn", _("You withdrew your request")),
        Label(
            "closed_unverified",
            "Closed: not identified",
            _("Closed: we could not check who you are"),
        ),
        Label("closed_unanswered", "Closed: no answer", _("Closed: we had no answer from you")),
        Label(
            "duplicate", "Closed: asked before", _("You asked this before; that request goes on")
        ),
        Label("not_a_request", "Closed: not a request", _("Closed: there was nothing to decide")),
    )
}

_CLOSED = {
    Outcome.FULFILLED: "answered",
    Outcome.PARTLY_FULFILLED: "answered_in_part",
    Outcome.LAPSED: "closed_unverified",
}

# What an officer does next, by label; (action of the lifecycle table, words on the button).
NEXT_STEP = {
    "received": ("accept_identity", "Check who is asking"),
    "needs_identity": ("accept_identity", "Check who is asking"),
    "needs_answer": ("resume", "Wait for the answer"),
    "needs_fee": ("record_payment", "Wait for the fee"),
    "in_progress": ("send_to_review", "Search and prepare the answer"),
    "in_review": ("approve", "Check the answer"),
    "ready": ("release", "Release the answer"),
    "answered": ("close", "Close"),
    "answered_in_part": ("close", "Close"),
}


def label_of(case: Case) -> Label:
    return LABELS[_code(case)]


def _code(case: Case) -> str:
    if case.outcome == Outcome.LAPSED and case.identity_settled_at:
        return "closed_unanswered"
    if case.status == Status.CLOSED:
        return _CLOSED.get(Outcome(case.outcome), case.outcome)
    if case.released_at:
        return "answered_in_part" if case.withheld_ground else "answered"
    if case.status == Status.VERIFYING:
        return "needs_identity"
    if case.status == Status.AWAITING_REQUESTER:
        return "needs_fee" if any(fee.is_open for fee in case.fees.all()) else "needs_answer"
    return case.status


def next_step(case: Case) -> tuple[str, str] | None:
    return NEXT_STEP.get(label_of(case).code) if case.is_open else None


def days_left(case: Case, *, today: date) -> int | None:
    """Calendar days until the due date, negative once it has passed; None without a date."""
    if case.clock.stopped_on or case.clock.due_on is None:
        return None
    return (case.clock.due_on - today).days


def is_late(case: Case, *, today: date) -> bool:
    left = days_left(case, today=today)
    return left is not None and left < 0


def due_words(case: Case, *, today: date) -> str:
    """The one sentence on time: weekday, full date, days left."""
    clock = case.clock
    if clock.stopped_on:
        return f"The clock stopped on {in_words(clock.stopped_on)}"
    if clock.due_on is None:
        return _open_words(case)
    left = (clock.due_on - today).days
    if left < 0:
        since = f"{-left} day{'s' if left < -1 else ''}"
        return f"Late by {since}: it was due on {in_words(clock.due_on)}"
    if left == 0:
        return f"Due today, {in_words(clock.due_on)}"
    days = "tomorrow" if left == 1 else f"{left} days left"
    return f"Due {in_words(clock.due_on)} · {days}"


def _open_words(case: Case) -> str:
    if case.clock.state == "starts-later":
        return "The period starts when what was asked for has come in"
    return "Paused: there is no due date until the answer has come"
