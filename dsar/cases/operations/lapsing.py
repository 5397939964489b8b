"""Closing what was never verified or never answered.

No right is lost by it: they can ask again at any time. But a case lapses only while something is
waited for, and only after they had time to give it; closing earlier would be a refusal in disguise.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from identity import operations as identity
from identity.models import FailReason, Item

from .. import letters
from ..dates import civil_date, in_words
from ..errors import Invalid, NotAllowed
from ..letter_kinds import RECEIPTS
from ..models import Case, Message
from ..transitions import Outcome
from . import proposing
from .changing import lock_case, move, record, stop_clock, today_at, waits_for
from .charging import open_fee
from .clarifying import PAUSE_EVENTS
from .files import destroy, forget_words

PATIENCE = timedelta(days=14)


@dataclass(frozen=True)
class Awaited:
    """What they owe us an answer to, and the civil date on which we last asked; where the case was
    opened again after that, the date of that."""

    what: str
    since: date
    opened_again: bool = False

    @property
    def began(self) -> str:
        """As the end of a sentence about the case."""
        how = "it was opened again" if self.opened_again else "they were asked"
        return f"{how} on {in_words(self.since)}"


@transaction.atomic
def lapse(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """Close the case as lapsed and say why. `reason` is needed where identity was never settled.

    Raises NotAllowed while nothing is waited for, or for fewer than 14 days.
    """
    case = lock_case(case_id, doing="lapse")
    awaited = awaited_from(case)
    if awaited is None:
        raise NotAllowed(f"{case.reference}: nothing is waited for, so it cannot lapse.")
    if today_at(case, now) < awaited.since + PATIENCE:
        raise NotAllowed(
            f"{case.reference}: {awaited.began}. "
            f"It can lapse from {in_words(awaited.since + PATIENCE)} on."
        )
    if case.verification.decided_at is None:
        if reason not in FailReason.values:
            raise Invalid("reason", "Choose why the person could not be identified.")
        unwanted = identity.fail(
            verification_id=case.verification_id, reason=reason, actor=actor, now=now
        )
        destroy(unwanted, now=now)
        forget_words(case)
    stop_clock(case, now=now)
    proposing.withdraw(case, actor=actor, now=now)
    move(case, doing="lapse", outcome=Outcome.LAPSED, closed_at=now)
    record(case, "case.closed", actor=actor, now=now, outcome=Outcome.LAPSED, reason=reason)
    letters.send(case, "lapsed", actor=actor, now=now, what=awaited.what)
    return case


def awaited_from(case: Case) -> Awaited | None:
    """A fee, a question that stopped the clock, or proof of identity; None if nothing is awaited.

    A question that was only useful is no reason to close: the answer is owed without it.
    """
    awaited = _owed(case)
    opened = case.messages.filter(kind="reopened").order_by("at").last()
    if awaited is None or opened is None:
        return awaited
    opened_on = civil_date(case.company, opened.at)
    if opened_on <= awaited.since:
        return awaited
    return replace(awaited, since=opened_on, opened_again=True)


def _owed(case: Case) -> Awaited | None:
    if fee := open_fee(case):
        return Awaited("fee", civil_date(case.company, fee.asked_at))
    if question := waits_for(case, *PAUSE_EVENTS):
        return Awaited("question", question.on)
    if case.identity_settled_at is None and _is_proof_open(case):
        asked_on = _asked_for_proof_on(case)
        return Awaited("identity", asked_on) if asked_on else None
    return None


def _is_proof_open(case: Case) -> bool:
    here = [Item.State.GIVEN, Item.State.ACCEPTED]
    return case.verification.items.exclude(state__in=here).exists()


def _asked_for_proof_on(case: Case) -> date | None:
    """Our first letter asks them to prove the address; a later one may ask for more, or be a code
    that has to arrive first. None where nothing was asked since what they had shown stopped to be
    enough."""
    asked = case.messages.filter(
        direction=Message.Direction.OUT,
        kind__in=[*RECEIPTS, "identity", "letter_code", "new_address"],
    )
    if case.opened_anew_at is not None:
        asked = asked.filter(at__gte=case.opened_anew_at)
    last = asked.order_by("at").last()
    return civil_date(case.company, last.at) if last else None
