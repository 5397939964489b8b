"""Recording what was done about a request: deletion, correction, restriction, a use that was
stopped, a review by a person."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ..action_taken import ActionTaken
from ..done import (
    CHANGED,
    DELETED,
    IN_PART,
    KEPT,
    KINDS,
    NOTHING,
    NOTHING_HELD,
    REPLACED,
    TELL_NAMED,
    UNCHANGED,
)
from ..errors import Invalid, NotAllowed
from ..grounds import REFUSAL_GROUNDS, for_right
from ..models import Case
from . import answering, new_contact
from .changing import lock_case, record, today_at
from .stopping import refuse_early
from .taking import write_down

Kind = ActionTaken.Kind


@transaction.atomic
def record_done(
    *,
    case_id: UUID,
    done_on: date,
    body: Mapping[str, Any],
    actor: str,
    now: datetime,
    first_by: str = "",
) -> Case:
    """It is sealed with the case, with the day and who did it, and the answer tells the person.

    `first_by`: whose decision is looked at again; they cannot be `actor`. While a second person is
    asked to approve the answer, they are asked anew. Where `body` says that nothing is held,
    it says that alone. Where the contact was replaced by the colleague whom they named, that
    colleague is told, once. Raises Invalid, and NotAllowed where something would be gone while the
    person may still stop it.
    """
    case = lock_case(case_id, doing="record_done")
    kind = KINDS.get(case.right)
    if kind is None:
        raise NotAllowed(f"{case.reference}: nothing is recorded for this right.")
    if done_on > today_at(case, now):
        raise Invalid("done_on", "The day cannot lie in the future: record it once it is done.")
    if kind == Kind.REVIEW and first_by == actor:
        raise Invalid(
            "first_by", "Somebody else has to look at it: you took or confirmed that decision."
        )
    if body.get(NOTHING_HELD):
        body = {NOTHING_HELD: True}
    else:
        _CHECKS[kind](case, body)
    if _is_gone(body):
        refuse_early(case, done_on, today=today_at(case, now))
    write_down(case, kind, dict(body), actor=actor, now=now, done_on=done_on, first_by=first_by)
    record(
        case,
        "action.taken",
        actor=actor,
        now=now,
        action=kind,
        on=done_on.isoformat(),
        first_by=first_by or None,
    )
    if _is_replaced(body) and body.get(TELL_NAMED):
        new_contact.tell(case, actor=actor, now=now)
    answering.ask_anew(case, actor=actor, now=now)
    return case


def _needs(body: Mapping[str, Any], field: str, message: str) -> None:
    if not str(body.get(field, "")).strip():
        raise Invalid(field, message)


def _is_gone(body: Mapping[str, Any]) -> bool:
    return bool({one["what"] for one in body.get("places", ())} & {DELETED, REPLACED})


def _is_replaced(body: Mapping[str, Any]) -> bool:
    return REPLACED in {one["what"] for one in body.get("places", ())}


def _told_recipients(body: Mapping[str, Any]) -> None:
    """One of the two at least: who was told, or who was not and why."""
    if str(body.get("untold", "")).strip():
        return
    _needs(
        body,
        "recipients",
        "Write who had received the data and was told; or why nobody was (Art. 19).",
    )


def _deletion(case: Case, body: Mapping[str, Any]) -> None:
    if not body["places"]:
        raise Invalid("places", "Name at least one system.")
    for one in body["places"]:
        if one["what"] not in (DELETED, REPLACED, KEPT, NOTHING):
            raise Invalid(one["code"], f"{one['name']}: say what became of the data there.")
        if one["what"] != KEPT:
            continue
        if one["ground"] not in for_right(REFUSAL_GROUNDS, case.right):
            raise Invalid(one["code"] + "_ground", f"{one['name']}: choose why it is kept.")
        if not one["why"].strip():
            raise Invalid(
                one["code"] + "_why", f"{one['name']}: write why it is kept, and until when."
            )
    if _is_replaced(body) != bool(body["contact"].strip()):
        raise Invalid(
            "contact",
            "Give the role that is the contact now where, and only where, it was replaced.",
        )
    _told_recipients(body)


def _correction(_case: Case, body: Mapping[str, Any]) -> None:
    _needs(body, "what", "Write what was corrected.")
    if not body["new"].strip() and not body["statement"].strip():
        raise Invalid("new", "Write the new value, or the statement that was added (Art. 16).")
    _told_recipients(body)


def _restriction(_case: Case, body: Mapping[str, Any]) -> None:
    _needs(body, "what", "Write what is no longer used, and until when.")
    _told_recipients(body)


def _stop(_case: Case, body: Mapping[str, Any]) -> None:
    _needs(body, "what", "Write what was stopped.")


def _review(_case: Case, body: Mapping[str, Any]) -> None:
    _needs(body, "decision", "Write what had been decided, and by what.")
    _needs(body, "view", "Write what the person says about it; or that they said nothing.")
    _needs(body, "looked_at", "Write what was looked at.")
    if body["result"] not in (CHANGED, UNCHANGED, IN_PART):
        raise Invalid("result", "Choose what came of it.")
    _needs(body, "why", "Write why; the person reads it.")


_CHECKS: dict[Kind, Callable[[Case, Mapping[str, Any]], None]] = {
    Kind.DELETION: _deletion,
    Kind.CORRECTION: _correction,
    Kind.RESTRICTION: _restriction,
    Kind.STOP: _stop,
    Kind.REVIEW: _review,
}
