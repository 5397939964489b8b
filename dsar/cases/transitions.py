"""The whole lifecycle of a case, as one table.

Status says where a case stands, outcome how it ended; what time it is, the clock knows.
"""

from dataclasses import dataclass

from django.db import models

from dsar.accounts.roles import Permission

from .errors import NotNow


class Status(models.TextChoices):
    RECEIVED = "received", "Received"
    VERIFYING = "verifying", "Checking identity"
    AWAITING_REQUESTER = "awaiting_requester", "Waiting for the requester"
    IN_PROGRESS = "in_progress", "In progress"
    IN_REVIEW = "in_review", "In review"
    READY = "ready", "Ready"
    CLOSED = "closed", "Closed"


class Outcome(models.TextChoices):
    FULFILLED = "fulfilled", "Fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled", "Partly fulfilled"
    REFUSED = "refused", "Refused"
    NOTHING_HELD = "nothing_held", "Nothing held"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Lapsed"
    DUPLICATE = "duplicate", "Duplicate"
    REDIRECTED = "redirected", "Redirected"
    NOT_A_REQUEST = "not_a_request", "Not a request"


@dataclass(frozen=True)
class Action:
    """What may be done from which statuses, where it leads, and what an officer needs for it.

    `to` is None where the case stays, or returns to the status it had before it waited.
    `permission` is None for what only the requester or the product itself does.
    """

    label: str
    since: frozenset[Status]
    to: Status | None
    permission: Permission | None
    after_release: bool = False


_NEW = frozenset({Status.RECEIVED, Status.VERIFYING})
_WORKING = _NEW | {Status.IN_PROGRESS}
_BEFORE_REVIEW = _WORKING | {Status.AWAITING_REQUESTER}
_UNANSWERED = _NEW | {Status.AWAITING_REQUESTER}
_OPEN = frozenset(Status) - {Status.CLOSED}
_WORK = Permission.WORK_CASES

ACTIONS: dict[str, Action] = {
    # identity
    "confirm_address": Action("Confirm the address", _NEW, Status.VERIFYING, None),
    "give_evidence": Action("Give proof", _UNANSWERED, None, None),
    "ask_identity": Action("Ask for proof of identity", _NEW, Status.VERIFYING, _WORK),
    "accept_identity": Action("Accept identity", _NEW, Status.IN_PROGRESS, _WORK),
    "skip_identity": Action("Skip the identity check", _NEW, Status.IN_PROGRESS, _WORK),
    "send_letter_code": Action("Send a code by post", _NEW, Status.VERIFYING, _WORK),
    "accept_authority": Action("Accept the authority", _OPEN, None, _WORK),
    # Who is asking has to be found out again, wherever the case stood.
    "change_contact": Action("Change the address", _OPEN, None, _WORK),
    "ask_address": Action("Ask them to confirm the address", _OPEN, None, _WORK),
    "change_language": Action("Change the language", _OPEN, None, _WORK),
    "lapse": Action("Close for want of an answer", _UNANSWERED, Status.CLOSED, _WORK),
    # the conversation
    "ask_question": Action("Ask a question", _WORKING, Status.AWAITING_REQUESTER, _WORK),
    "answer_question": Action(
        "Answer the question", frozenset({Status.AWAITING_REQUESTER}), None, None
    ),
    "resume": Action("Resume", frozenset({Status.AWAITING_REQUESTER}), None, _WORK),
    "write": Action("Write a message", frozenset(Status), None, None, after_release=True),
    "send_message": Action("Write to them", frozenset(Status), None, _WORK, after_release=True),
    # time and money
    "extend": Action("Extend", _OPEN, None, _WORK),
    "tell_late": Action("Say that we are late", _OPEN, None, _WORK),
    "ask_fee": Action("Ask for a fee", _WORKING, Status.AWAITING_REQUESTER, _WORK),
    "approve_fee": Action(
        "Approve the fee", _WORKING, Status.AWAITING_REQUESTER, Permission.APPROVE
    ),
    "record_payment": Action(
        "Record the payment", frozenset({Status.AWAITING_REQUESTER}), None, _WORK
    ),
    "waive_fee": Action("Do without the fee", frozenset({Status.AWAITING_REQUESTER}), None, _WORK),
    # what is put right afterwards
    "correct_receipt": Action("Correct the received date", _OPEN, None, _WORK),
    "recalculate": Action("Recalculate the date", _OPEN, None, _WORK),
    # what is looked for where
    "ask_search": Action("Ask for searches", _OPEN, None, _WORK),
    "record_search": Action("Record what a search found", _OPEN, None, _WORK),
    "send_search": Action("Ask for a search again", _OPEN, None, _WORK),
    "withdraw_search": Action("Withdraw the link of a search", _OPEN, None, _WORK),
    "drop_search": Action("Drop a search", _OPEN, None, _WORK),
    # the answer
    "attach": Action(
        "Attach the answer", frozenset({Status.IN_PROGRESS, Status.IN_REVIEW}), None, _WORK
    ),
    "answer_items": Action(
        "Answer what the law lists",
        frozenset({Status.IN_PROGRESS, Status.IN_REVIEW}),
        None,
        _WORK,
    ),
    "announce_deletion": Action(
        "Say when it will be deleted", frozenset({Status.IN_PROGRESS}), None, _WORK
    ),
    "record_done": Action(
        "Record what was done",
        frozenset({Status.IN_PROGRESS, Status.IN_REVIEW}),
        None,
        _WORK,
    ),
    "send_to_review": Action(
        "Send to review", frozenset({Status.IN_PROGRESS}), Status.IN_REVIEW, _WORK
    ),
    "send_back": Action(
        "Send back", frozenset({Status.IN_REVIEW, Status.READY}), Status.IN_PROGRESS, _WORK
    ),
    "approve": Action("Approve", frozenset({Status.IN_REVIEW}), Status.READY, Permission.APPROVE),
    "release": Action("Release", frozenset({Status.READY}), None, Permission.RELEASE),
    "recall": Action(
        "Take the answer back",
        frozenset({Status.READY, Status.CLOSED}),
        Status.IN_REVIEW,
        Permission.RELEASE,
        after_release=True,
    ),
    "open_download": Action(
        "Open the download again",
        frozenset({Status.READY, Status.CLOSED}),
        None,
        _WORK,
        after_release=True,
    ),
    "record_choice": Action(
        "Record whether it goes to the other company",
        frozenset({Status.READY, Status.CLOSED}),
        None,
        _WORK,
        after_release=True,
    ),
    "record_transfer": Action(
        "Record that it was sent on",
        frozenset({Status.READY, Status.CLOSED}),
        None,
        _WORK,
        after_release=True,
    ),
    "return_transfer": Action(
        "Say that it could not be sent on",
        frozenset({Status.READY, Status.CLOSED}),
        None,
        _WORK,
        after_release=True,
    ),
    "announce_end": Action(
        "Say when the restriction ends",
        frozenset({Status.READY, Status.CLOSED}),
        None,
        _WORK,
        after_release=True,
    ),
    "record_end": Action(
        "Record that the restriction was lifted",
        frozenset({Status.READY, Status.CLOSED}),
        None,
        _WORK,
        after_release=True,
    ),
    # it reached somebody whom it was not for
    "report_incident": Action(
        "Report a misdelivery", frozenset(Status), None, _WORK, after_release=True
    ),
    "decide_incident": Action(
        "Decide who is told of the misdelivery",
        frozenset(Status),
        None,
        Permission.APPROVE,
        after_release=True,
    ),
    "note_told": Action(
        "Record who was told of the misdelivery",
        frozenset(Status),
        None,
        Permission.APPROVE,
        after_release=True,
    ),
    # what the supervisory authority wants to know
    "note_regulator": Action(
        "Record a contact with the authority", frozenset(Status), None, _WORK, after_release=True
    ),
    # the end
    "close": Action("Close", frozenset({Status.READY}), Status.CLOSED, _WORK, after_release=True),
    "refuse": Action("Refuse", _OPEN, Status.CLOSED, _WORK),
    "approve_refusal": Action("Approve the refusal", _OPEN, Status.CLOSED, Permission.APPROVE),
    "return_proposal": Action("Send back the refusal or fee", _OPEN, None, _WORK),
    "withdraw": Action("Withdraw", _OPEN, Status.CLOSED, _WORK),
    "set_aside": Action("Close without an answer", _BEFORE_REVIEW, Status.CLOSED, _WORK),
    # what looks like a machine's
    "trust": Action("It is a real request", _OPEN, None, _WORK, after_release=True),
    "call_spam": Action("It is spam", _BEFORE_REVIEW, Status.CLOSED, _WORK),
    # Where it goes on depends on what it waited for.
    "reopen": Action("Open again", frozenset({Status.CLOSED}), None, _WORK, after_release=True),
    "choose_right": Action("Choose the right", _OPEN, None, _WORK),
    # what is kept, and what is forgotten
    "place_hold": Action("Place a legal hold", frozenset(Status), None, _WORK, after_release=True),
    "lift_hold": Action(
        "Lift the legal hold", frozenset(Status), None, Permission.APPROVE, after_release=True
    ),
    "ask_erasure": Action(
        "Ask to erase this case", frozenset({Status.CLOSED}), None, _WORK, after_release=True
    ),
    "agree_erasure": Action(
        "Erase this case",
        frozenset({Status.CLOSED}),
        None,
        Permission.APPROVE,
        after_release=True,
    ),
    "decline_erasure": Action(
        "Keep this case",
        frozenset({Status.CLOSED}),
        None,
        Permission.APPROVE,
        after_release=True,
    ),
    "take": Action("Take this case", _OPEN, None, _WORK, after_release=True),
    "assign": Action("Assign", _OPEN, None, Permission.ASSIGN, after_release=True),
}


def check(action: str, *, reference: str, status: str, released: bool) -> None:
    """Pass, or raise NotNow with what stands in the way."""
    wanted = ACTIONS[action]
    if status not in wanted.since:
        now = Status(status).label.lower()
        raise NotNow(f"{reference} is {now}: “{wanted.label}” cannot be done from there.")
    if released and not wanted.after_release:
        raise NotNow(f"{reference} has been answered: only closing it is left.")
