"""What every change begins and ends with: the locked row, the table's leave, the audit event."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from deadlines import operations as clocks
from deadlines.models import ClockEvent
from dsar.audit import operations as audit
from dsar.failpoints import reach
from dsar.vault.operations import seal

from .. import transitions
from ..dates import civil_date
from ..errors import Invalid, NotAllowed
from ..models import Case, Message
from ..planning import plan_reminders
from ..transitions import ACTIONS, Status


def lock_case(case_id: UUID, *, doing: str) -> Case:
    """The case, locked until the transaction ends, at a place where `doing` is allowed."""
    case = (
        # Clock and verification too: after a wait, PostgreSQL reads anew only what is locked.
        # `no_key`: rows that point here can still be added, or whoever takes a reminder of this
        # case would wait for us while we wait for the reminder.
        Case.objects.select_for_update(of=("self", "clock", "verification"), no_key=True)
        .select_related("company", "policy", "clock", "verification", "data_key__company_key")
        .get(pk=case_id)
    )
    refuse_erased(case)
    transitions.check(
        doing,
        reference=case.reference,
        status=case.status,
        released=case.released_at is not None,
    )
    return case


def is_held_now(case: Case) -> bool:
    """For whoever has the case locked: what was read of its key with it is from before whoever had
    it locked before let go of it."""
    case.data_key.refresh_from_db(fields=["held_at"])
    return case.is_held


def refuse_erased(case: Case) -> None:
    """Pass, or NotAllowed: nothing can be done with what is only an entry of the register."""
    if case.erased_at is not None:
        raise NotAllowed(
            _("{reference} has been erased: only its entry in the register is left.").format(
                reference=case.reference
            )
        )


def move(case: Case, *, doing: str, **changes: object) -> None:
    """Set the status that the table gives for `doing`, and what changes with it."""
    target = ACTIONS[doing].to
    if target is not None:
        changes["status"] = target
    save(case, **changes)
    reach("in-transition")


def save(case: Case, **changes: object) -> None:
    for field, value in changes.items():
        setattr(case, field, value)
    if changes:
        case.save(update_fields=list(changes))


def record(case: Case, event: str, *, actor: str, now: datetime, **facts: object) -> None:
    """Append to the company's audit chain. Facts hold codes, dates and numbers, never a person."""
    audit.record(
        company_id=case.company_id,
        event=event,
        subject=case.reference,
        actor=actor,
        now=now,
        facts=facts,
    )


def keep_message(
    case: Case,
    direction: str,
    kind: str,
    subject: str,
    text: str,
    *,
    language: str = "en",
    actor: str,
    now: datetime,
    files: Sequence[str] = (),
    as_shown: str = "",
) -> Message:
    """Add to the conversation, sealed. Nothing is sent by this; letters.py sends.

    `files`: the names of those that came with it. `as_shown`: what stood on a page that spoke
    another language; officers read `text`.
    """
    message = Message(
        company=case.company,
        case=case,
        direction=direction,
        kind=kind,
        language=language,
        actor=actor,
        at=now,
    )
    along: dict[str, Any] = {"files": list(files)} if files else {}
    if as_shown not in ("", text):
        along["as_shown"] = as_shown
    seal(message, "body", {"subject": subject, "text": text, **along})
    message.save(force_insert=True)
    return message


def tell_clock(
    case: Case,
    kind: str,
    *,
    now: datetime,
    on: date | None = None,
    by: int | None = None,
    unit: str | None = None,
) -> None:
    """Let the clock know what happened (today, unless `on` says when), and plan new reminders."""
    today = today_at(case, now)
    case.clock = clocks.add_event(
        clock_id=case.clock_id, kind=kind, on=on or today, by=by, unit=unit, now=now, today=today
    )
    plan_reminders(case, now=now)


def last_event(case: Case, *kinds: str) -> ClockEvent | None:
    """The newest event of these kinds: whether the clock waits is whether it is a question."""
    return (
        ClockEvent.objects.filter(clock_id=case.clock_id, kind__in=kinds)
        .order_by("-on", "-pk")
        .first()
    )


def waits_for(case: Case, asked: str, *ended: str) -> ClockEvent | None:
    """The event `asked` that none of `ended` has answered, or None."""
    event = last_event(case, asked, *ended)
    return event if event and event.kind == asked else None


def stop_clock(case: Case, *, now: datetime) -> None:
    """Answered or closed: no date is waited for any more, and no reminder either."""
    clocks.stop_clock(clock_id=case.clock_id, on=today_at(case, now), now=now)


def today_at(case: Case, now: datetime) -> date:
    """The civil date in the company's own time zone, in which every period is counted."""
    return civil_date(case.company, now)


def note_down(
    case: Case, kind: str, heading: str, reason: str, *, actor: str, now: datetime
) -> None:
    """Keep the written reason of a change that needs one, for the officers. Raises Invalid."""
    if not reason.strip():
        raise Invalid("reason", "Write the reason; it is kept with the case.")
    keep_message(case, Message.Direction.NOTE, kind, heading, reason, actor=actor, now=now)


def status_after_waiting(case: Case) -> Status:
    """Where a case returns to once the requester has answered or paid."""
    return Status.IN_PROGRESS if case.identity_settled_at else Status.VERIFYING
